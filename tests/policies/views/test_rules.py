"""The list of rules and the page of one: who sees what, what is said, what it costs."""

from datetime import date

import pytest
from freezegun import freeze_time

from policies import library
from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.policies import DraftFactory, release
from tests.factories.regions import RegionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]


@pytest.fixture
def _today():
    with freeze_time("2026-11-22 04:00:00"):
        yield


def seen(client, user, path="/w/rules/", status=200):
    client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


NEXT = (
    ('version       = "2026"', 'version       = "2027"'),
    ("in_force_from = 2026-01-01", "in_force_from = 2027-01-01"),
)


def test_the_list_holds_what_comes_with_the_portal_and_what_the_bureau_published(client):
    release(until=date(2026, 12, 31))
    release(*NEXT)
    DraftFactory(state="submitted")
    shown = seen(client, person(Role.LEADER))
    assert "高新技术企业认定" in shown and "国科发火〔2016〕32号" in shown and "46/46" in shown
    assert shown.count("鹤壁市科技企业试行条件</a>") == 3
    assert "待施行" in shown and "施行中" in shown and "待复核" in shown
    assert "起草规则" not in shown
    assert "起草规则" in seen(client, person(Role.SECTION))


def test_the_list_is_of_one_programme_or_of_one_day(client):
    release(until=date(2026, 12, 31))
    release(*NEXT)
    DraftFactory()
    user = person()
    of_one = seen(client, user, "/w/rules/?programme=local_trial")
    assert "共<b>3</b>份" in of_one and "/w/rules/hnte-2016/" not in of_one
    on_a_day = seen(client, user, "/w/rules/?on=2027-03-01&programme=local_trial")
    assert "共<b>1</b>份" in on_a_day and "2027-01-01" in on_a_day and "编辑中" not in on_a_day
    assert "没有符合条件的规则" in seen(client, user, "/w/rules/?on=2010-03-01")
    everything = len(library.pack_files()) + 3
    assert f"共<b>{everything}</b>份" in seen(client, user, "/w/rules/?on=someday&programme=none")


@pytest.mark.parametrize("many", [1, 3])
def test_more_rules_take_no_more_queries(client, many, django_assert_num_queries):
    for number in range(many):
        region = RegionFactory(
            code=f"41069{number}",
            name=f"第{number}县",
            level="county",
            parent=RegionFactory(city_of_hebi=True),
            city=RegionFactory(city_of_hebi=True),
        )
        release(("410600", region.code), region=region)
        DraftFactory()
    user = person()
    seen(client, user)
    with django_assert_num_queries(6):
        seen_again = client.get("/w/rules/")
    assert seen_again.content.decode().count("编辑中") == many


def test_another_citys_rules_and_drafts_are_not_there(client):
    made, draft = release(), DraftFactory()
    other = stranger()
    shown = seen(client, other)
    assert "鹤壁市科技企业试行条件" not in shown
    seen(client, other, f"/w/rules/{made.ref}/", 404)
    seen(client, other, f"/w/rules/drafts/{draft.ref}/", 404)
    seen(client, other, "/w/rules/no-such-rule/", 404)


def test_a_county_reads_the_rules_of_its_city_and_not_of_its_neighbour(client):
    city = release()
    neighbour = release(("410600", "410621"), region=RegionFactory(county_xun=True))
    draft = DraftFactory()
    for officer in (person(Role.COUNTY, region=RegionFactory(county_qibin=True)), person(Role.SPECIALIST)):
        assert "鹤壁市科技企业试行条件" in seen(client, officer, f"/w/rules/{city.ref}/")
    county = person(Role.COUNTY, region=RegionFactory(county_qibin=True))
    seen(client, county, f"/w/rules/{neighbour.ref}/", 404)
    seen(client, county, f"/w/rules/drafts/{draft.ref}/", 404)
    specialist = person(Role.SPECIALIST)
    assert f"共<b>{len(library.pack_files()) + 2}</b>份" in seen(client, specialist)


def test_a_rule_is_read_with_its_requirements_figures_clauses_and_cases(client):
    shown = seen(client, person(), "/w/rules/hnte-2016/")
    assert "不低于10%" in shown and "第十一条(四)" in shown and "国科发火〔2016〕195号" in shown
    assert "不低于“研发费用占比下限，按最近一年销售收入分档”的对应值" in shown
    assert "5,000万元至20,000万元（含）" in shown and "满分30分" in shown
    assert "一律除以三年" in shown and "算例：46/46与预期相符" in shown
    assert "缺数据" not in shown.partition("算例：46/46")[0]


def test_a_release_says_who_published_and_approved_it_and_what_came_after(client):
    one = release(until=date(2026, 12, 31), note="按市政府常务会议意见")
    two = release(*NEXT)
    shown = seen(client, person(), f"/w/rules/{one.ref}/")
    assert one.published_by.full_name in shown and one.approved_by.full_name in shown
    assert "按市政府常务会议意见" in shown
    assert f"/w/rules/{two.ref}/" in shown
    assert "这份规则自2027-01-01起施行，现在还不用它判断" in seen(client, person(), f"/w/rules/{two.ref}/")


def test_a_repealed_rule_is_readable_and_says_so(client):
    ended = release(until=date(2026, 10, 31))
    shown = seen(client, person(), f"/w/rules/{ended.ref}/")
    assert "这份规则已于2026-10-31废止，只供查阅" in shown and "不超过500人" in shown


def test_a_rule_that_never_came_into_force_says_so(client):
    never = release(until=date(2025, 12, 31))
    assert "这份规则发布后没有施行" in seen(client, person(), f"/w/rules/{never.ref}/")
    assert "未施行" in seen(client, person())


def test_an_unregistered_pack_is_tried_for_the_list(client, monkeypatch):
    monkeypatch.setattr(library, "published", dict)
    assert "39/39" in seen(client, person(), "/w/rules/?programme=tech_sme")


def test_a_rule_without_published_numbers_says_what_is_missing(client, tmp_path, monkeypatch):
    blank = tmp_path / "packs"
    blank.mkdir()
    (blank / "vocabulary.toml").write_text(
        (library.PACKS / "vocabulary.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (blank / "gazelle").mkdir()
    (blank / "gazelle" / "2024.toml").write_text(BLANK, encoding="utf-8")
    monkeypatch.setattr(library, "PACKS", blank)
    monkeypatch.setattr(library, "PUBLISHED", blank / "published.toml")
    library.forget()
    try:
        assert "未公布数值" in seen(client, person())
        shown = seen(client, person(), "/w/rules/gazelle-2024/")
        assert "没有公布数值，不能据此判断：省里没有公布增长率的门槛" in shown
        assert "三年复合增长率下限" in shown and "未公布" in shown
    finally:
        library.forget()


BLANK = """
programme     = "gazelle"
version       = "2024"
title         = "瞪羚企业"
region        = "000000"
in_force_from = 2024-01-01
kinds         = ["first"]
law           = "notice"
blank         = "省里没有公布增长率的门槛"

[sources.notice]
title  = "瞪羚企业培育通知"
number = "豫科〔2024〕1号"

[sources.notice.clauses]
"第二条" = "近三年增长较快。"

[parameters.growth]
meaning = "三年复合增长率下限"
unit    = "%"
source  = "notice#第二条"
values  = []
"""
