"""The pages about pools: numbers lead to lists of as many rows, scope holds, costs do not grow, deeds are confirmed."""

import io
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
from django.urls import reverse
from freezegun import freeze_time

from cultivation.pools.actions.load_ladders import load_ladders
from cultivation.pools.actions.propose import propose_for
from cultivation.pools.enums import Outcome
from cultivation.pools.models import Membership, Proposal, Tier
from cultivation.pools.queries.criteria import rulebook
from cultivation.pools.views import _export
from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import CertificateFactory, EnterpriseFactory
from tests.factories.pools import TODAY, AssessmentFactory, MembershipFactory, ProposalFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db
FUNNEL = "/w/pools/"
TOTAL = re.compile(r"共<b[^>]*>([\d,]+)</b>")
NUMBER_LINK = re.compile(r'<a href="([^"]+)"[^>]*>(?:[^<\d+-]*)([+-]?[\d,]+)(?:家)?</a>')


@pytest.fixture(autouse=True)
def _noon():
    with freeze_time("2026-11-22 04:00:00"):
        yield


@pytest.fixture(autouse=True)
def _ladders():
    RegionFactory(city_of_hebi=True)
    load_ladders(by=system_user())


def tier(code):
    return Tier.objects.get(code=code)


@pytest.fixture
def officer(client):
    user = person(Role.SECTION, full_name="科室员")
    client.force_login(user)
    return user


def page(client, address, **more):
    answer = client.get(address, **more)
    assert answer.status_code == 200, address
    return answer.content.decode()


def total(client, address):
    """How many rows a list says it has; an empty list counts none."""
    found = TOTAL.search(page(client, address))
    assert found, address
    return int(found[1].replace(",", ""))


def settle_a_small_city():
    """Six firms in two counties and none: members, holders, one gone, one near, one eligible, one without data."""
    hnte, sme, book = tier("hnte"), tier("tech_sme"), rulebook("hnte", on=TODAY)
    member = CertificateFactory(enterprise__industry_code="C3425").enterprise
    MembershipFactory(enterprise=member, tier=hnte)
    MembershipFactory(enterprise=member, tier=sme, entered_on=date(2024, 7, 1))
    left = EnterpriseFactory(in_xun=True)
    MembershipFactory(enterprise=left, tier=hnte, entered_on=date(2025, 3, 1), ended=True)
    MembershipFactory(enterprise=left, tier=sme, entered_on=date(2025, 3, 1))
    near = AssessmentFactory(
        enterprise=EnterpriseFactory(in_xun=True, industry_code="I6513"), gaps=1 << book.criterion("rd_ratio").bit
    ).enterprise
    MembershipFactory(enterprise=near, tier=sme, entered_on=date(2025, 3, 1))
    holder = CertificateFactory(enterprise__without_county=True).enterprise
    AssessmentFactory(enterprise=holder, programme="tech_sme", outcome=Outcome.UNKNOWN, gaps=0, unknowns=1)
    AssessmentFactory(eligible=True, enterprise=left)
    bare = AssessmentFactory(eligible=True).enterprise
    propose_for([member.pk, left.pk, near.pk, holder.pk, bare.pk], on=TODAY, by=system_user())
    return {"member": member, "left": left, "near": near, "holder": holder, "bare": bare}


@pytest.mark.parametrize("query", ["", "?count=highest", "?county=410621", "?county=none", "?industry=I", "?year=2025"])
def test_every_number_of_the_funnel_leads_to_a_list_of_as_many_rows(client, officer, query):
    settle_a_small_city()
    seen = 0
    for address, number in NUMBER_LINK.findall(page(client, FUNNEL + query)):
        address = unescape(address)
        if re.match("/w/(pools/.|enterprises/)", address):
            assert total(client, address) == abs(int(number.replace(",", ""))), address
            seen += 1
    assert seen >= 17


def test_the_funnel_counts_stock_flow_and_share(client, officer):
    settle_a_small_city()
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page(client, FUNNEL)))
    assert "在册企业 5 " in shown
    assert "科技型中小企业 3 0 0 0 -- 1 " in shown  # stock, certified, entered, left, share, waiting
    assert "高新技术企业 1 2 +1 -1 33.3% 1 " in shown


