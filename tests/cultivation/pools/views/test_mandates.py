"""预诊断 by an agency: the enterprise gives the mandate and takes it back, the bureau sees it, nobody else sees more."""

from datetime import date

import pytest
from django.urls import reverse
from freezegun import freeze_time

from enterprises.models import Agency, AnnualReport, Mandate
from portal.accounts.roles import Role
from tests.cultivation.pools.recompute.test_recompute import described
from tests.cultivation.pools.views.test_diagnosis import sign_in, text_of
from tests.factories.accounts import person
from tests.factories.enterprises import (
    AgencyPersonFactory,
    EnterpriseFactory,
    MandateFactory,
    MemberFactory,
    code_number,
)
from tests.factories.pools import national_ladder
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        yield


@pytest.fixture(autouse=True)
def _ladder():
    national_ladder()


@pytest.fixture
def firm():
    return described()


@pytest.fixture
def agent():
    return person(Role.AGENCY)


@pytest.fixture
def agency(agent):
    return AgencyPersonFactory(user=agent).agency


@pytest.fixture
def owner(firm):
    user = person(Role.ENTERPRISE)
    MemberFactory(enterprise=firm, user=user)
    return user


def page_of(firm):
    return reverse("pools:firm_mandates", args=[firm.ref])


def diagnosis_of(firm, programme="tech_sme"):
    return reverse("pools:mandated_diagnosis", args=[firm.ref, programme])


def typed(chosen, **fields):
    return {
        "agency": chosen.ref,
        "programmes": ["tech_sme"],
        "valid_from": "2026-11-22",
        "valid_to": "2026-12-31",
    } | fields


def test_from_the_mandate_to_its_end(client, firm, owner, agent, agency):
    sign_in(client, agent)
    assert client.get(diagnosis_of(firm)).status_code == 404
    assert "现在没有企业授权给您的机构" in text_of(client.get(reverse("pools:mandated")))

    sign_in(client, owner)
    assert "还没有授权过服务机构" in text_of(client.get(page_of(firm)))
    told = client.post(page_of(firm), typed(agency), follow=True)
    assert f"已授权{agency.name}，到2026-12-31为止" in text_of(told)

    sign_in(client, agent)
    listed = text_of(client.get(reverse("pools:mandated")))
    assert firm.name in listed
    assert "未授权" in listed
    shown = text_of(client.get(diagnosis_of(firm)))
    assert "现在70分，入库线60分，已过线。" in shown
    assert client.get(diagnosis_of(firm, "hnte")).status_code == 404, "a programme that was not chosen"
    assert reverse("pools:mandated_diagnosis", args=[firm.ref, "hnte"]) not in shown
    assert client.get(reverse("enterprises:report", args=[firm.ref, 2025])).status_code == 403, "may not fill"

    sign_in(client, owner)
    mandate = Mandate.objects.get()
    revoke = reverse("pools:revoke_mandate", args=[mandate.ref])
    told = text_of(client.post(revoke, {"reason": "合同终止"}, follow=True))
    assert "已收回" in told
    assert "合同终止" in told
    assert "已经收回" in text_of(client.post(revoke, follow=True))

    sign_in(client, agent)
    assert client.get(diagnosis_of(firm)).status_code == 404
    assert firm.name not in text_of(client.get(reverse("pools:mandated")))


def test_it_ends_by_itself_at_the_end_of_its_last_day(client, firm, agent, agency):
    MandateFactory(enterprise=firm, agency=agency, valid_from=date(2026, 11, 23), valid_to=date(2026, 12, 31))
    for at, status in (
        ("2026-11-22 15:59:59", 404),
        ("2026-11-22 16:00:00", 200),
        ("2026-12-31 15:59:59", 200),
        ("2026-12-31 16:00:00", 404),
    ):
        with freeze_time(at):
            assert sign_in(client, agent).get(diagnosis_of(firm)).status_code == status, at


def test_no_other_page_of_the_enterprise_opens_to_it(client, firm, agent, agency):
    MandateFactory(enterprise=firm, agency=agency, may_fill=True)
    sign_in(client, agent)
    for name, more in (
        ("enterprises:detail", ()),
        ("enterprises:print", ()),
        ("pools:diagnosis", ("hnte",)),
        ("pools:firm_mandates", ()),
        ("pools:panel", ()),
    ):
        assert client.get(reverse(name, args=[firm.ref, *more])).status_code == 403, name


