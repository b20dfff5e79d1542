"""走访核实: each group of the rule's score shows who verified what and when; a record is corrected by a further one alone."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from freezegun import freeze_time

from cultivation.pools.enums import CoreItem
from cultivation.pools.evidence.visits import groups_of, pack_visited
from cultivation.pools.models import Visit, VisitItem
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.cultivation.pools.recompute.test_recompute import described
from tests.cultivation.pools.views.test_diagnosis import sign_in, text_of
from tests.factories.accounts import person
from tests.factories.enterprises import AssignmentFactory, MemberFactory
from tests.factories.pools import national_ladder

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)


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
def specialist(firm):
    user = person(Role.SPECIALIST, full_name="张走访")
    AssignmentFactory(enterprise=firm, user=user)
    return user


def form_of(firm, programme="hnte"):
    return reverse("pools:visit", args=[firm.ref, programme])


def diagnosis_of(firm, programme="hnte"):
    return reverse("pools:diagnosis", args=[firm.ref, programme])


def typed(**fields):
    return {
        "visited_on": "2026-11-20",
        "ip-finding": "verified",
        "ip-seen": "发明专利证书原件2件",
        "ip-value": "Ⅰ类2件",
        "ip-low": "18",
        "ip-high": "24",
        "ip-evidence": "证书复印件",
        "growth-finding": "contradicts",
        "growth-seen": "审计报告销售收入低于申报",
        "management-finding": "not_seen",
    } | {name.replace("__", "-"): value for name, value in fields.items()}


def test_every_core_item_of_the_plan_is_a_group_of_the_rule(firm):
    groups = groups_of(pack_visited(firm, "hnte", on=ON))
    assert [group.code for group in groups] == [item.value for item in CoreItem]
    assert [group.core for group in groups] == ["知识产权", "成果转化", "组织管理水平", "财务指标"]
    assert [group.title for group in groups] == ["知识产权", "科技成果转化能力", "研究开发组织管理水平", "企业成长性"]


def test_after_the_visit_each_group_says_who_verified_what_and_when(client, firm, specialist):
    sign_in(client, specialist)
    assert text_of(client.get(diagnosis_of(firm))).count("还没有人走访核实") == 4
    answer = client.post(form_of(firm), typed())
    assert answer["Location"] == diagnosis_of(firm)
    shown = text_of(client.get(diagnosis_of(firm)))
    assert "发明专利证书原件2件，Ⅰ类2件，评18–24分" in shown
    assert "2026-11-20 张走访（包联干部），依据：证书复印件" in shown
    assert "与申报不符" in shown
    assert shown.count("还没有人走访核实") == 1, "成果转化 was not looked at"
    assert Entry.objects.get(deed="visit.recorded").after["groups"] == "知识产权、研究开发组织管理水平、企业成长性"


def test_the_enterprise_reads_it_and_records_nothing(client, firm, specialist):
    sign_in(client, specialist).post(form_of(firm), typed())
    owner = person(Role.ENTERPRISE)
    MemberFactory(enterprise=firm, user=owner)
    shown = text_of(sign_in(client, owner).get(diagnosis_of(firm)))
    assert "张走访" in shown
    assert "登记走访" not in shown
    assert client.post(form_of(firm), typed()).status_code == 403


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"visited_on": "2026-11-23"}, "走访日期2026-11-23晚于今天（2026-11-22）。"),
        ({"visited_on": "上周"}, "走访日期不是日期，请按2026-11-22的样子填写。"),
        ({"ip__seen": ""}, "“知识产权”请写明看到了什么"),
        ({"ip__high": "31"}, "“知识产权”的评分应在0到30之间，下限不大于上限，实际为18和31。"),
        ({"ip__low": "25"}, "下限不大于上限，实际为25和24。"),
        ({"ip__low": ""}, "要填下限和上限两个数"),
        ({"ip__low": "很多"}, "评分下限应为整数，例如18。"),
        ({"management__value": "3份制度"}, "选了“没有看到”，就不能再填数值或评分。"),
        ({"conversion__seen": "转化3项"}, "“科技成果转化能力”写了内容，请选核实结果。"),
        ({"ip__finding": "", "ip__seen": "", "ip__value": "", "ip__low": "", "ip__high": "", "ip__evidence": "",
          "growth__finding": "", "growth__seen": "", "management__finding": ""}, "没有一项填了核实结果。"),
    ],
)  # fmt: skip
def test_a_record_that_cannot_stand_says_where_and_why(client, firm, specialist, fields, says):
    answer = sign_in(client, specialist).post(form_of(firm), typed(**fields))
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not Visit.objects.exists()


def test_a_mistake_is_mended_by_a_further_record_and_only_once(client, firm, specialist):
    sign_in(client, specialist).post(form_of(firm), typed())
    first = Visit.objects.get()
    again = f"{form_of(firm)}?corrects={first.ref}"
    filled = client.get(again).content.decode()
    assert 'value="18"' in filled
    assert "发明专利证书原件2件" in filled
    client.post(again, typed(ip__seen="发明专利证书原件1件", ip__value="Ⅰ类1件"))
    shown = text_of(client.get(diagnosis_of(firm)))
    assert "原件1件" in shown
    assert "原件2件" not in shown
    kept = text_of(client.get(reverse("pools:visits", args=[firm.ref])))
    assert "原件2件" in kept
    assert "已更正" in kept
    assert client.post(again, typed()).status_code == 404, "corrected before"
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(("model", "column"), [(Visit, "note"), (VisitItem, "seen")])
def test_the_database_refuses_to_change_a_record(client, firm, specialist, model, column):
    sign_in(client, specialist).post(form_of(firm), typed())
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(**{column: "改过"})
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete(model.objects.db)
    assert model.objects.exists()


def test_a_programme_without_groups_has_no_form(client, firm, specialist):
    sign_in(client, specialist)
    assert client.get(form_of(firm, "no_such")).status_code == 404
    assert "走访核实" not in text_of(client.get(diagnosis_of(firm, "gazelle")))


def test_nothing_counts_visits_over_persons(client, firm, specialist):
    sign_in(client, specialist).post(form_of(firm), typed())
    for address in (diagnosis_of(firm), reverse("pools:visits", args=[firm.ref]), reverse("cockpit:workbench")):
        shown = text_of(client.get(address))
        assert "走访次数" not in shown
        assert "签到" not in shown
        assert "打卡" not in shown


@pytest.mark.parametrize("more", [1, 3])
def test_records_and_diagnosis_cost_the_same_for_one_visit_and_for_three(
    client, firm, specialist, more, django_assert_num_queries
):
    sign_in(client, specialist)
    for _ in range(more):
        client.post(form_of(firm), typed())
    address = reverse("pools:visits", args=[firm.ref])
    client.get(address)
    with django_assert_num_queries(RECORDS):
        client.get(address)


RECORDS = 6
