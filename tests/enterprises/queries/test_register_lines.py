"""The ledger: conditions, order, totals."""

from datetime import date

import pytest
from django.db.models import Q

from enterprises.actions.revise import revise
from enterprises.models import AnnualReport
from enterprises.queries import (
    RegisterFilter,
    register_choices,
    register_lines,
    register_totals,
    with_details,
)
from enterprises.queries.lenses import _LENT, Glimpse, Lens, lend
from enterprises.queries.register_lines import SORTS
from portal.accounts.roles import Role
from tests.factories.accounts import BureauFactory, person
from tests.factories.enterprises import (
    WAN,
    AnnualReportFactory,
    AssignmentFactory,
    CertificateFactory,
    EnterpriseFactory,
)
from tests.factories.regions import RegionFactory

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return person()


def names(user, sort: str = "id", **conditions: object) -> list[str]:
    wanted = RegisterFilter(**conditions)
    return [each.name for each in register_lines(user, wanted, on=TODAY, sort=sort)]


def test_words_are_found_in_present_and_former_names_and_codes_from_the_front(officer):
    old = EnterpriseFactory(name="旧日电子有限公司", code="91410600MA9990001X")
    revise(old, by=officer, on=TODAY, name="新光电子有限公司")
    EnterpriseFactory(name="中维ABC化纤")
    assert names(officer, text="电子") == ["新光电子有限公司"]
    assert names(officer, text="旧日") == ["新光电子有限公司"]
    assert names(officer, text="新光 电子") == ["新光电子有限公司"]
    assert names(officer, text="新光 化纤") == []
    assert names(officer, text="91410600ma999") == ["新光电子有限公司"]
    assert names(officer, text="9990001X") == []
    assert names(officer, text="abc") == ["中维ABC化纤"]


def test_a_percent_sign_is_a_character_not_a_wildcard(officer):
    EnterpriseFactory(name="普通公司")
    assert names(officer, text="%") == []


def test_counties_zones_and_the_unknown(officer):
    EnterpriseFactory(name="淇滨")
    EnterpriseFactory(name="浚县", in_xun=True, zone=RegionFactory(zone_of_hebi=True))
    EnterpriseFactory(name="未知", without_county=True)
    assert names(officer, counties=("410611",)) == ["淇滨"]
    assert names(officer, counties=("410611", "410621")) == ["淇滨", "浚县"]
    assert names(officer, counties=("none",)) == ["未知"]
    assert names(officer, counties=("410621", "none")) == ["浚县", "未知"]
    assert names(officer, zones=("410671",)) == ["浚县"]
    assert names(officer, zones=("none",)) == ["淇滨", "未知"]


def test_titles_count_on_the_day_only(officer):
    CertificateFactory(enterprise=EnterpriseFactory(name="高企"))
    CertificateFactory(enterprise=EnterpriseFactory(name="过期"), expired=True)
    CertificateFactory(enterprise=EnterpriseFactory(name="取消"), revoked_on=date(2026, 1, 1))
    CertificateFactory(enterprise=EnterpriseFactory(name="科小"), scheme="tech_sme")
    assert names(officer, titles=("hnte",)) == ["高企"]
    assert names(officer, titles=("hnte", "tech_sme")) == ["高企", "科小"]
    assert names(officer, titles=("none",)) == ["过期", "取消"]


def test_titles_that_end_soon(officer):
    CertificateFactory(enterprise=EnterpriseFactory(name="快到期"), ending_soon=True)
    CertificateFactory(enterprise=EnterpriseFactory(name="还早"))
    assert names(officer, ends_within=30) == ["快到期"]
    assert names(officer, ends_within=10) == []


def test_industry_size_and_years(officer):
    EnterpriseFactory(name="制造", size_class="small")
    EnterpriseFactory(name="软件", industry_code="I65", founded_on=date(2020, 12, 31), size_class="large")
    EnterpriseFactory(name="不明", industry_code="", founded_on=None)
    assert names(officer, sections=("C",)) == ["制造"]
    assert names(officer, sections=("I", "none")) == ["软件", "不明"]
    assert names(officer, sizes=("large",)) == ["软件"]
    assert names(officer, sizes=("none",)) == ["不明"]
    assert names(officer, founded_from=2017, founded_to=2017) == ["制造"]
    assert names(officer, founded_from=2018) == ["软件"]
    assert names(officer, founded_to=2020) == ["制造", "软件"]