def test_by_highest_rung_an_enterprise_counts_once(client, officer):
    settle_a_small_city()
    assert total(client, "/w/pools/tech_sme/") == 3
    assert total(client, "/w/pools/tech_sme/?count=highest") == 2


def test_where_it_is_stuck_names_criterion_and_firms(client, officer):
    city = settle_a_small_city()
    shown = page(client, FUNNEL)
    address = unescape(re.search(r'href="([^"]+gap=rd_ratio[^"]*)"', shown)[1])
    listed = page(client, address)
    assert city["near"].name in listed
    assert city["left"].name not in listed
    assert "研发费用占比" in listed


def test_the_second_ladder_is_chosen_by_its_tab(client, officer):
    MembershipFactory(tier=tier("small_to_scale"))
    shown = page(client, f"{FUNNEL}?ladder=410600-growth")
    assert "小升规不同于小升高" in shown
    assert total(client, "/w/pools/small_to_scale/") == 1
    assert client.get(f"{FUNNEL}?ladder=nonsense").status_code == 404


def test_history_by_date_shows_who_was_in_the_pool_that_day(client, officer):
    city = settle_a_small_city()
    now, then = page(client, "/w/pools/hnte/"), page(client, "/w/pools/hnte/?on=2025-06-30")
    assert city["left"].name not in now and city["member"].name in now
    assert city["left"].name in then and city["member"].name not in then
    assert total(client, "/w/pools/hnte/?on=2030-01-01") == total(client, "/w/pools/hnte/")
    assert total(client, "/w/pools/hnte/?on=nonsense") == total(client, "/w/pools/hnte/")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?outcome=1", {"left", "bare"}),
        ("?outcome=-1", {"holder"}),
        ("?county=410621", {"left"}),
        ("?county=none", {"holder"}),
        ("?who=step", {"holder", "bare"}),
        ("?outcome=nonsense&gap=nonsense&county=nonsense", {"left", "bare", "holder"}),
    ],
)
def test_the_ledger_of_verdicts_narrows(client, officer, query, found):
    city = settle_a_small_city()
    shown = page(client, f"/w/pools/assessments/tech_sme/{query}")
    assert {name for name, firm in city.items() if firm.name in shown} == found


def test_the_near_list_holds_whom_the_system_proposed(client, officer):
    city = settle_a_small_city()
    shown = page(client, "/w/pools/assessments/hnte/?who=near")
    assert {name for name, firm in city.items() if firm.name in shown} == {"near"}


def test_a_programme_nobody_published_has_no_ledger(client, officer):
    assert client.get("/w/pools/assessments/gazelle/").status_code == 404


LISTS = ["/w/pools/hnte/", "/w/pools/hnte/holders/", "/w/pools/hnte/proposals/", "/w/pools/assessments/hnte/"]


@pytest.mark.parametrize(("address", "queries"), list(zip(LISTS, [10, 10, 9, 10], strict=True)))
@pytest.mark.parametrize("firms", [1, 3])
def test_lists_cost_the_same_for_one_row_and_for_three(
    client, officer, address, queries, firms, django_assert_num_queries
):
    for _ in range(firms):
        firm = CertificateFactory().enterprise
        MembershipFactory(enterprise=firm, tier=tier("hnte"))
        ProposalFactory(enterprise=firm, tier=tier("hnte"), kind="expiring", due_on=date(2026, 12, 1))
        AssessmentFactory(enterprise=firm)
    client.get(address)
    with django_assert_num_queries(queries):
        assert total(client, address) == firms


@pytest.mark.parametrize("firms", [1, 3])
def test_the_funnel_costs_the_same_for_one_firm_and_for_three(client, officer, firms, django_assert_num_queries):
    for _ in range(firms):
        firm = AssessmentFactory().enterprise
        MembershipFactory(enterprise=firm, tier=tier("tech_sme"))
        ProposalFactory(near=True, enterprise=firm, tier=tier("hnte"))
    client.get(FUNNEL)
    with django_assert_num_queries(14):
        page(client, FUNNEL)


