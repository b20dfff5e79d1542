"""划型: large, medium, small or micro, from staff, revenue and assets of one year (国统字〔2017〕213号)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from enterprises.enums import SizeClass
from enterprises.models.annual_report import AnnualReport
from enterprises.models.enterprise import Enterprise
from portal.codes import industries

FEN_PER_WAN = 1_000_000
E4_PER_PERSON = 10_000

Measure = Literal["staff", "revenue", "assets"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table: the industries it holds for, and the lower limits of large, medium and small.

    measures: what is measured. Limits follow the measures: staff in persons, revenue and assets in 万元.
    """

    title: str
    holds: Callable[[str], bool]
    measures: tuple[Measure, ...]
    large: tuple[int, ...]
    medium: tuple[int, ...]
    small: tuple[int, ...]


def _division(first: int, last: int) -> Callable[[str], bool]:
    return lambda digits: first <= int(digits[:2]) <= last


def _group(prefix: str) -> Callable[[str], bool]:
    return lambda digits: digits.startswith(prefix)


def _other(digits: str) -> bool:
    """M, N, O, 社会工作, R, and real estate that is neither development nor property management."""
    division = int(digits[:2])
    return 73 <= division <= 82 or division == 85 or 86 <= division <= 90 or (division == 70 and len(digits) > 2)


# The first line that holds decides. 房地产业 needs its third digit: 701 development, 702 property management.
LINES = (
    Line("农、林、牧、渔业", _division(1, 5), ("revenue",), (20_000,), (500,), (50,)),
    Line("工业", _division(6, 46), ("staff", "revenue"), (1_000, 40_000), (300, 2_000), (20, 300)),
    Line("建筑业", _division(47, 50), ("revenue", "assets"), (80_000, 80_000), (6_000, 5_000), (300, 300)),
    Line("批发业", _division(51, 51), ("staff", "revenue"), (200, 40_000), (20, 5_000), (5, 1_000)),
    Line("零售业", _division(52, 52), ("staff", "revenue"), (300, 20_000), (50, 500), (10, 100)),
    Line("交通运输业", _division(54, 58), ("staff", "revenue"), (1_000, 30_000), (300, 3_000), (20, 200)),
    Line("仓储业", _division(59, 59), ("staff", "revenue"), (200, 30_000), (100, 1_000), (20, 100)),
    Line("邮政业", _division(60, 60), ("staff", "revenue"), (1_000, 30_000), (300, 2_000), (20, 100)),
    Line("住宿和餐饮业", _division(61, 62), ("staff", "revenue"), (300, 10_000), (100, 2_000), (10, 100)),
    Line("信息传输业", _division(63, 64), ("staff", "revenue"), (2_000, 100_000), (100, 1_000), (10, 100)),
    Line("软件和信息技术服务业", _division(65, 65), ("staff", "revenue"), (300, 10_000), (100, 1_000), (10, 50)),
    Line("房地产开发经营", _group("701"), ("revenue", "assets"), (200_000, 10_000), (1_000, 5_000), (100, 2_000)),
    Line("物业管理", _group("702"), ("staff", "revenue"), (1_000, 5_000), (300, 1_000), (100, 500)),
    Line("租赁和商务服务业", _division(71, 72), ("staff", "assets"), (300, 120_000), (100, 8_000), (10, 100)),
    Line("其他未列明行业", _other, ("staff",), (300,), (100,), (10,)),
)


def line_of(industry_code: str) -> Line | None:
    """The row of the table an industry falls under; None for industries the table leaves out (rail, finance …)."""
    if not industries.section_of(industry_code):
        return None
    digits = industry_code[1:]
    return next((line for line in LINES if line.holds(digits)), None)


def size_class(
    industry_code: str, *, staff_e4: int | None, revenue_fen: int | None, assets_fen: int | None
) -> SizeClass | str:
    """大型, 中型, 小型 or 微型; empty when the industry or a figure that would decide is unknown.

    staff_e4: 期末从业人员, or the average of the year where there is none. revenue_fen: 营业收入. assets_fen: 资产总额.
    A class needs every lower limit of its row; who misses one falls a class. A known figure below the line of micro
    decides alone, whatever the others are. Clause: 国统字〔2017〕213号.
    """
    line = line_of(industry_code)
    if line is None:
        return ""
    known = {
        "staff": (staff_e4, E4_PER_PERSON),
        "revenue": (revenue_fen, FEN_PER_WAN),
        "assets": (assets_fen, FEN_PER_WAN),
    }
    for each, limits in ((SizeClass.LARGE, line.large), (SizeClass.MEDIUM, line.medium), (SizeClass.SMALL, line.small)):
        reached = [
            None if known[measure][0] is None else known[measure][0] >= limit * known[measure][1]
            for measure, limit in zip(line.measures, limits, strict=True)
        ]
        if all(reached):
            return each
        if False not in reached:
            return ""
    return SizeClass.MICRO


def size_of(enterprise: Enterprise, report: AnnualReport | None) -> SizeClass | str:
    """The class of an enterprise by its latest report; empty without one.

    Staff at the year's end count, and the year's average where there is none; 营业收入, and 销售收入 (the same two
    kinds of revenue, as declared to the tax office) where there is none.
    """
    if report is None:
        return ""
    staff_e4 = report.staff_e4 if report.staff_end_count is None else report.staff_end_count * E4_PER_PERSON
    revenue_fen = report.sales_fen if report.revenue_operating_fen is None else report.revenue_operating_fen
    return size_class(
        enterprise.industry_code, staff_e4=staff_e4, revenue_fen=revenue_fen, assets_fen=report.assets_fen
    )
