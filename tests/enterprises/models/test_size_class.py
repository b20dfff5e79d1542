"""划型: every row of the table, at its limits."""

import pytest

from enterprises.enums import SizeClass
from enterprises.models.size_class import LINES, line_of, size_class, size_of
from tests.factories.enterprises import PERSON, WAN, AnnualReportFactory, EnterpriseFactory

# One industry of each row: (code, row's title).
ROWS = [
    ("A01", "农、林、牧、渔业"),
    ("B06", "工业"),
    ("C3425", "工业"),
    ("D46", "工业"),
    ("E47", "建筑业"),
    ("F51", "批发业"),
    ("F52", "零售业"),
    ("G54", "交通运输业"),
    ("G58", "交通运输业"),
    ("G59", "仓储业"),
    ("G60", "邮政业"),
    ("H61", "住宿和餐饮业"),
    ("H62", "住宿和餐饮业"),
    ("I63", "信息传输业"),
    ("I64", "信息传输业"),
    ("I65", "软件和信息技术服务业"),
    ("K7010", "房地产开发经营"),
    ("K7020", "物业管理"),
    ("K7030", "其他未列明行业"),
    ("L71", "租赁和商务服务业"),
    ("L72", "租赁和商务服务业"),
    ("M73", "其他未列明行业"),
    ("N77", "其他未列明行业"),
    ("O80", "其他未列明行业"),
    ("Q85", "其他未列明行业"),
    ("R90", "其他未列明行业"),
]
UNIT = {"staff": PERSON, "revenue": WAN, "assets": WAN}
ARGUMENT = {"staff": "staff_e4", "revenue": "revenue_fen", "assets": "assets_fen"}
EVERYTHING = {"staff_e4": 10**6 * PERSON, "revenue_fen": 10**8 * WAN, "assets_fen": 10**8 * WAN}


@pytest.mark.parametrize(("code", "title"), ROWS)
def test_an_industry_falls_under_its_row(code, title):
    assert line_of(code).title == title


def test_every_row_has_an_industry_here():
    assert {title for _, title in ROWS} == {line.title for line in LINES}


@pytest.mark.parametrize("code", ["G53", "J66", "K70", "P83", "Q84", "S92", "T97", "", "C99", "通用"])
def test_industries_outside_the_table_have_no_class(code):
    assert size_class(code, **EVERYTHING) == ""


@pytest.mark.parametrize("code", [code for code, _ in ROWS])
@pytest.mark.parametrize(
    ("name", "below"),
    [("large", SizeClass.MEDIUM), ("medium", SizeClass.SMALL), ("small", SizeClass.MICRO)],
)
def test_a_limit_belongs_to_the_upper_class_and_one_less_falls_a_class(code, name, below):
    line = line_of(code)
    limits = getattr(line, name)
    at_limit = EVERYTHING | {
        ARGUMENT[measure]: limit * UNIT[measure] for measure, limit in zip(line.measures, limits, strict=True)
    }
    assert size_class(code, **at_limit) == name
    for measure in line.measures:
        argument = ARGUMENT[measure]
        assert size_class(code, **at_limit | {argument: at_limit[argument] - 1}) == below


# The printed table again, as figures: (code, large, medium, small), each in the order of the row's measures.
TABLE = [
    ("A01", (20_000,), (500,), (50,)),
    ("C34", (1_000, 40_000), (300, 2_000), (20, 300)),
    ("E48", (80_000, 80_000), (6_000, 5_000), (300, 300)),
    ("F51", (200, 40_000), (20, 5_000), (5, 1_000)),
    ("F52", (300, 20_000), (50, 500), (10, 100)),
    ("G55", (1_000, 30_000), (300, 3_000), (20, 200)),
    ("G59", (200, 30_000), (100, 1_000), (20, 100)),
    ("G60", (1_000, 30_000), (300, 2_000), (20, 100)),
    ("H61", (300, 10_000), (100, 2_000), (10, 100)),
    ("I63", (2_000, 100_000), (100, 1_000), (10, 100)),
    ("I65", (300, 10_000), (100, 1_000), (10, 50)),
    ("K701", (200_000, 10_000), (1_000, 5_000), (100, 2_000)),
    ("K702", (1_000, 5_000), (300, 1_000), (100, 500)),
    ("L71", (300, 120_000), (100, 8_000), (10, 100)),
    ("M74", (300,), (100,), (10,)),
]


@pytest.mark.parametrize(("code", "large", "medium", "small"), TABLE)
def test_the_limits_are_those_of_the_text(code, large, medium, small):
    line = line_of(code)
    assert (line.large, line.medium, line.small) == (large, medium, small)


def test_an_unknown_figure_that_would_decide_leaves_the_class_open():
    assert size_class("C34", staff_e4=500 * PERSON, revenue_fen=None, assets_fen=None) == ""
    assert size_class("C34", staff_e4=None, revenue_fen=50_000 * WAN, assets_fen=None) == ""
    assert size_class("C34", staff_e4=None, revenue_fen=None, assets_fen=None) == ""


def test_one_known_figure_below_the_line_of_micro_decides_alone():
    assert size_class("C34", staff_e4=19 * PERSON, revenue_fen=None, assets_fen=None) == SizeClass.MICRO
    assert size_class("C34", staff_e4=None, revenue_fen=299 * WAN, assets_fen=None) == SizeClass.MICRO


def test_a_figure_the_row_does_not_measure_is_not_asked_for():
    assert size_class("M73", staff_e4=300 * PERSON, revenue_fen=None, assets_fen=None) == SizeClass.LARGE


@pytest.mark.django_db
def test_the_year_end_staff_and_the_operating_revenue_go_before_the_averages():
    enterprise = EnterpriseFactory(industry_code="C34")
    report = AnnualReportFactory(enterprise=enterprise, staff_e4=100 * PERSON, staff_end_count=None)
    assert size_of(enterprise, report) == SizeClass.SMALL
    report.staff_end_count = 19
    assert size_of(enterprise, report) == SizeClass.MICRO
    report.staff_end_count, report.revenue_operating_fen, report.sales_fen = 300, None, 2_000 * WAN
    assert size_of(enterprise, report) == SizeClass.MEDIUM
    report.revenue_operating_fen = 1_999 * WAN
    assert size_of(enterprise, report) == SizeClass.SMALL
    assert size_of(enterprise, None) == ""