@pytest.mark.parametrize("address", [FUNNEL, *LISTS])
def test_a_part_is_sent_where_htmx_asks_for_one(client, officer, address):
    whole, part = page(client, address), page(client, address, headers={"HX-Request": "true"})
    assert "<html" in whole and "<html" not in part
    assert part.strip() in whole.replace("\r", "")


def test_a_county_sees_its_own_firms_and_the_city_those_without_county_too(client):
    city = settle_a_small_city()
    client.force_login(person(Role.COUNTY, region=RegionFactory(county_xun=True)))
    assert "在册企业" in page(client, FUNNEL)
    assert total(client, "/w/pools/tech_sme/") == 2
    assert total(client, "/w/pools/hnte/holders/") == 0
    assert total(client, "/w/pools/tech_sme/?county=410611") == 2, "a county cannot look elsewhere"
    for address in ("/w/pools/tech_sme/", "/w/pools/hnte/holders/", "/w/pools/assessments/tech_sme/"):
        for name in ("member", "holder", "bare"):
            assert city[name].name not in page(client, address)
    client.force_login(person(Role.AUDITOR))
    assert city["holder"].name in page(client, "/w/pools/hnte/holders/?county=none")


def test_strangers_find_nothing(client):
    settle_a_small_city()
    membership = Membership.objects.first()
    client.force_login(stranger())
    assert total(client, "/w/pools/hnte/") == 0
    assert client.get(reverse("pools:membership", args=[membership.ref])).status_code == 404
    assert client.get("/w/pools/small_to_scale/").status_code == 404, "another city's own ladder"
    refs = list(Proposal.objects.values_list("ref", flat=True))
    answer = client.post("/w/pools/hnte/proposals/decide/", {"ref": refs, "action": "confirm", "sure": len(refs)})
    assert answer.status_code == 302
    assert not Proposal.objects.filter(state="confirmed").exists()


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.ENTERPRISE, Role.SYSADMIN])
def test_who_has_no_business_with_pools_is_refused(client, role):
    client.force_login(person(role))
    for address in (FUNNEL, *LISTS):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", [Role.COUNTY, Role.LEADER, Role.AUDITOR])
def test_who_may_only_look_finds_no_buttons_and_cannot_decide(client, role):
    region = RegionFactory(county_qibin=True) if role == Role.COUNTY else RegionFactory(city_of_hebi=True)
    membership = MembershipFactory(tier=tier("hnte"))
    ProposalFactory(tier=tier("hnte"))
    client.force_login(person(role, region=region))
    assert 'name="ref"' not in page(client, "/w/pools/hnte/proposals/")
    assert "人工入库" not in page(client, "/w/pools/hnte/")
    place = reverse("pools:membership", args=[membership.ref])
    assert "退出本库" not in page(client, place)
    assert client.post("/w/pools/hnte/proposals/decide/", {}).status_code == 403
    assert client.get("/w/pools/hnte/enter/").status_code == 403
    assert client.post(place, {"left_on": "2026-11-22", "reason": "x"}).status_code == 403


def test_deciding_first_says_what_will_happen_and_then_does_it(client, officer):
    proposals = [ProposalFactory(tier=tier("hnte"), enterprise=CertificateFactory().enterprise) for _ in range(2)]
    chosen = {"ref": [each.ref for each in proposals], "action": "confirm", "query": "kind=enter"}
    first = client.post("/w/pools/hnte/proposals/decide/", chosen)
    shown = first.content.decode()
    assert "确认2项" in shown and proposals[0].enterprise.name in shown
    assert not Membership.objects.exists(), "nothing is written before a person has seen it"
    second = client.post("/w/pools/hnte/proposals/decide/", {**chosen, "sure": "2", "entered_on": "2026-11-22"})
    assert (second.status_code, second.url) == (302, "/w/pools/hnte/proposals/?kind=enter")
    assert Membership.objects.filter(tier=tier("hnte"), confirmed_by=officer).count() == 2


