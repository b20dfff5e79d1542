"""The columns of the ledger: title, unit, value and sum, once for the screen and for the file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from enterprises.queries.lenses import Lens, lenses
from enterprises.queries.register_lines import RegisterLine, RegisterTotals
from portal.codes import industries
from portal.web.formats import mask_phone
from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec

Value = Any


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """One column. value: of a line, None when unknown. total: over the whole filter, None for no sum.

    kind and unit are those of the file; fen is money in 万元, places a number's decimals. sort: its name among SORTS.
    reported: unknown is 未报 when the year has no report, and 未填 when it has.
    """

    key: str
    title: str
    value: Callable[[RegisterLine], Value]
    kind: Kind = Kind.TEXT
    unit: str = ""
    places: int = 0
    sort: str = ""
    priority: int = 2
    is_default: bool = True
    is_reported: bool = False
    total: Callable[[RegisterTotals], Value] | None = None
    help: str = ""


def _ratio(rd: int | None, sales: int | None) -> tuple[int, int] | None:
    return (rd, sales) if rd is not None and sales else None


def _report(name: str) -> Callable[[RegisterLine], int | None]:
    return lambda line: getattr(line.report, name) if line.report else None


COLUMNS = (
    RegisterColumn("name", "企业名称", lambda line: line.enterprise.name, sort="name", priority=1),
    RegisterColumn("code", "统一社会信用代码", lambda line: line.enterprise.code, Kind.CODE, sort="code", priority=2),
    RegisterColumn("county", "县区", lambda line: _name(line.enterprise.county), sort="county", priority=1),
    RegisterColumn("titles", "资质", lambda line: tuple(line.titles), priority=1),
    RegisterColumn(
        "sales", "销售收入", _report("sales_fen"), Kind.MONEY, "万元", sort="sales", is_reported=True,
        total=lambda totals: totals.sales_fen,
    ),
    RegisterColumn(
        "rd", "研发费用", _report("rd_expense_fen"), Kind.MONEY, "万元", sort="rd", priority=3, is_reported=True,
        total=lambda totals: totals.rd_fen, help="高新技术企业口径",
    ),
    RegisterColumn(
        "rd_ratio", "研发占比",
        lambda line: _ratio(line.report.rd_expense_fen, line.report.sales_fen) if line.report else None,
        Kind.DECIMAL, "%", 4, sort="rd_ratio", is_reported=True, total=lambda totals: totals.rd_ratio_of,
        help="研发费用总额÷销售收入；合计行为加权值，只计两项都已填的企业",
    ),
    RegisterColumn(
        "staff", "职工总数", _report("staff_e4"), Kind.DECIMAL, "人", 4, sort="staff", is_default=False, is_reported=True
    ),
    RegisterColumn("report", "年报状态", lambda line: line.report.get_state_display() if line.report else None, priority=3),
    RegisterColumn("officer", "包联人", lambda line: "、".join(line.officers) or None, priority=3),
    RegisterColumn("zone", "功能区", lambda line: _name(line.enterprise.zone), is_default=False),
    RegisterColumn(
        "industry", "行业", lambda line: industries.label(line.enterprise.industry_code) or None, is_default=False
    ),
    RegisterColumn("size", "规模", lambda line: line.enterprise.get_size_class_display() or None, is_default=False),
    RegisterColumn(
        "founded", "成立日期", lambda line: line.enterprise.founded_on, Kind.DATE, sort="founded", is_default=False
    ),
    RegisterColumn(
        "revenue", "营业收入", _report("revenue_operating_fen"), Kind.MONEY, "万元", sort="revenue", is_default=False,
        is_reported=True, total=lambda totals: totals.revenue_fen,
    ),
    RegisterColumn(
        "ends", "最近到期",
        lambda line: min((each.valid_to for each in line.titles if each.valid_to), default=None),
        Kind.DATE, is_default=False, help="现有资质中最早到期的一天",
    ),
    RegisterColumn("legal_person", "法定代表人", lambda line: line.enterprise.legal_person or None, is_default=False),
    RegisterColumn(
        "phone", "联系电话", lambda line: mask_phone(line.enterprise.contact_phone) if line.enterprise.contact_phone else None,
        is_default=False, help="已脱敏；完整号码在企业页查看，查看会留痕",
    ),
    RegisterColumn("address", "注册地址", lambda line: line.enterprise.address or None, is_default=False),
    RegisterColumn("status", "状态", lambda line: line.enterprise.get_status_display(), is_default=False),
    RegisterColumn(
        "updated", "更新时间", lambda line: timezone.localtime(line.enterprise.updated_at).date(), Kind.DATE, sort="updated", is_default=False
    ),
)  # fmt: skip


def _name(region: Any) -> str | None:
    return region.name if region is not None else None


def _lent(lens: Lens) -> RegisterColumn:
    return RegisterColumn(lens.key, lens.title, lambda line: line.glimpses.get(lens.key), is_default=False)


def all_columns() -> dict[str, RegisterColumn]:
    """Every column by key, those lent by rooms above after the own ones."""
    own = {column.key: column for column in COLUMNS}
    return own | {lens.key: _lent(lens) for lens in lenses() if lens.show is not None}


def default_columns() -> list[str]:
    """What the ledger shows to who has chosen nothing."""
    return [key for key, column in all_columns().items() if column.is_default]


def chosen_columns(*choices: Sequence[str]) -> list[RegisterColumn]:
    """The columns of the first choice that names any; the name always stands first, unknown keys are passed over."""
    known = all_columns()
    for choice in choices:
        keys = [key for key in dict.fromkeys(choice) if key in known and key != "name"]
        if keys:
            return [known["name"], *(known[key] for key in keys)]
    return [known[key] for key in default_columns()]


def sheet_of(columns: Sequence[RegisterColumn]) -> SheetSpec:
    """The same columns as a sheet of a workbook."""
    return SheetSpec(
        code="register",
        title="企业台账",
        columns=tuple(
            ColumnSpec(header=each.title, field=each.key, kind=each.kind, unit=each.unit, places=each.places)
            for each in columns
        ),
        key=("name",),
    )


def file_value(column: RegisterColumn, value: Value) -> Any:
    """A value as a cell of the file holds it: titles as words, a ratio as percent, what a lens shows as its words."""
    if value is None:
        return None
    if column.key == "titles":
        return "、".join(each.get_scheme_display() for each in value) or None
    if column.key == "rd_ratio":
        part, whole = value
        return (2 * part * 10**6 + whole) // (2 * whole)
    return getattr(value, "text", value)
