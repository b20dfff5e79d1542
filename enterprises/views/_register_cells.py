"""How a value of the ledger looks on the screen; the gaps 未填, 未报 and -- are told apart here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.urls import reverse

from enterprises.enums import Scheme
from enterprises.models import Certificate
from enterprises.queries.lenses import Glimpse
from enterprises.queries.register_columns import RegisterColumn
from enterprises.queries.register_lines import RegisterLine, RegisterTotals
from portal.web import formats
from portal.web.tables import Column
from portal.workbooks.spec import Kind

# Short name and rung of the ladder; 0 is a title beside the ladder.
TITLES = {
    Scheme.TECH_SME: ("科小", 2),
    Scheme.HNTE: ("高企", 4),
    Scheme.GAZELLE: ("瞪羚", 5),
    Scheme.LEADER: ("领军", 7),
    Scheme.INNOVATIVE_SME: ("创新型", 0),
    Scheme.SPECIALISED_SME: ("专精特新", 0),
    Scheme.LITTLE_GIANT: ("小巨人", 0),
    Scheme.PROVINCIAL_RD_ORG: ("省级研发机构", 0),
}


@dataclass(frozen=True, slots=True)
class Title:
    """One title as a chip. full: its whole name and validity, for the tooltip."""

    text: str
    step: int
    full: str


@dataclass(frozen=True, slots=True)
class ScreenCell:
    """One cell of the ledger. kind: text, number, code, gap, titles, light or tier."""

    text: str
    kind: str = "text"
    priority: int = 2
    is_number: bool = False
    titles: tuple[Title, ...] = ()
    light: str = ""
    tier: int = 0


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """One line: the name leads to the enterprise, the other cells follow the columns."""

    ref: str
    name: str
    url: str
    cells: tuple[ScreenCell, ...]


def heads_of(columns: Sequence[RegisterColumn]) -> list[Column]:
    """The columns as the table head wants them."""
    return [
        Column(
            title=each.title,
            key=each.sort,
            unit="" if each.kind is Kind.DECIMAL and each.unit == "%" else each.unit,
            is_number=_is_number(each),
            is_sortable=bool(each.sort),
            is_fixed=each.key == "name",
            priority=each.priority,
            help=each.help,
        )
        for each in columns
    ]


def row_of(line: RegisterLine, columns: Sequence[RegisterColumn]) -> ScreenRow:
    """The line as drawn."""
    return ScreenRow(
        ref=line.enterprise.ref,
        name=line.enterprise.name,
        url=reverse("enterprises:detail", args=[line.enterprise.ref]),
        cells=tuple(_cell(each, line) for each in columns if each.key != "name"),
    )


def totals_of(totals: RegisterTotals, columns: Sequence[RegisterColumn]) -> list[ScreenCell]:
    """The row of sums, without its first cell; a column without a sum is empty."""
    return [
        _number(each, each.total(totals), gap=formats.NOT_REPORTED)
        if each.total is not None
        else ScreenCell("", priority=each.priority)
        for each in columns
        if each.key != "name"
    ]


def _cell(column: RegisterColumn, line: RegisterLine) -> ScreenCell:
    value = column.value(line)
    if column.key == "titles":
        return _titles(value, column.priority)
    if isinstance(value, Glimpse):
        return ScreenCell(value.text, value.kind, column.priority, light=value.light, tier=value.tier)
    if value is None:
        return ScreenCell(_gap(column, line), "gap", column.priority, is_number=_is_number(column))
    if _is_number(column):
        return _number(column, value, gap="")
    if isinstance(value, date):
        return ScreenCell(formats.day(value), "text", column.priority)
    return ScreenCell(str(value), "code" if column.kind is Kind.CODE else "text", column.priority)


def _is_number(column: RegisterColumn) -> bool:
    return column.kind in (Kind.MONEY, Kind.DECIMAL)


def _gap(column: RegisterColumn, line: RegisterLine) -> str:
    if column.key in ("report",) or (column.is_reported and line.report is None):
        return formats.NOT_REPORTED if line.is_due else formats.NOT_APPLICABLE
    if column.key in ("officer", "zone", "ends", "titles"):
        return formats.NOT_APPLICABLE
    if column.key == "rd_ratio" and line.report is not None and line.report.sales_fen == 0:
        return formats.NOT_APPLICABLE
    return formats.NOT_GIVEN


def _number(column: RegisterColumn, value: Any, *, gap: str) -> ScreenCell:
    if value is None:
        return ScreenCell(gap, "gap", column.priority, is_number=True)
    if column.kind is Kind.MONEY:
        text = formats.wan(value)
    elif column.key == "rd_ratio":
        text = ratio_text(*value)
    else:
        text = formats.persons(value)
    return ScreenCell(text, "number", column.priority, is_number=True)


def ratio_text(part: int, whole: int) -> str:
    """A ratio in percent with two digits, and more while two would round it onto a whole percent it does not reach.

    The lines of the law lie on whole percents, so 3.996 % is never shown as 4.00 %.
    """
    ratio = Fraction(part, whole)
    for digits in range(2, 7):
        shown = Fraction(formats.percent(ratio, digits).rstrip("%").replace(",", ""))
        if shown.denominator != 1 or shown == ratio * 100:
            break
    return formats.percent(ratio, digits)


def title_of(certificate: Certificate) -> Title:
    """A title held, short, with its full name and validity."""
    text, step = TITLES[Scheme(certificate.scheme)]
    until = f"，有效期至{certificate.valid_to}" if certificate.valid_to else ""
    return Title(text, step, f"{certificate.get_scheme_display()}{until}")


def _titles(certificates: Sequence[Certificate], priority: int) -> ScreenCell:
    if not certificates:
        return ScreenCell(formats.NOT_APPLICABLE, "gap", priority)
    chips = {title.text: title for title in map(title_of, certificates)}
    return ScreenCell("、".join(chips), "titles", priority, titles=tuple(chips.values()))