def test_a_list_that_moved_meanwhile_is_shown_again(client, officer):
    proposals = [ProposalFactory(tier=tier("hnte")) for _ in range(2)]
    chosen = {"ref": [each.ref for each in proposals], "action": "confirm", "sure": "2"}
    Proposal.objects.filter(pk=proposals[0].pk).update(state="lapsed")
    answer = client.post("/w/pools/hnte/proposals/decide/", chosen)
    assert "名单在您查看期间有变动" in answer.content.decode()
    assert not Membership.objects.exists()


def test_the_whole_filter_is_decided_without_naming_each(client, officer):
    ProposalFactory.create_batch(3, tier=tier("hnte"), enterprise__in_xun=True)
    ProposalFactory(tier=tier("hnte"))
    chosen = {"all": "1", "query": "county=410621", "action": "dismiss"}
    assert "不采纳3项" in client.post("/w/pools/hnte/proposals/decide/", chosen).content.decode()
    answer = client.post("/w/pools/hnte/proposals/decide/", {**chosen, "sure": "3", "note": "企业不申报"})
    assert answer.status_code == 302
    assert Proposal.objects.filter(state="dismissed").count() == 3


def test_a_retro_dated_confirmation_is_asked_for_its_reason(client, officer):
    proposal = ProposalFactory(tier=tier("hnte"), enterprise=CertificateFactory().enterprise)
    chosen = {"ref": [proposal.ref], "action": "confirm", "sure": "1", "entered_on": "2026-01-05"}
    answer = client.post("/w/pools/hnte/proposals/decide/", chosen)
    assert answer.status_code == 422
    assert "补录请在意见里写明原因" in answer.content.decode()
    client.post("/w/pools/hnte/proposals/decide/", {**chosen, "note": "按会议纪要补录"})
    assert Membership.objects.get().entered_on == date(2026, 1, 5)


def test_confirming_what_no_longer_holds_says_so_and_enters_nobody(client, officer):
    proposal = ProposalFactory(tier=tier("hnte"), reason="预诊断达标，尚无有效证书")
    chosen = {"ref": [proposal.ref], "action": "confirm", "sure": "1", "entered_on": "2026-11-22"}
    shown = client.post("/w/pools/hnte/proposals/decide/", chosen, follow=True).content.decode()
    assert f"{proposal.enterprise}没有进入“高新技术企业”库" in shown
    assert "已确认0项" not in shown
    assert not Membership.objects.exists()


def test_many_that_no_longer_hold_are_counted_beside_the_first_named(client, officer):
    proposals = [ProposalFactory(tier=tier("hnte"), reason="预诊断达标，尚无有效证书") for _ in range(7)]
    chosen = {"ref": [each.ref for each in proposals], "action": "confirm", "sure": "7", "entered_on": "2026-11-22"}
    shown = client.post("/w/pools/hnte/proposals/decide/", chosen, follow=True).content.decode()
    assert shown.count("没有进入“高新技术企业”库") == 5
    assert "另有2项没有处理" in shown


def test_choosing_nothing_goes_back_with_a_word(client, officer):
    answer = client.post("/w/pools/hnte/proposals/decide/", {"action": "confirm"}, follow=True)
    assert "还没有选中任何事项" in answer.content.decode()


