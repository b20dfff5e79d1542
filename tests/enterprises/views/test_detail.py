"""企业360: every tab, its cost, its gaps, what a stranger finds."""

from datetime import date

import pytest

from enterprises.actions.file_report import file_report
from enterprises.actions.revise import revise
from enterprises.views.detail import TABS
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import (
    WAN,
    AnnualReportFactory,
    AssignmentFactory,
    CertificateFactory,
    ComplianceEventFactory,
    EnterpriseFactory,
    MemberFactory,
    ReportedEnterpriseFactory,
    RightFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
QUERIES = {"overview": 9, "years": 7, "rights": 8, "certificates": 8, "compliance": 9, "history": 9}


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


@pytest.fixture(params=[1, 3])
def firm(request):
    enterprise = ReportedEnterpriseFactory(contact_phone="13812341402")
    for number in range(request.param):
        RightFactory(enterprise=enterprise)
        CertificateFactory(enterprise=enterprise)
        ComplianceEventFactory(enterprise=enterprise)
        AssignmentFactory(enterprise=enterprise)
        revise(enterprise, by=person(), on=TODAY, address=f"兴鹤大街{number}号")
    return enterprise


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_costs_the_same_for_few_and_many(client, officer, firm, tab, django_assert_num_queries):
    address = f"/w/enterprises/{firm.ref}/?tab={tab}"
    client.get(address)
    with django_assert_num_queries(QUERIES[tab]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_alone_equals_the_tab_of_the_page(client, officer, tab):
    enterprise = ReportedEnterpriseFactory()
    address = f"/w/enterprises/{enterprise.ref}/?tab={tab}"
    whole, part = text(client.get(address)), text(client.get(address, headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert _without_token(part.strip()) in _without_token(whole)


def _without_token(html: str) -> str:
    head, *rest = html.split('name="csrfmiddlewaretoken" value="')
    return head + "".join(piece[piece.index('"') :] for piece in rest)


def test_a_stranger_finds_nothing_and_an_unknown_tab_does_not_exist(client):
    enterprise = EnterpriseFactory()
    client.force_login(stranger())
    assert client.get(f"/w/enterprises/{enterprise.ref}/").status_code == 404
    client.force_login(person())
    assert client.get(f"/w/enterprises/{enterprise.ref}/?tab=weather").status_code == 404


def test_the_head_tells_code_place_industry_age_and_titles_in_force(client, officer):
    enterprise = EnterpriseFactory()
    CertificateFactory(enterprise=enterprise)
    CertificateFactory(enterprise=enterprise, expired=True)
    response = client.get(f"/w/enterprises/{enterprise.ref}/")
    page = text(response)
    assert f'data-copy="{enterprise.code}"' in page
    assert "淇滨区" in page
    assert "C3425 通用设备制造业" in page
    assert "2017-05-11注册（9年）" in page
    assert [each.full for each in response.context["titles"]] == ["高新技术企业，有效期至2027-10-27"]


def test_what_is_unknown_is_told_as_unknown(client, officer):
    enterprise = EnterpriseFactory(without_county=True, founded_on=None, industry_code="")
    page = text(client.get(f"/w/enterprises/{enterprise.ref}/"))
    for words in ("县区未填", "行业未填", "成立日期未填", "没有现行资质", "2025年未报"):
        assert words in page
    assert "未比对，不等于没有" in text(client.get(f"/w/enterprises/{enterprise.ref}/?tab=compliance"))


def test_figures_of_the_years_show_gaps_and_revisions(client, officer):
    enterprise = EnterpriseFactory()
    file_report(enterprise, fiscal_year=2025, figures={"sales_fen": 5_200 * WAN}, by=officer, on=TODAY)
    file_report(enterprise, fiscal_year=2025, figures={"sales_fen": 5_300 * WAN}, by=officer, on=TODAY)
    response = client.get(f"/w/enterprises/{enterprise.ref}/?tab=years")
    income = next(group for group in response.context["groups"] if group.title == "收入")
    assert [cell.text for cell in income.lines[0].cells] == ["未报", "未报", "5,300.00"]
    assert [cell.text for cell in income.lines[1].cells] == ["未报", "未报", "未填"]
    page = text(response)
    assert "2025年第2版（现行，已提交）" in page
    assert "2025年第1版：" in page


def test_a_year_before_the_foundation_owes_nothing(client, officer):
    enterprise = EnterpriseFactory(founded_on=date(2024, 7, 1))
    response = client.get(f"/w/enterprises/{enterprise.ref}/?tab=years")
    income = next(group for group in response.context["groups"] if group.title == "收入")
    assert [cell.text for cell in income.lines[0].cells] == ["--", "未报", "未报"]
    assert f"/w/enterprises/{enterprise.ref}/reports/2023/" not in text(response)


def test_the_history_names_figures_and_masks_telephones(client, officer):
    enterprise = EnterpriseFactory()
    revise(enterprise, by=officer, on=TODAY, contact_phone="13812341402")
    file_report(enterprise, fiscal_year=2025, figures={"sales_fen": 5_200 * WAN}, by=officer, on=TODAY)
    response = client.get(f"/w/enterprises/{enterprise.ref}/?tab=history")
    lines = response.context["lines"]
    changes = {change.label: change.after for line in lines for change in line.changes}
    assert changes["销售收入（主营业务收入＋其他业务收入）"] == "5,200.00万元"
    assert changes["联系电话"] == "138****1402"
    assert "13812341402" not in text(response)


def test_reminders_come_in_the_order_of_their_days(client, officer):
    enterprise = EnterpriseFactory()
    CertificateFactory(enterprise=enterprise, ending_soon=True)
    CertificateFactory(
        enterprise=enterprise, scheme="tech_sme", valid_from=date(2025, 7, 1), valid_to=date(2025, 12, 31)
    )
    RightFactory(enterprise=enterprise, expires_on=date(2027, 6, 1))
    found = client.get(f"/w/enterprises/{enterprise.ref}/").context["reminders"]
    assert [(each.title, each.colour) for each in found] == [
        ("科技型中小企业已过期", "red"),
        ("高新技术企业到期", "red"),
        ("实用新型到期", "green"),
    ]


class TestPhone:
    """The number is masked, and looking at it is written down."""

    def test_the_page_never_holds_the_whole_number(self, client, officer):
        enterprise = EnterpriseFactory(contact_phone="13812341402")
        for address in ("", "print/"):
            page = text(client.get(f"/w/enterprises/{enterprise.ref}/{address}"))
            assert "138****1402" in page
            assert "13812341402" not in page

    def test_looking_is_written_down(self, client, officer):
        enterprise = EnterpriseFactory(contact_phone="13812341402")
        response = client.post(f"/w/enterprises/{enterprise.ref}/phone/", headers={"HX-Request": "true"})
        assert "13812341402" in text(response)
        assert Entry.objects.get(deed="enterprise.read").after == {"field": "contact_phone"}

    def test_a_leader_may_not_look(self, client):
        enterprise = EnterpriseFactory(contact_phone="13812341402")
        client.force_login(person(Role.LEADER))
        assert "显示完整号码" not in text(client.get(f"/w/enterprises/{enterprise.ref}/"))
        assert client.post(f"/w/enterprises/{enterprise.ref}/phone/").status_code == 403
        assert client.get(f"/w/enterprises/{enterprise.ref}/phone/").status_code == 405


class TestConfirmReport:
    """审核通过."""

    def test_the_revision_seen_is_confirmed(self, client, officer):
        report = AnnualReportFactory()
        address = f"/w/enterprises/{report.enterprise.ref}/reports/2025/confirm/"
        client.post(address, {"revision": "2"})
        report.refresh_from_db()
        assert report.state == "submitted"
        client.post(address, {"revision": "1"})
        report.refresh_from_db()
        assert report.state == "confirmed"
        assert client.post(address, {"revision": "1"}).status_code == 403

    def test_a_year_without_report_is_not_found_and_an_enterprise_confirms_nothing(self, client, officer):
        report = AnnualReportFactory()
        assert client.post(f"/w/enterprises/{report.enterprise.ref}/reports/2024/confirm/").status_code == 404
        user = person(Role.ENTERPRISE)
        MemberFactory(user=user, enterprise=report.enterprise)
        client.force_login(user)
        address = f"/w/enterprises/{report.enterprise.ref}/reports/2025/confirm/"
        assert client.post(address, {"revision": "1"}).status_code == 403


class TestArchive:
    """变更状态."""

    def test_a_status_changes_and_the_page_says_so(self, client, officer):
        enterprise = EnterpriseFactory()
        client.post(f"/w/enterprises/{enterprise.ref}/status/", {"status": "cancelled", "reason": "核准注销"})
        enterprise.refresh_from_db()
        assert enterprise.status == "cancelled"
        page = text(client.get(f"/w/enterprises/{enterprise.ref}/"))
        assert "只供查阅" in page
        assert "编辑企业" not in page

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({"status": "cancelled"}, "请填写"),
            ({"status": "active", "reason": "原因"}, "状态已经是"),
            ({"status": "merged", "reason": "合并"}, "并入须指明存续企业"),
            ({"status": "merged", "reason": "合并", "successor_code": "91350100M000100Y43"}, "请先建档"),
        ],
    )
    def test_what_cannot_be_is_told_at_its_field(self, client, officer, data, says):
        enterprise = EnterpriseFactory()
        response = client.post(f"/w/enterprises/{enterprise.ref}/status/", data)
        assert response.status_code == 422
        if says != "请填写":
            assert says in text(response)

    def test_a_merger_finds_the_enterprise_by_its_code(self, client, officer):
        enterprise, other = EnterpriseFactory.create_batch(2)
        client.post(
            f"/w/enterprises/{enterprise.ref}/status/",
            {"status": "merged", "reason": "吸收合并", "successor_code": other.code.lower()},
        )
        enterprise.refresh_from_db()
        assert enterprise.successor == other


def test_the_paper_holds_what_is_known(client, officer):
    enterprise = ReportedEnterpriseFactory()
    RightFactory(enterprise=enterprise)
    CertificateFactory(enterprise=enterprise)
    ComplianceEventFactory(enterprise=enterprise)
    page = text(client.get(f"/w/enterprises/{enterprise.ref}/print/"))
    for words in (enterprise.code, "高新技术企业", "5,000.00", "一种精密夹具", "列入经营异常名录", "截至 2026年"):
        assert words in page
