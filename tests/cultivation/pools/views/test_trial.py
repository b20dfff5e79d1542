"""试算, as-of, ways and the self-tests: what is tried is not kept, what cannot be read is said, nobody's figures are stored."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time

from cultivation.pools.actions.load_ladders import load_ladders
from enterprises.models import AnnualReport, Enterprise
from portal.accounts.limits import Limit
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from tests.cultivation.pools.recompute.test_recompute import PERSON, WAN, described
from tests.cultivation.pools.views.test_diagnosis import sign_in, text_of
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory, MemberFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        yield


def failing():
    """11 technical staff of 86, R&D 178 of 5,200 万元, four rights of Ⅱ类 less: 24 points short of nothing but the line."""
    enterprise = described()
    AnnualReport.objects.filter(enterprise=enterprise).update(
        staff_e4=86 * PERSON,
        tech_staff_6m_e4=11 * PERSON,
        sales_fen=5_200 * WAN,
        rd_deductible_fen=178 * WAN,
        cost_expense_fen=4_900 * WAN,
    )
    return enterprise


def page_of(client, enterprise, query="", programme="tech_sme"):
    return client.get(reverse("pools:diagnosis", args=[enterprise.ref, programme]) + query)


def test_the_shortest_ways_are_named_with_what_they_reach(client):
    shown = text_of(page_of(sign_in(client, person()), failing()))
    assert "达标的做法" in shown
    assert "<b>研发投入</b> 再归集" in shown
    assert "研发费用（加计扣除口径） 178.00万元 →" in shown


def test_a_trial_shows_what_moves_and_writes_nothing(client):
    enterprise = failing()
    sign_in(client, person())
    page_of(client, enterprise)
    before = Enterprise.objects.get(pk=enterprise.pk).fact_revision
    with CaptureQueriesContext(connection) as queries:
        shown = text_of(page_of(client, enterprise, "?if.rd_deductible=4%2C00.5&if.tech_staff_6m=30人"))
    assert [query for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []
    assert "研发费用（加计扣除口径）：178万元 → 400.5万元" in shown
    assert "科技人员：11人 → 30人" in shown
    assert Enterprise.objects.get(pk=enterprise.pk).fact_revision == before


def test_a_field_left_as_it_stands_or_emptied_changes_nothing(client):
    shown = text_of(page_of(sign_in(client, person()), failing(), "?if.rd_deductible=178&if.staff="))
    assert "恢复现在的数" not in shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?if.rd_deductible=很多", "“很多”不是数量"),
        ("?if.staff=80万元", "单位“万元”不适用"),
        ("?if.is_resident=maybe", "只能选"),
        ("?if.assets=99999999999999", "太大，请核对单位"),
        ("?if.staff=1.00001", "小数位太多"),
    ],
)
def test_what_cannot_be_read_is_said_and_the_real_figures_stay(client, query, said):
    shown = text_of(page_of(sign_in(client, person()), failing(), query))
    assert "有1个数没有采用" in shown
    assert said in shown
    assert "达标的做法" in shown


def test_the_rule_of_another_day_judges_as_of_that_day(client):
    enterprise = failing()
    sign_in(client, person())
    shown = text_of(page_of(client, enterprise, "?on=2021-06-01"))
    assert "按2021-06-01施行的规则" in shown
    assert "会计核算与查账征收" not in shown
    early = text_of(page_of(client, enterprise, "?on=2016-06-01"))
    assert "现在不能判断" in early
    assert "科技型中小企业评价在2016-06-01没有施行中的规则。现有：2017：2017-05-03 ～ 今。" in early


def test_a_day_that_is_none_is_told_and_today_is_shown(client):
    shown = text_of(page_of(sign_in(client, person()), failing(), "?on=去年"))
    assert "“去年”不是日期，现按今天显示。应为年月日，例如2026-11-22。" in shown


def test_kinds_of_application_with_different_texts_are_offered(client):
    sign_in(client, person())
    first = text_of(page_of(client, failing(), programme="little_giant"))
    assert "（2026年标准）" in first
    again = text_of(page_of(client, failing(), "?kind=recheck", programme="little_giant"))
    assert "（2022年标准）" in again


def test_a_programme_without_published_numbers_says_so(client):
    county = RegionFactory(county_qibin=True)
    shown = text_of(page_of(sign_in(client, person()), described(county=county), programme="gazelle"))
    assert "河南省没有公布瞪羚企业的量化遴选条件" in shown


def test_confirmed_figures_are_left_alone_and_the_next_year_is_shown(client):
    enterprise = failing()
    AnnualReport.objects.filter(enterprise=enterprise).update(state="confirmed")
    shown = text_of(page_of(sign_in(client, person()), enterprise))
    assert "再归集" not in shown.split('id="ways"')[1].split("</section>")[0] or "2026年度要做到的" in shown


def test_the_firm_sees_its_own_and_no_other(client):
    load = RegionFactory(city_of_hebi=True)
    load_ladders(by=system_user())
    enterprise, other = failing(), described()
    user = person(Role.ENTERPRISE, region=load)
    MemberFactory(enterprise=enterprise, user=user)
    sign_in(client, user)
    answer = client.get(reverse("pools:own_diagnosis"), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("pools:own_diagnosis", args=[enterprise.ref, "tech_sme"])
    assert "<h1>自测</h1>" in answer.content.decode().replace("\n", "")
    assert client.get(reverse("pools:own_diagnosis", args=[other.ref, "tech_sme"])).status_code == 404


def test_the_firm_opens_a_programme_by_its_name_alone(client):
    enterprise, user = described(), person(Role.ENTERPRISE)
    MemberFactory(enterprise=enterprise, user=user)
    answer = sign_in(client, user).get("/e/diagnosis/hnte/")
    assert answer.url == reverse("pools:own_diagnosis", args=[enterprise.ref, "hnte"])


def test_the_firm_reads_how_many_figures_are_wanted(client):
    enterprise, user = described(), person(Role.ENTERPRISE)
    AnnualReport.objects.filter(enterprise=enterprise).update(assets_fen=None, staff_e4=None)
    MemberFactory(enterprise=enterprise, user=user)
    shown = text_of(sign_in(client, user).get(reverse("pools:own_diagnosis", args=[enterprise.ref, "tech_sme"])))
    assert "补2个数就能测" in shown


def test_a_person_without_any_firm_finds_no_page(client):
    assert sign_in(client, person(Role.ENTERPRISE)).get(reverse("pools:own_diagnosis")).status_code == 404


def test_a_firm_of_several_chooses(client):
    user = person(Role.ENTERPRISE)
    firms = [EnterpriseFactory(), EnterpriseFactory()]
    for firm in firms:
        MemberFactory(enterprise=firm, user=user)
    shown = text_of(sign_in(client, user).get(reverse("pools:own_diagnosis", args=[firms[1].ref, "hnte"])))
    assert all(firm.name in shown for firm in firms)


SELF = {
    "if.staff": "86", "if.tech_staff_6m": "11人", "if.sales.1": "5,200", "if.assets": "3900万元", "if.cost_expense": "4900",
    "if.rd_deductible": "178", "if.ip_class1": "0", "if.ip_class2": "4", "if.is_resident": "yes", "if.tax_by_audit": "yes",
    "if.accounts_sound": "yes", "if.industry_allowed": "yes", "if.industry_barred": "no",
}  # fmt: skip


def test_anybody_tests_themselves_without_a_name_and_nothing_is_kept(client):
    address = reverse("pools:self_test", args=["tech_sme"])
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(address, SELF)
    shown = text_of(answer)
    assert "现在48分，入库线60分，差12分。" in shown
    assert 'value="5,200"' in shown
    assert [query for query in queries if query["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")] == []
    assert set(answer.cookies) <= {"csrftoken"}
    assert 'name="robots" content="noindex"' in shown


def test_the_self_test_finds_the_ways_when_everything_is_known(client):
    clean = {f"if.{name}": "yes" for name in ("clean_safety", "clean_quality", "clean_environment", "clean_research")}
    lists = {"if.not_abnormal_listed": "yes", "if.not_dishonest_listed": "yes"}
    direct = {f"if.{name}": "no" for name in ("holds_hnte", "national_award", "provincial_rd_org", "led_standard")}
    shown = text_of(client.post(reverse("pools:self_test", args=["tech_sme"]), SELF | clean | lists | direct))
    assert "再归集82.00万元" in shown
    assert "68分，可以入库" in shown


def test_years_before_the_founding_do_not_apply_in_a_self_test(client):
    typed = {"if.founded_on": "2025年1月10日", "if.sales.1": "800", "if.rd_expense.1": "60", "if.rd_domestic.1": "60"}
    shown = text_of(client.post(reverse("pools:self_test", args=["hnte"]), typed))
    assert "60.00万元/800.00万元 = 7.50%" in shown


def test_the_text_of_the_chosen_place_applies_in_the_self_test(client):
    RegionFactory(code="320000", name="江苏省", level="province", parent=None, city=None)
    address = reverse("pools:self_test", args=["gazelle"])
    nation = text_of(client.get(address))
    assert "<h2>国家高新区瞪羚企业（监测口径）</h2>" in nation
    assert '<option value="320000">江苏省</option>' in nation
    jiangsu = text_of(client.get(address + "?region=320000"))
    assert "<h2>江苏省瞪羚企业评估</h2>" in jiangsu
    assert '<option value="gazelle" selected>江苏省瞪羚企业评估</option>' in jiangsu
    sent = text_of(client.post(address, {"region": "320000"}))
    assert "<h2>江苏省瞪羚企业评估</h2>" in sent
    assert "<h2>国家高新区瞪羚企业（监测口径）</h2>" in text_of(client.get(address + "?region=999999"))


def test_a_programme_without_a_text_in_the_chosen_place_says_what_there_is(client):
    shown = text_of(client.get(reverse("pools:self_test"), {"programme": "tech_little_giant"}))
    assert "这里现在不能测" in shown
    assert "河南省科技小巨人企业在2026-11-22没有施行中的规则" in shown
    assert "这一项可以按这些地方的规则测" not in shown
    RegionFactory(code="410000", name="河南省", level="province", parent=None, city=None)
    shown = text_of(client.get(reverse("pools:self_test"), {"programme": "tech_little_giant"}))
    address = reverse("pools:self_test", args=["tech_little_giant"]) + "?region=410000"
    assert f'这一项可以按这些地方的规则测：<a href="{address}">河南省</a>。' in shown
    assert "<h2>河南省科技小巨人企业</h2>" in text_of(client.get(address))


def test_a_handful_of_figures_comes_first_and_the_rest_is_folded_until_used(client):
    address = reverse("pools:self_test", args=["tech_sme"])
    shown = text_of(client.get(address))
    first = shown.split("<legend")[1].split("</fieldset>")[0]
    assert first.startswith(' class="h3">先填这8项') or "先填这9项" in first
    assert "职工总数" in first
    assert "<select" not in first
    assert '<details class="more" open>' not in shown
    assert '<details class="more" open>' in text_of(client.post(address, {"if.is_resident": "yes"}))


def test_a_long_list_of_missing_figures_begins_with_eight(client):
    answer = client.post(reverse("pools:self_test", args=["tech_sme"]), {})
    assert len(answer.context["gaps"]) == 8
    assert f"看其余{len(answer.context['told'].missing) - 8}个" in text_of(answer)


def test_a_self_test_says_how_many_figures_are_still_wanted(client):
    shown = text_of(client.post(reverse("pools:self_test", args=["tech_sme"]), SELF))
    assert "个数就能测" in shown


def test_more_than_anybody_would_type_is_not_worked_on(client):
    answer = client.post(reverse("pools:self_test", args=["tech_sme"]), {"if.staff": "8" * 70_000})
    assert answer.status_code == 413
    assert "填的内容太长，超过64KB，没有处理。每一项只填一个数，例如4800万元。" in text_of(answer)


def test_the_self_test_says_what_is_not_published(client):
    blank = text_of(client.get(reverse("pools:self_test", args=["innovation_points"])))
    assert "没有可核对的文本" in blank
    assert client.get(reverse("pools:self_test", args=["nothing"])).status_code == 404


def test_a_self_test_that_cannot_be_read_keeps_what_was_typed(client):
    shown = text_of(client.post(reverse("pools:self_test", args=["tech_sme"]), SELF | {"if.assets": "很多"}))
    assert "有1个数没有采用" in shown
    assert 'value="很多"' in shown
    assert 'value="5,200"' in shown


def test_a_visitor_past_the_limit_keeps_what_was_typed_and_reads_when_to_come_back(client, monkeypatch):
    monkeypatch.setattr("cultivation.pools.views.self_test.VISITORS", Limit("few", most=2, seconds=600))
    cache.clear()
    address = reverse("pools:self_test", args=["tech_sme"])
    assert [client.post(address, SELF).status_code for _ in range(3)] == [200, 200, 429]
    answer = client.post(address, SELF)
    shown = text_of(answer)
    assert "同一网络地址10分钟内最多自测2次，已经到了，这次没有测。填的数还在下面，请在10:10以后再按“看结果”。" in shown
    assert answer["Retry-After"] == "600"
    assert 'value="5,200"' in shown
    assert "现在48分" not in shown
    assert "<title>错误：" in shown
    assert client.get(address).status_code == 200
    assert client.post(address, SELF, REMOTE_ADDR="10.0.0.9").status_code == 200
    assert sign_in(client, person()).post(address, SELF).status_code == 200


def test_a_folded_field_that_cannot_be_read_is_opened(client):
    shown = text_of(client.post(reverse("pools:self_test", args=["tech_sme"]), SELF | {"if.is_resident": "maybe"}))
    assert "<title>错误：企业自测" in shown
    group = shown.split('id="if-is_resident"')[0].rsplit("<details", 1)[1]
    assert group.startswith(' class="more" open>')


def test_the_trial_begins_with_what_fails_and_folds_the_rest_by_who_knows_it(client):
    trial = text_of(page_of(sign_in(client, person()), failing())).split('id="trial"')[1]
    first = trial.split("<details")[0]
    assert "研发费用（加计扣除口径）" in first
    assert "居民企业" not in first
    assert len(re.findall(r"<summary>[^<]+（\d+项）</summary>", trial)) > 1


WELL = {f"if.{name}": "yes" for name in ("core_ip", "field_declared", "field_recognised", "ip_self_developed")} | {
    **{f"if.clean_{name}_365": "yes" for name in ("safety", "quality", "environment")},
    **{f"if.{name}.{back}": value for name, values in {
        "sales": ("5000", "4500", "4000"), "rd_expense": ("250", "225", "200"), "rd_domestic": ("250", "225", "200"),
        "net_assets": ("1755", "1300", "1000"), "conversions": ("5", "5", "5"),
    }.items() for back, value in enumerate(values, 1)},
    "if.founded_on": "2018-05-01", "if.staff": "100", "if.tech_staff": "10", "if.standards_taken_part": "no",
    "if.income_total": "5000", "if.income_nontax": "0", "if.income_hightech": "3000",
    "if.ip_class1": "1", "if.ip_class2": "3", "if.ip_class2_unused": "3",
    **{f"if.expert_{name}": value for name, value in {
        "ip_level": "7", "ip_core": "7", "ip_count": "7", "ip_acquisition": "5", "conversion": "25", "management_1": "4",
        "management_2": "3", "management_3": "2", "management_4": "2", "growth_assets": "7", "growth_sales": "3",
    }.items()},
}  # fmt: skip


def told(client, **typed):
    """The answer to a self-test of a sound high-tech firm with some figures changed, and its gates by name."""
    changed = {f"if.{name.replace('__', '.')}": value for name, value in typed.items()}
    answer = client.post(reverse("pools:self_test", args=["hnte"]), WELL | changed)
    assert answer.context["trial"].refused == ()
    return answer, {gate.name: gate for gate in [*answer.context["gates"], *answer.context["conditions"]]}


@pytest.mark.parametrize(
    ("sales", "floor"),
    [("5000", "5%"), ("5000.01", "4%"), ("20000", "4%"), ("20000.01", "3%")],
)
def test_the_floor_of_research_follows_the_sales_to_the_yuan_hundred(client, sales, floor):
    answer, gates = told(client, sales__1=sales)
    assert gates["研发费用占比"].need.startswith(f"不低于{floor}（")
    assert f"不低于{floor}（" in text_of(answer)


@pytest.mark.parametrize(("tech", "staff", "verdict"), [("10", "100", 1), ("99.9", "1000", 0), ("9.99", "100", 0)])
def test_a_tenth_of_the_staff_is_enough_and_a_hair_less_is_not(client, tech, staff, verdict):
    _answer, gates = told(client, tech_staff=tech, staff=staff)
    assert gates["科技人员占比"].verdict == verdict
    if verdict == 0:
        assert "= 9.99%" in gates["科技人员占比"].have
        assert gates["科技人员占比"].gap
        assert "10.00%" not in gates["科技人员占比"].have


@pytest.mark.parametrize(("management", "points", "verdict"), [("2", "70分", 0), ("3", "71分", 1)])
def test_an_innovation_score_has_to_exceed_the_line(client, management, points, verdict):
    answer, _gates = told(client, expert_management_1=management)
    assert answer.context["told"].score.points_text == points
    assert answer.context["told"].outcome == verdict


def test_a_high_tech_income_nobody_stated_is_asked_for_and_not_held_against_the_firm(client):
    answer, gates = told(client, income_hightech="")
    gate = gates["高新技术产品（服务）收入占比"]
    assert gate.verdict == -1
    assert answer.context["told"].outcome == -1
    shown = text_of(answer)
    assert "补1个数就能测" in shown
    asked = shown.split("补1个数就能测")[1].split("</section>")[0]
    assert "由企业年报提供" in asked
    assert 'href="#if-income_hightech"' in asked
    assert gate.fill_url == "#if-income_hightech"