def test_entering_by_hand_finds_the_firm_by_its_code(client, officer):
    firm = EnterpriseFactory()
    given = {"code": firm.code, "entered_on": "2026-11-22", "reason": "统计部门升规入统名单", "note": "鹤统〔2026〕3号"}
    answer = client.post("/w/pools/small_to_scale/enter/", given)
    assert answer.status_code == 302
    assert Membership.objects.get().evidence["note"] == "鹤统〔2026〕3号"
    again = client.post("/w/pools/small_to_scale/enter/", given)
    assert again.status_code == 422
    assert "不能重复入库" in again.content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "123"}, "应为18位"),
        ({"code": "91350100M000100Y43"}, "您的范围里没有这个代码的企业"),
        ({"entered_on": "2026-13-01"}, "入库日期不是日期"),
        ({"entered_on": ""}, "请填写入库日期"),
        ({"reason": ""}, "请填写原因"),
        ({"note": ""}, "请填写依据"),
        ({"entered_on": "2026-12-01"}, "在将来"),
        ({"note": "字" * 201}, "最多200个字，实际有201个字"),
    ],
)
def test_a_wrong_entry_is_refused_in_plain_words_and_keeps_what_was_typed(client, officer, given, said):
    firm = EnterpriseFactory()
    typed = {"code": firm.code, "entered_on": "2026-11-22", "reason": "名单", "note": "鹤统〔2026〕3号"} | given
    answer = client.post("/w/pools/small_to_scale/enter/", typed)
    assert answer.status_code == 422
    shown = unescape(answer.content.decode())
    assert said in shown
    assert all(value in shown for value in typed.values())
    assert not Membership.objects.exists()


def test_leaving_is_registered_on_the_place_and_its_history_is_kept(client, officer):
    membership = MembershipFactory(tier=tier("hnte"))
    address = reverse("pools:membership", args=[membership.ref])
    refused = client.post(address, {"left_on": "2026-11-22", "reason": ""})
    assert refused.status_code == 422
    assert client.post(address, {"left_on": "2026-11-22", "reason": "证书到期未续"}).status_code == 302
    shown = page(client, address)
    assert "已退出" in shown and "证书到期未续" in shown and "退出本库" not in shown


def rows_of(answer):
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer) if answer.streaming else answer.content)).active
    return [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("address", LISTS)
def test_an_export_holds_the_rows_of_the_page_in_their_order(client, officer, address):
    for name in ("丙", "甲", "乙"):
        firm = CertificateFactory(enterprise__name=f"鹤壁{name}有限公司").enterprise
        MembershipFactory(enterprise=firm, tier=tier("hnte"))
        ProposalFactory(enterprise=firm, tier=tier("hnte"))
        AssessmentFactory(enterprise=firm)
    shown = page(client, f"{address}?sort=-name")
    on_page = re.findall(r"鹤壁.有限公司(?=</a>)", shown)
    exported = [row[0] for row in rows_of(client.get(f"{address}?sort=-name&format=xlsx"))]
    assert len(on_page) == 3
    assert [name for name in exported if name in on_page] == on_page


def test_the_funnels_export_holds_its_figures(client, officer):
    settle_a_small_city()
    exported = rows_of(client.get(f"{FUNNEL}?format=xlsx"))
    assert ["在册企业", 5] in exported
    assert ["高新技术企业", 1, 2, 1, 1, "33.3%", 1] in exported


def test_an_export_is_written_down(client, officer):
    MembershipFactory(tier=tier("hnte"))
    client.get("/w/pools/hnte/?county=410611&format=xlsx")
    entry = Entry.objects.get(deed="membership.exported")
    assert (entry.by_ref, entry.after) == (officer.ref, {"query": "/w/pools/hnte/?county=410611", "count": 1})


def test_a_list_too_long_for_one_file_says_so(client, officer, monkeypatch):
    monkeypatch.setattr(_export, "MOST_ROWS", 1)
    MembershipFactory.create_batch(2, tier=tier("hnte"))
    answer = client.get("/w/pools/hnte/?format=xlsx")
    assert answer["Content-Type"].startswith("text/html")
    assert "一次最多导出1行" in answer.content.decode()
    assert not Entry.objects.filter(deed="membership.exported").exists()


def test_a_leader_cannot_carry_lists_out(client):
    client.force_login(person(Role.LEADER))
    answer = client.get("/w/pools/hnte/?format=xlsx")
    assert answer["Content-Type"].startswith("text/html")
    assert "导出" not in answer.content.decode()


def test_a_firm_that_is_gone_is_in_no_ledger_of_verdicts(client, officer):
    firm = AssessmentFactory().enterprise
    Enterprise.objects.filter(pk=firm.pk).update(status=EnterpriseStatus.CANCELLED)
    assert total(client, "/w/pools/assessments/hnte/") == 0
