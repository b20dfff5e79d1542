"""一企一策 on its pages: chosen from the ways, signed by the bureau, agreed to and followed by those in charge."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time

from cultivation.pools.enums import PlanState
from cultivation.pools.evidence.plan import offers
from cultivation.pools.models import FirmPlan, PlanMeasure
from enterprises.models import AnnualReport
from portal.accounts.roles import Role
from tests.cultivation.pools.recompute.test_recompute import PERSON, described
from tests.factories.accounts import person
from tests.factories.enterprises import AssignmentFactory, EnterpriseFactory, MemberFactory
from tests.factories.plans import plan_of
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today():
    with freeze_time("2026-11-22 02:00:00"):
        yield


@pytest.fixture
def firm():
    made = described()
    AnnualReport.objects.filter(enterprise=made).update(tech_staff_6m_e4=5 * PERSON, rd_deductible_fen=0)
    return made


def signed_in(client, role, **given):
    user = person(role, **given)
    client.force_login(user)
    return user


def text_of(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def typed(way, **more):
    fields = {"way": way.key, "year": "2026"}
    for place in range(len(way.measures)):
        fields |= {f"owner_{place}": "", f"due_{place}": "2026-12-31", f"evidence_{place}": "研发辅助账"}
    return fields | more


def test_the_diagnosis_leads_to_a_plan_and_the_plan_begins_filled_in(client, firm):
    signed_in(client, Role.SECTION)
    address = reverse("pools:new_plan", args=[firm.ref, "tech_sme"])
    assert address in client.get(reverse("pools:diagnosis", args=[firm.ref, "tech_sme"])).content.decode()
    answer = client.get(address)
    form = answer.context["form"]
    way = offers(firm, "tech_sme", on=ON).ways[0]
    assert [row[0] for row in form.rows()] == [each.title for each in way.measures]
    assert form["evidence_0"].value() == way.measures[0].proof
    assert form["due_0"].value() >= "2026-11-30"
    second = offers(firm, "tech_sme", on=ON).ways[1]
    assert client.get(address, {"way": second.key}).context["chosen"] == second


def test_a_plan_is_made_signed_agreed_to_and_followed(client, firm):
    section = signed_in(client, Role.SECTION)
    officer = AssignmentFactory(enterprise=firm).user
    way = offers(firm, "tech_sme", on=ON).ways[0]
    address = reverse("pools:new_plan", args=[firm.ref, "tech_sme"])
    made = client.post(
        address,
        typed(
            way,
            owner_0=officer.ref,
            own_0="请专家上门",
            **{f"due_{len(way.measures)}": "2027-01-31", f"evidence_{len(way.measures)}": "辅导记录"},
        ),
    )
    plan = FirmPlan.objects.get()
    assert made.url == reverse("pools:plan", args=[plan.ref])
    assert plan.measures.first().owner == officer
    assert plan.measures.last().text == "请专家上门"
    shown = text_of(client.get(made.url))
    assert "签发后这一版不再改动" in shown
    client.post(reverse("pools:sign_plan", args=[plan.ref]))
    plan.refresh_from_db()
    assert (plan.state, plan.signed_by) == (PlanState.SIGNED, section)

    user = signed_in(client, Role.ENTERPRISE)
    MemberFactory(enterprise=firm, user=user)
    shown = text_of(client.get(made.url))
    assert "我们同意，按此执行" in shown
    assert "修订" not in shown.split("<main")[1]
    client.post(reverse("pools:acknowledge_plan", args=[plan.ref]))
    plan.refresh_from_db()
    assert plan.acknowledged_by == user
    client.post(reverse("pools:note_measure", args=[plan.ref, 1]), {"state": "doing", "text": "已立项"})
    shown = text_of(client.get(made.url))
    assert f"2026-11-22 {user.full_name}：进行中，已立项" in shown
    assert "还没做到" in shown
    note = client.post(reverse("pools:note_measure", args=[plan.ref, 1]), {"state": "dropped"}, follow=True)
    assert "不再做的措施要写明原因" in text_of(note)
    assert PlanMeasure.objects.get(plan=plan, position=1).state == "doing"


def test_a_way_that_has_changed_meanwhile_is_said_and_nothing_is_made(client, firm):
    signed_in(client, Role.SECTION)
    way = offers(firm, "tech_sme", on=ON).ways[0]
    AnnualReport.objects.filter(enterprise=firm).update(tech_staff_6m_e4=6 * PERSON)
    answer = client.post(reverse("pools:new_plan", args=[firm.ref, "tech_sme"]), typed(way))
    assert answer.status_code == 422
    assert "选的做法已经变了" in text_of(answer)
    assert not FirmPlan.objects.exists()


def test_what_is_typed_wrong_is_said_beside_its_field(client, firm):
    signed_in(client, Role.SECTION)
    way = offers(firm, "tech_sme", on=ON).ways[0]
    address = reverse("pools:new_plan", args=[firm.ref, "tech_sme"])
    answer = client.post(address, typed(way, due_0="", evidence_0="", own_0="请专家上门"))
    number = len(way.measures)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"due_0", "evidence_0", f"due_{number}", f"evidence_{number}"}
    plan_of(firm)
    answer = client.post(address, typed(way))
    assert "已有“科技型中小企业评价”的一企一策" in text_of(answer)
    assert FirmPlan.objects.count() == 1


def test_one_without_a_text_or_a_way_says_so(client):
    signed_in(client, Role.SECTION)
    passing = described()
    shown = text_of(client.get(reverse("pools:new_plan", args=[passing.ref, "tech_sme"])))
    assert "没有可列入方案的做法" in shown
    shown = text_of(client.get(reverse("pools:new_plan", args=[passing.ref, "innovation_points"])))
    assert "现在不能判断" in shown
    assert client.get(reverse("pools:new_plan", args=[passing.ref, "nothing"])).status_code == 404


def test_a_signed_plan_is_revised_into_its_next_version(client, firm):
    signed_in(client, Role.SECTION)
    plan = plan_of(firm, signed=True)
    address = reverse("pools:revise_plan", args=[plan.ref])
    fields = {"owner_0": "", "due_0": "2027-03-31", "evidence_0": "名单"}
    assert "请填写修订原因" in text_of(client.post(address, fields))
    answer = client.post(address, {**fields, "reason": "申报年度调整"})
    following = FirmPlan.objects.get(previous=plan)
    assert answer.url == reverse("pools:plan", args=[following.ref])
    old = text_of(client.get(reverse("pools:plan", args=[plan.ref])))
    assert "这一版已被新版代替" in old
    assert answer.url in old
    assert "不能再改" in text_of(client.get(address))


def test_the_list_is_of_a_year_and_of_the_territory_with_the_soonest_first(client):
    county = RegionFactory(county_qibin=True)
    late, soon, other = (
        plan_of(EnterpriseFactory(county=county), signed=True),
        plan_of(EnterpriseFactory(county=county)),
        plan_of(EnterpriseFactory(county=RegionFactory(county_xun=True))),
    )
    PlanMeasure.objects.filter(plan=late).update(due_on=date(2026, 10, 31))
    plan_of(EnterpriseFactory(county=county), year=2027)
    signed_in(client, Role.COUNTY, region=county)
    address = reverse("pools:plans")
    assert [each.pk for each in client.get(address).context["page"].items] == [late.pk, soon.pk]
    assert [each.pk for each in client.get(address, {"late": "1"}).context["page"].items] == [late.pk]
    signed_in(client, Role.SECTION)
    answer = client.get(address)
    assert [(name, count) for name, count, _ in answer.context["counties"]] == [("淇滨区", 2), ("浚县", 1)]
    assert [
        each.pk for each in client.get(address, {"county": other.enterprise.county.code}).context["page"].items
    ] == [other.pk]
    assert "0/1" in text_of(answer)


@pytest.mark.parametrize("where", ["list", "enterprise", "plan"])
def test_the_pages_cost_the_same_for_one_and_for_three(client, where):
    signed_in(client, Role.SECTION)
    firm = described()

    def add(year):
        return plan_of(firm, year=year) if where == "enterprise" else plan_of(EnterpriseFactory())

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    first = add(2026)
    address = {
        "list": reverse("pools:plans"),
        "enterprise": reverse("pools:enterprise_plans", args=[firm.ref]),
        "plan": reverse("pools:plan", args=[first.ref]),
    }[where]
    client.get(address)
    one = cost()
    add(2027)
    add(2028)
    measure = first.measures.get()
    for position in (2, 3):
        measure.pk, measure.position = None, position
        measure.save()
    assert cost() == one
