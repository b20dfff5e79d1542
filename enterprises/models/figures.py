"""The figures of one fiscal year: what follows from them, what cannot be true, and what must be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from enterprises.models.annual_report import FIGURES

Figures = Mapping[str, int | None]

NAMES = tuple(figure.name for figure in FIGURES)
LABELS = {figure.name: figure.label for figure in FIGURES}
UNITS = {figure.name: figure.unit for figure in FIGURES}

MAY_BE_NEGATIVE = frozenset({"profit_fen", "net_profit_fen"})

RD_ITEMS = (
    "rd_staff_cost_fen", "rd_direct_fen", "rd_depreciation_fen", "rd_amortisation_fen", "rd_design_fen",
    "rd_trial_fen", "rd_other_fen", "rd_outsourced_domestic_fen", "rd_outsourced_overseas_fen",
)  # fmt: skip
"""The eight items of the collection, the eighth (委托外部) in two columns. Clause: 国科发火〔2016〕195号 三(六)."""

PARTS = (
    ("staff_onjob_e4", "staff_e4"),
    ("staff_parttime_e4", "staff_e4"),
    ("staff_temporary_e4", "staff_e4"),
    ("tech_staff_e4", "staff_e4"),
    ("tech_staff_6m_e4", "staff_e4"),
    ("rd_staff_e4", "staff_e4"),
    ("doctor_count", "staff_end_count"),
    ("master_count", "staff_end_count"),
    ("bachelor_count", "staff_end_count"),
    ("revenue_main_fen", "sales_fen"),
    ("revenue_main_fen", "revenue_operating_fen"),
    ("income_nontax_fen", "income_total_fen"),
    ("income_hightech_fen", "income_total_fen"),
    ("income_tech_fen", "income_total_fen"),
    ("rd_staff_cost_fen", "rd_expense_fen"),
    ("rd_direct_fen", "rd_expense_fen"),
    ("rd_depreciation_fen", "rd_expense_fen"),
    ("rd_amortisation_fen", "rd_expense_fen"),
    ("rd_design_fen", "rd_expense_fen"),
    ("rd_trial_fen", "rd_expense_fen"),
    ("rd_domestic_fen", "rd_expense_fen"),
    ("rd_basic_fen", "rd_expense_fen"),
)
"""(part, total): a known part above its known total is refused."""

SUMS = (
    (("staff_onjob_e4", "staff_parttime_e4", "staff_temporary_e4"), "staff_e4"),
    (("doctor_count", "master_count", "bachelor_count"), "staff_end_count"),
)
"""(parts, total): parts that exclude each other; their known sum above the total is refused."""

JUMP = 1_000
"""A figure a thousand times last year's, or a thousandth, is asked about: 元 typed for 万元 makes ten thousand."""

_JUMPS_ASKED = tuple(figure.name for figure in FIGURES if figure.unit in ("fen", "person"))
_OUTSOURCED_SHARE = Fraction(4, 5)
_OTHER_CAP = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Question:
    """Something unlikely but possible; a person must say that it is so. field: the figure it is about."""

    field: str
    text: str


def derived(figures: Figures) -> dict[str, int]:
    """研发费用总额 and 境内研发费用 from the eight items, in fen; nothing unless every item is known.

    outsourced = 80 % of what was paid to others; 其他费用 counts up to 20 % of the total, that is a quarter of the
    rest. Rounded once, half up. Clause: 国科发火〔2016〕195号 三(六).
    """
    values = [figures.get(name) for name in RD_ITEMS]
    if any(value is None for value in values):
        return {}
    *inner, other, domestic, overseas = (Fraction(value or 0) for value in values)
    outsourced = _OUTSOURCED_SHARE * (domestic + overseas)
    base = sum(inner, Fraction(0)) + outsourced
    counted = min(other, base * _OTHER_CAP)
    return {
        "rd_expense_fen": _whole(base + counted),
        "rd_domestic_fen": _whole(base - outsourced + counted + _OUTSOURCED_SHARE * domestic),
    }


def _whole(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def impossible(figures: Figures) -> dict[str, str]:
    """What cannot be true: field → one sentence. Unknown figures are never held against anyone."""
    problems = {}
    for name in NAMES:
        value = figures.get(name)
        if value is not None and value < 0 and name not in MAY_BE_NEGATIVE:
            problems[name] = f"{LABELS[name]}不能为负，实际为{shown(name, value)}。没有请填0，不清楚请留空。"
    for part, total in PARTS:
        small, large = figures.get(part), figures.get(total)
        if small is not None and large is not None and small > large:
            problems.setdefault(
                part,
                f"{LABELS[part]}（{shown(part, small)}）不能大于{LABELS[total]}（{shown(total, large)}）。",
            )
    for parts, total in SUMS:
        limit = figures.get(total)
        together = sum(figures.get(part) or 0 for part in parts)
        if limit is not None and together > limit and not problems.keys() & set(parts):
            names = "、".join(LABELS[part].removeprefix("其中：") for part in parts)
            problems.setdefault(
                total, f"{names}合计{shown(total, together)}，不能大于{LABELS[total]}（{shown(total, limit)}）。"
            )
    return problems


def questions(figures: Figures, last_year: Figures | None) -> tuple[Question, ...]:
    """What is unlikely: R&D above sales, and jumps against the year before (None when it was not reported)."""
    asked = []
    rd, sales = figures.get("rd_expense_fen"), figures.get("sales_fen")
    if rd is not None and sales is not None and rd > sales:
        asked.append(
            Question(
                "rd_expense_fen",
                f"研发费用（{shown('rd_expense_fen', rd)}）大于销售收入（{shown('sales_fen', sales)}）。"
                "请核对单位是否为万元；确实如此请确认。",
            )
        )
    for name in _JUMPS_ASKED if last_year else ():
        now, before = figures.get(name), last_year.get(name) if last_year else None
        if now and before and (abs(now) >= JUMP * abs(before) or abs(before) >= JUMP * abs(now)):
            asked.append(
                Question(
                    name,
                    f"{LABELS[name]}为{shown(name, now)}，上年为{shown(name, before)}，相差上千倍。"
                    "请核对单位；确实如此请确认。",
                )
            )
    return tuple(asked)


def shown(name: str, value: int) -> str:
    """A figure with its unit, for sentences: 5,200.00万元, 86人."""
    unit = UNITS[name]
    if unit == "fen":
        return f"{Decimal(value) / 1_000_000:,.2f}万元"
    if unit == "usd_cent":
        return f"{Decimal(value) / 1_000_000:,.2f}万美元"
    if unit == "person":
        text = f"{Decimal(value) / 10_000:,.4f}".rstrip("0").rstrip(".")
        return f"{text}人"
    return f"{value:,}"