def test_what_it_fills_names_it_and_still_waits_for_the_county(client, firm, agent, agency):
    MandateFactory(enterprise=firm, agency=agency, may_fill=True)
    address = reverse("enterprises:report", args=[firm.ref, 2024])
    form = sign_in(client, agent).get(address)
    assert form.status_code == 200
    home = reverse("enterprises:detail", args=[firm.ref])
    assert f'href="{home}"' not in form.content.decode()
    assert f"{home}?tab" not in form.content.decode()
    answer = client.post(address, {"staff_e4": "88", "revision": "0", "confirmed": "on"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("pools:mandated")
    report = AnnualReport.objects.get(enterprise=firm, fiscal_year=2024, is_current=True)
    assert (report.state, report.source_note, report.reported_by) == ("submitted", f"{agency.name}受托代填", agent)
    assert client.get(reverse("enterprises:statements", args=[firm.ref])).status_code == 200


def test_only_an_administrator_of_the_enterprise_gives_and_takes_back(client, firm, agency):
    clerk = person(Role.ENTERPRISE)
    MemberFactory(enterprise=firm, user=clerk, role="clerk")
    sign_in(client, clerk)
    assert "由企业管理员办理" in text_of(client.get(page_of(firm)))
    assert client.post(page_of(firm), typed(agency)).status_code == 403
    mandate = MandateFactory(enterprise=firm, agency=agency)
    assert client.post(reverse("pools:revoke_mandate", args=[mandate.ref])).status_code == 403
    sign_in(client, person())
    assert client.post(page_of(firm), typed(agency)).status_code == 403
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"agency": "", "programmes": []}, "请选择“服务机构”。"),
        ({"programmes": ["no_such"]}, "请从列表里选事项。"),
        ({"valid_from": "2026-11-21"}, "授权不能追溯"),
        ({"valid_to": "很久"}, "截止日期不是日期，请按2026-11-22的样子填写。"),
    ],
)
def test_a_form_that_cannot_stand_says_why(client, firm, owner, agency, fields, says):
    answer = sign_in(client, owner).post(page_of(firm), typed(agency, **fields))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not Mandate.objects.exists()


def test_the_bureau_sees_every_mandate_of_its_territory_and_no_other(client, firm, agency):
    MandateFactory(enterprise=firm, agency=agency)
    other = MandateFactory(enterprise=EnterpriseFactory(in_xun=True), agency=agency)
    county = person(Role.COUNTY, region=RegionFactory(county_qibin=True))
    shown = text_of(sign_in(client, county).get(reverse("pools:mandates")))
    assert firm.name in shown
    assert other.enterprise.name not in shown
    shown = text_of(client.get(reverse("pools:agency", args=[agency.ref])))
    assert firm.name in shown
    assert other.enterprise.name not in shown
    assert "授权委托" in text_of(client.get(reverse("enterprises:detail", args=[firm.ref])))


def test_the_list_is_narrowed_by_state_and_words(client, firm, agency):
    MandateFactory(enterprise=firm, agency=agency)
    MandateFactory(valid_to=date(2026, 11, 21))
    MandateFactory(valid_from=date(2026, 11, 23))
    sign_in(client, person())
    for query, count in (("", 3), ("?state=now", 1), ("?state=over", 1), ("?state=later", 1), ("?state=revoked", 0)):
        assert client.get(reverse("pools:mandates") + query).context["page"].total == count, query
    assert client.get(f"{reverse('pools:mandates')}?q={agency.name}").context["page"].total == 1


def test_a_bureau_registers_an_agency_and_its_people(client, agent):
    sign_in(client, person(Role.SECTION))
    refused = client.post(reverse("pools:agencies"), {"code": "123", "name": ""})
    assert refused.status_code == 422
    told = client.post(reverse("pools:agencies"), {"code": code_number(77), "name": "某某事务所"}, follow=True)
    assert "已登记某某事务所" in text_of(told)
    here = reverse("pools:agency", args=[Agency.objects.get().ref])
    assert "没有这个用户名" in text_of(client.post(here, {"username": "nobody"}))
    assert f"{agent.full_name}已登记" in text_of(client.post(here, {"username": agent.username}, follow=True))
    assert agent.full_name in text_of(client.get(reverse("pools:agencies")))
    told = text_of(client.post(here, {"leave": agent.ref}, follow=True))
    assert "看不到任何授权企业了" in told
    assert client.post(here, {"leave": agent.ref}).status_code == 404
    sign_in(client, person(Role.COUNTY, region=RegionFactory(county_qibin=True)))
    assert client.post(here, {"username": agent.username}).status_code == 403
    assert client.post(reverse("pools:agencies"), {}).status_code == 403


def queries_of(client, url, django_assert_num_queries, expected):
    client.get(url)
    with django_assert_num_queries(expected):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("more", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_three(
    client, firm, owner, agent, agency, more, django_assert_num_queries
):
    for _ in range(more):
        MandateFactory(enterprise=EnterpriseFactory(), agency=agency)
        AgencyPersonFactory(agency=agency)
        AgencyPersonFactory()
        MandateFactory(enterprise=firm)
    sign_in(client, person())
    queries_of(client, reverse("pools:mandates"), django_assert_num_queries, MANDATES)
    queries_of(client, reverse("pools:agencies"), django_assert_num_queries, AGENCIES)
    queries_of(client, reverse("pools:agency", args=[agency.ref]), django_assert_num_queries, ONE_AGENCY)
    sign_in(client, owner)
    queries_of(client, page_of(firm), django_assert_num_queries, OF_A_FIRM)
    sign_in(client, agent)
    queries_of(client, reverse("pools:mandated"), django_assert_num_queries, OF_AN_AGENT)


MANDATES, AGENCIES, ONE_AGENCY, OF_A_FIRM, OF_AN_AGENT = 5, 5, 7, 9, 5
