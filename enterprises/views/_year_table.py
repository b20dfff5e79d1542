"""The figures of several years side by side, with where each came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from enterprises.forms.fields import shown, spec_of
from enterprises.forms.report import SECTIONS
from enterprises.models import FIGURES, AnnualReport, Enterprise
from enterprises.views._register_cells import ratio_text
from portal.web import formats

_FIGURES = {figure.name: figure for figure in FIGURES}
_UNIT = {"fen": "万元", "usd_cent": "万美元", "person": "人", "count": ""}


@dataclass(frozen=True, slots=True)
class YearCell:
    """One figure of one year; a gap is 未填 in a reported year, -- before the foundation, and 未报 in another."""

    text: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class YearLine:
    """One figure over the years, oldest first."""

    label: str
    unit: str
    cells: tuple[YearCell, ...]


@dataclass(frozen=True, slots=True)
class YearGroup:
    """The figures of one section."""

    title: str
    lines: tuple[YearLine, ...]


def years_to_show(reports: Sequence[AnnualReport], fiscal_year: int, *, most: int = 4) -> list[int]:
    """The last years up to the one that has ended, and every reported year among the last few; oldest first."""
    known = {report.fiscal_year for report in reports} | {fiscal_year, fiscal_year - 1, fiscal_year - 2}
    return sorted(known)[-most:]


def groups(enterprise: Enterprise, reports: Sequence[AnnualReport], years: Sequence[int]) -> list[YearGroup]:
    """Every figure by section, whether known or not."""
    current = {report.fiscal_year: report for report in reports if report.is_current}
    return [
        YearGroup(section.title, tuple(_line(name, enterprise, current, years) for name in section.names))
        for section in SECTIONS
    ]


def _line(name: str, enterprise: Enterprise, current: dict[int, AnnualReport], years: Sequence[int]) -> YearLine:
    figure = _FIGURES[name]
    return YearLine(
        figure.label, _UNIT[figure.unit], tuple(_cell(name, enterprise, year, current.get(year)) for year in years)
    )


def _cell(name: str, enterprise: Enterprise, year: int, report: AnnualReport | None) -> YearCell:
    if report is None:
        return _absent(enterprise, year)
    value = getattr(report, name)
    if value is None:
        return YearCell(formats.NOT_GIVEN, is_gap=True)
    return YearCell(shown(spec_of(_FIGURES[name]), value))


def _absent(enterprise: Enterprise, year: int) -> YearCell:
    return YearCell(formats.NOT_REPORTED if enterprise.owes_report(year) else formats.NOT_APPLICABLE, is_gap=True)


KEY_FIGURES = ("sales_fen", "rd_expense_fen", "income_hightech_fen", "staff_e4", "assets_fen")
KEY_RATIOS = (
    ("研发占比", "rd_expense_fen", "sales_fen", "研发费用总额÷销售收入"),
    ("科技人员占比", "tech_staff_e4", "staff_e4", "科技人员÷职工总数"),
)


def key_lines(enterprise: Enterprise, reports: Sequence[AnnualReport], years: Sequence[int]) -> list[YearLine]:
    """关键指标: a handful of figures and the ratios that people ask for first."""
    current = {report.fiscal_year: report for report in reports if report.is_current}
    lines = [_line(name, enterprise, current, years) for name in KEY_FIGURES]
    for label, part, whole, _how in KEY_RATIOS:
        lines.append(
            YearLine(label, "", tuple(_ratio(enterprise, year, current.get(year), part, whole) for year in years))
        )
    return lines


def _ratio(enterprise: Enterprise, year: int, report: AnnualReport | None, part: str, whole: str) -> YearCell:
    if report is None:
        return _absent(enterprise, year)
    numerator, denominator = getattr(report, part), getattr(report, whole)
    if numerator is None or denominator is None:
        return YearCell(formats.NOT_GIVEN, is_gap=True)
    if denominator == 0:
        return YearCell(formats.NOT_APPLICABLE, is_gap=True)
    return YearCell(ratio_text(numerator, denominator))
