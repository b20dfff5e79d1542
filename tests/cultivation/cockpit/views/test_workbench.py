import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from freezegun import freeze_time

from cultivation.cockpit.dashboards import workbench as dashboard
from cultivation.pools.enums import ProposalKind
from cultivation.pools.models import AssessmentChange, Ladder, Membership, MembershipChange, Proposal, Tier
from cultivation.targets.enums import Division
from cultivation.targets.models import Target
from enterprises.enums import ReportState
from policies.library import load
from portal.accounts.roles import Role, capabilities_of
from portal.audit.record import record
from tests.factories.accounts import GrantFactory, UserFactory, person
from tests.factories.enterprises import (
    AnnualReportFactory,
    AssignmentFactory,
    CertificateFactory,
    EnterpriseFactory,
    MemberFactory,
)
from tests.factories.jobs import JobFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 22)
HOME = "/w/"
COUNTED = re.compile(r"共<b[^>]*>([\d,]+)</b>")


@pytest.fixture(autouse=True)
def _morning():
    with freeze_time("2026-11-22 00:30:00"):
        yield


def lines(client, title: str) -> dict[str, tuple[str, str]]:
    """The lines of one block: words → (number with unit, address)."""
    page = client.get(HOME).content.decode()
    block = re.search(rf"<h2 id=\"block-[a-z-]+\">{title}.*?</section>", page, re.DOTALL)
    assert block, f"no block {title}"
    found = re.findall(r'<th scope="row">([^<]+)</th><td class="num"><a href="([^"]+)">([^<]+)<', block[0])
    return {words: (number, unescape(address)) for words, address, number in found}


def tier(code: str, name: str, position: int, scheme: str = "") -> Tier:
    ladder, _ = Ladder.objects.get_or_create(code="national", defaults={"name": "全国梯队"})
    return Tier.objects.get_or_create(
        code=code, defaults={"ladder": ladder, "name": name, "position": position, "scheme": scheme}
    )[0]


def propose(firm, kind: str = ProposalKind.ENTER, made_on: date = DAY, code: str = "hnte") -> Proposal:
    return Proposal.objects.create(
        enterprise=firm, tier=tier(code, "高新技术企业", 2), kind=kind, reason="达标", ground="x", made_on=made_on
    )