def test_sales_and_report_state_are_those_of_the_year_that_ended(officer):
    AnnualReportFactory(enterprise=EnterpriseFactory(name="大"), sales_fen=20_000 * WAN, state="confirmed")
    AnnualReportFactory(enterprise=EnterpriseFactory(name="小"), sales_fen=100 * WAN)
    AnnualReportFactory(enterprise=EnterpriseFactory(name="未填"), without_figures=True)
    AnnualReportFactory(enterprise=EnterpriseFactory(name="往年"), fiscal_year=2024)
    EnterpriseFactory(name="新办", young=True)
    assert names(officer, sales_from_fen=20_000 * WAN) == ["大"]
    assert names(officer, sales_to_fen=20_000 * WAN - 1) == ["小"]
    assert names(officer, report="missing") == ["往年"]
    assert names(officer, report="confirmed") == ["大"]
    assert names(officer, report="submitted") == ["小", "未填"]


def test_who_stands_by(officer):
    helper = person(Role.SPECIALIST)
    AssignmentFactory(enterprise=EnterpriseFactory(name="有人"), user=helper)
    AssignmentFactory(enterprise=EnterpriseFactory(name="从前"), user=helper, until=date(2026, 2, 1))
    AssignmentFactory(enterprise=EnterpriseFactory(name="我的"), user=officer)
    assert names(officer, officer=helper.ref) == ["有人"]
    assert names(officer, officer="me") == ["我的"]
    assert names(officer, officer="none") == ["从前"]


def test_the_ledger_shows_the_living_unless_asked(officer):
    EnterpriseFactory(name="存续")
    EnterpriseFactory(name="注销", status="cancelled")
    assert names(officer) == ["存续"]
    assert names(officer, status="cancelled") == ["注销"]
    assert names(officer, status="all") == ["存续", "注销"]


def test_conditions_hold_together(officer):
    EnterpriseFactory(name="淇滨老厂", founded_on=date(2001, 1, 1))
    EnterpriseFactory(name="淇滨新厂", founded_on=date(2021, 1, 1))
    EnterpriseFactory(name="浚县新厂", founded_on=date(2021, 1, 1), in_xun=True)
    assert names(officer, counties=("410611",), founded_from=2020) == ["淇滨新厂"]


def test_the_unknown_comes_last_in_either_order(officer):
    for name, sales, rd in (("中", 200, 20), ("大", 300, 3), ("未填", None, None), ("小", 100, 40)):
        figures = {"sales_fen": sales and sales * WAN, "rd_expense_fen": rd and rd * WAN}
        AnnualReportFactory(enterprise=EnterpriseFactory(name=name), **figures)
    EnterpriseFactory(name="未报")
    assert names(officer, "sales") == ["小", "中", "大", "未填", "未报"]
    assert names(officer, "-sales") == ["大", "中", "小", "未填", "未报"]
    assert names(officer, "-rd_ratio") == ["小", "中", "大", "未填", "未报"]
    assert names(officer, "-id") == ["未报", "小", "未填", "大", "中"]


@pytest.mark.parametrize("key", SORTS)
def test_every_order_is_an_order(officer, key):
    made = {each.pk for each in EnterpriseFactory.create_batch(3)}
    for sort in (key, f"-{key}"):
        found = register_lines(officer, RegisterFilter(), on=TODAY, sort=sort)
        assert {each.pk for each in found} == made