def count_behind(client, address: str) -> int:
    """How many rows the list of an address says it has."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = COUNTED.search(answer.content.decode())
    return int(found[1].replace(",", "")) if found else 0


def test_what_waits_is_counted_with_the_age_of_the_oldest(client):
    client.force_login(person(Role.SECTION))
    propose(EnterpriseFactory(), made_on=DAY - timedelta(days=9))
    propose(EnterpriseFactory(), made_on=DAY)
    propose(EnterpriseFactory(), ProposalKind.LEAVE)
    propose(EnterpriseFactory(elsewhere=True))
    page = client.get(HOME).content.decode()
    assert "最早的已等9天" in page
    assert "<title>（3）工作台" in page
    found = lines(client, "待办")
    assert found["高新技术企业·可入库"] == ("2家", "/w/pools/hnte/proposals/?kind=enter")
    assert found["高新技术企业·应退出"][0] == "1家"


def test_who_may_not_confirm_is_not_asked_to(client):
    client.force_login(person(Role.COUNTY, region=RegionFactory(county_qibin=True)))
    propose(EnterpriseFactory())
    AnnualReportFactory(enterprise=EnterpriseFactory(), state=ReportState.SUBMITTED)
    assert list(lines(client, "待办")) == ["2025年年报待审核"]


def test_every_number_leads_to_a_list_of_that_many(client):
    client.force_login(person(Role.BUREAU_ADMIN))
    plain, unknown = EnterpriseFactory(), EnterpriseFactory(without_county=True, industry_code="")
    AnnualReportFactory(enterprise=plain, state=ReportState.SUBMITTED)
    CertificateFactory(enterprise=plain, ending_soon=True)
    CertificateFactory(enterprise=unknown, valid_from=date(2024, 1, 9), valid_to=date(2027, 1, 8))
    propose(plain)
    JobFactory(state="failed", finished_at="2026-11-21T02:00:00Z", asked_by=UserFactory(is_system=True))
    checked = 0
    for title in ("待办", "快到期的", "数据质量", "昨天以来的变化"):
        for words, (number, address) in lines(client, title).items():
            assert count_behind(client, address) == int(re.sub(r"\D", "", number)), f"{title}: {words}"
            checked += 1
    assert checked >= 9


def test_a_county_does_not_owe_for_firms_without_a_county(client):
    EnterpriseFactory(without_county=True)
    EnterpriseFactory()
    client.force_login(person(Role.BUREAU_ADMIN))
    assert lines(client, "数据质量")["县区未知"][0] == "1家"
    client.force_login(person(Role.COUNTY, region=RegionFactory(county_qibin=True)))
    quality = lines(client, "数据质量")
    assert "县区未知" not in quality
    assert quality["2025年年报未报"][0] == "1家"


def test_a_county_reads_its_gap_in_enterprises(client):
    county = RegionFactory(county_qibin=True)
    hnte = tier("hnte", "高新技术企业", 2, "hnte")
    CertificateFactory()
    Target.objects.create(
        region=county, tier=hnte, division=Division.COUNTY, year=2026, value=50, source="文件", set_by=person()
    )
    client.force_login(person(Role.COUNTY, region=county))
    page = client.get(HOME).content.decode()
    assert "目标50" in page
    assert "还差49家" in page
    assert "序时差44家" in page, "326 of 365 days: 44.66 → 45 expected, 1 there"
    assert "落后序时" in page


def test_changes_since_yesterday_are_listed_where_their_number_leads(client):
    user = person(Role.SECTION)
    client.force_login(user)
    with freeze_time("2026-11-01 00:00:00"):
        firm = EnterpriseFactory(name="老企业有限公司")
        EnterpriseFactory(name="外地企业有限公司", elsewhere=True)
    change = {
        "programme": "hnte",
        "now_gaps": 0,
        "pack_digest": load("hnte/2016").digest,
        "fact_revision": 1,
        "on": DAY,
    }
    AssessmentChange.objects.create(enterprise=firm, was=0, now=1, **change)
    AssessmentChange.objects.create(enterprise=firm, was=None, now=0, **change)
    AssessmentChange.objects.create(enterprise=firm, was=1, now=1, **change)
    place = Membership.objects.create(
        enterprise=firm, tier=tier("hnte", "高新技术企业", 2), entered_on=DAY, confirmed_by=user
    )
    MembershipChange.objects.create(membership=place, now="active", on=DAY, by=user, reason="持证")
    found = lines(client, "昨天以来的变化")
    assert {words: number for words, (number, _) in found.items()} == {"诊断结论有变化": "1次", "入库、出库": "1次"}
    verdicts = client.get(found["诊断结论有变化"][1]).content.decode()
    assert "老企业有限公司" in verdicts
    assert "不达标" in verdicts
    assert "高新技术企业认定" in verdicts
    pools = client.get(found["入库、出库"][1]).content.decode()
    assert "持证" in pools
    assert "入库" in pools


def test_quiet_days_have_their_own_sentences(client):
    client.force_login(person(Role.BUREAU_ADMIN))
    page = client.get(HOME).content.decode()
    for sentence in ("现在没有等您办的事。", "180天内没有资质到期。", "昨天以来没有变化。", "还没有下达任务指标。"):
        assert sentence in page


def test_a_block_that_fails_does_not_take_the_page_with_it(client, monkeypatch):
    def broken(user, at):
        raise RuntimeError("the table is gone")

    rows = (((("due", "快到期的", broken),), (dashboard.QUALITY,)),)
    monkeypatch.setitem(dashboard._ROWS, Role.SECTION, rows)
    client.force_login(person(Role.SECTION))
    answer = client.get(HOME)
    assert answer.status_code == 200
    assert "这一块暂时读不出来" in answer.content.decode()
    assert "数据质量" in answer.content.decode()


def test_a_specialist_finds_their_enterprises_and_nobody_elses(client):
    user = person(Role.SPECIALIST)
    AssignmentFactory(user=user, enterprise=EnterpriseFactory(name="我的企业有限公司"))
    EnterpriseFactory(name="别人的企业有限公司")
    client.force_login(user)
    page = client.get(HOME).content.decode()
    assert "<h1>今天</h1>" in page
    assert "我的企业（1家）" in page
    assert "我的企业有限公司" in page
    assert "别人的企业有限公司" not in page
    assert lines(client, "走访时要提的")["还没有任何资质"] == ("1家", "/w/enterprises/?title=none")


def test_the_administrator_reads_jobs_and_accounts_and_no_business_data(client):
    client.force_login(person(Role.SYSADMIN))
    EnterpriseFactory(name="某企业有限公司")
    UserFactory(must_change_password=True)
    GrantFactory(role=Role.AUDITOR, expires_on=date(2026, 12, 1))
    page = client.get(HOME).content.decode()
    assert "某企业" not in page
    found = lines(client, "账号与授权")
    assert found["还没改一次性密码"] == ("1人", "/sys/users/?state=waiting")
    assert found["30天内授权到期"][0] == "1人"
    for number, address in found.values():
        assert count_behind(client, address) == int(number[:-1])


def test_an_auditor_reads_the_week_of_the_log(client):
    user = person(Role.AUDITOR)
    client.force_login(user)
    record("person.revised", UserFactory(), by=user)
    with freeze_time("2026-11-15 00:00:00"):
        record("person.revised", UserFactory(), by=user)
    assert lines(client, "近七天的操作") == {"账号与授权变动": ("1条", "/audit/logs/?group=people&since=2026-11-16")}


def test_an_enterprises_person_and_a_leader_have_a_workbench_too(client):
    user = person(Role.ENTERPRISE)
    MemberFactory(user=user, enterprise=EnterpriseFactory(name="本企业有限公司"))
    client.force_login(user)
    assert "本企业有限公司" in client.get(HOME).content.decode()
    client.force_login(person(Role.LEADER))
    assert "快到期的" in client.get(HOME).content.decode()


@pytest.mark.parametrize("role", [role for role in Role if capabilities_of(role) & {"workbench.view"}])
def test_no_workbench_shows_more_than_eight_blocks_or_a_carousel(client, role):
    client.force_login(person(role))
    page = client.get(HOME).content.decode()
    assert 1 <= page.count('id="block-') <= 8
    assert "carousel" not in page
    assert "欢迎" not in page


@pytest.mark.parametrize("firms", [1, 3])
def test_the_workbench_costs_the_same_for_few_and_many(client, firms, django_assert_num_queries):
    for _ in range(firms):
        firm = EnterpriseFactory()
        propose(firm)
        CertificateFactory(enterprise=firm, ending_soon=True)
    tier("hnte", "高新技术企业", 2, "hnte")
    client.force_login(person(Role.BUREAU_ADMIN))
    client.get(HOME)
    with django_assert_num_queries(22):
        client.get(HOME)


def test_the_list_of_changes_hides_other_territories_and_takes_odd_addresses(client):
    client.force_login(person(Role.COUNTY, region=RegionFactory(county_qibin=True)))
    EnterpriseFactory(name="本县企业有限公司")
    EnterpriseFactory(name="邻县企业有限公司", in_xun=True)
    page = client.get(reverse("cockpit:changes"), {"kind": "firms", "since": "2026-11-22"}).content.decode()
    assert "本县企业有限公司" in page
    assert "邻县企业有限公司" not in page
    for query in ({"kind": "nonsense"}, {"since": "2026-02-31"}, {"since": "gestern"}):
        assert client.get(reverse("cockpit:changes"), query).status_code == 200