def test_totals_equal_plain_sums_over_the_whole_filter(officer):
    for sales, rd in ((100 * WAN, 5 * WAN), (300 * WAN, None), (None, 7 * WAN), (200 * WAN, 10 * WAN)):
        AnnualReportFactory(enterprise=EnterpriseFactory(), sales_fen=sales, rd_expense_fen=rd)
    superseded = EnterpriseFactory()
    AnnualReportFactory(enterprise=superseded, is_current=False, sales_fen=9 * WAN)
    AnnualReportFactory(enterprise=superseded, revision=2, without_figures=True)
    AnnualReportFactory(enterprise=superseded, fiscal_year=2024)
    EnterpriseFactory()
    AnnualReportFactory(enterprise=EnterpriseFactory(elsewhere=True))
    totals = register_totals(register_lines(officer, RegisterFilter(), on=TODAY))

    reports = AnnualReport.objects.filter(fiscal_year=2025, is_current=True, enterprise__city__code="410600")
    assert totals.count == 6
    assert totals.sales_fen == sum(each.sales_fen or 0 for each in reports) == 600 * WAN
    assert totals.rd_fen == sum(each.rd_expense_fen or 0 for each in reports) == 22 * WAN
    assert totals.rd_ratio_of == (15 * WAN, 300 * WAN)


def test_totals_of_nothing_are_unknown_not_zero(officer):
    EnterpriseFactory()
    totals = register_totals(register_lines(officer, RegisterFilter(), on=TODAY))
    assert (totals.count, totals.sales_fen, totals.rd_fen, totals.rd_ratio_of) == (1, None, None, None)


def test_details_are_read_only_for_the_columns_shown(officer, django_assert_num_queries):
    enterprises = EnterpriseFactory.create_batch(3)
    for each in enterprises:
        AnnualReportFactory(enterprise=each)
        CertificateFactory(enterprise=each)
        AssignmentFactory(enterprise=each)
    with django_assert_num_queries(0):
        lines = with_details(enterprises, on=TODAY, columns=["name", "code"])
    assert lines[0].report is None
    with django_assert_num_queries(3):
        lines = with_details(enterprises, on=TODAY, columns=["sales", "titles", "officer"])
    assert [line.report.sales_fen for line in lines] == [5_000 * WAN] * 3
    assert [len(line.titles) for line in lines] == [1, 1, 1]
    assert all(line.officers for line in lines)


def test_the_ladder_stands_before_other_titles(officer):
    enterprise = EnterpriseFactory()
    for scheme in ("specialised_sme", "tech_sme", "gazelle", "hnte"):
        CertificateFactory(enterprise=enterprise, scheme=scheme)
    (line,) = with_details([enterprise], on=TODAY, columns=["titles"])
    assert [each.scheme for each in line.titles] == ["gazelle", "hnte", "tech_sme", "specialised_sme"]


def test_choices_are_those_of_the_city(officer):
    RegionFactory(county_qibin=True)
    RegionFactory(zone_of_hebi=True)
    county_bureau = BureauFactory(region=RegionFactory(county_xun=True), name="浚县科技局", short_name="浚县")
    helper = person(Role.SPECIALIST, bureau=county_bureau, full_name="张某")
    person(Role.SPECIALIST, full_name="闲人")
    AssignmentFactory(user=helper)
    choices = register_choices(officer)
    assert choices.counties == {"410611": "淇滨区", "410621": "浚县"}
    assert choices.zones == {"410671": "鹤壁经济技术开发区"}
    assert choices.officers == {helper.ref: "张某"}
    county = person(Role.COUNTY, region=RegionFactory(county_xun=True))
    assert register_choices(county).counties == choices.counties


def test_who_has_no_territory_is_offered_none():
    user = person(Role.SYSADMIN)
    user.acting = type(user.acting)()
    assert register_choices(user).counties == {}


@pytest.fixture
def lens():
    lens = Lens(
        "letter",
        "首字",
        {"甲": "甲字", "乙": "乙字"},
        where=lambda values, on: Q(name__regex=f"^[{''.join(values)}]"),
        show=lambda ids, on: dict.fromkeys(ids, Glimpse("达标", "light", light="green")),
    )
    lend(lens)
    yield lens
    del _LENT[lens.key]


def test_a_lens_lends_its_condition_and_its_column(officer, lens):
    first = EnterpriseFactory(name="甲公司")
    EnterpriseFactory(name="乙公司")
    assert names(officer, lent={"letter": ("甲",)}) == ["甲公司"]
    (line,) = with_details([first], on=TODAY, columns=["letter"])
    assert line.glimpses["letter"].text == "达标"
