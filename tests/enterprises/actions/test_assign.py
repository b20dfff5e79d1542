"""Assignments, members, merits and the status of enterprises."""

from datetime import date

import pytest
from django.utils import timezone

from enterprises.actions.add_member import CannotChangeMember, add_member, remove_member
from enterprises.actions.add_merit import CannotAddMerit, add_merit
from enterprises.actions.archive import CannotArchive, archive
from enterprises.actions.assign import CannotAssign, assign, assign_many, end_assignment
from enterprises.models import Assignment, Enterprise
from enterprises.queries import visible_enterprises
from portal.accounts.roles import Role
from portal.audit.queries import history_of
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def test_an_assigned_officer_sees_the_enterprise_until_the_assignment_ends():
    enterprise, helper, admin = EnterpriseFactory(), person(Role.SPECIALIST), person()
    made = assign(enterprise, officer=helper, by=admin, on=TODAY)
    assert list(visible_enterprises(helper)) == [enterprise]
    end_assignment(made, by=admin, on=TODAY, reason="调岗")
    assert list(visible_enterprises(helper)) == []
    assert [entry.deed for entry in history_of(enterprise)] == ["assignment.ended", "assignment.made"]
    with pytest.raises(CannotAssign, match="已于2026-11-22结束"):
        end_assignment(made, by=admin, on=TODAY)


def test_assigning_again_keeps_the_open_assignment_and_tells_which_were_new():
    firms, helper, admin = EnterpriseFactory.create_batch(3), person(Role.SPECIALIST), person()
    first = assign(firms[0], officer=helper, by=admin, on=date(2026, 1, 1))
    assert assign_many(firms, officer=helper, by=admin, on=TODAY) == firms[1:]
    assert Assignment.objects.count() == 3
    assert assign(firms[0], officer=helper, by=admin, on=TODAY) == first


def test_layers_are_kept_apart():
    enterprise, helper, admin = EnterpriseFactory(), person(Role.SPECIALIST), person()
    assign(enterprise, officer=helper, by=admin, on=TODAY)
    assign(enterprise, officer=helper, layer="leader", by=admin, on=TODAY)
    assert enterprise.assignments.count() == 2
    with pytest.raises(CannotAssign, match="可选：包联领导"):
        assign(enterprise, officer=helper, layer="boss", by=admin, on=TODAY)


def test_a_person_who_left_is_not_assigned():
    with pytest.raises(CannotAssign, match="账号已停用"):
        assign(EnterpriseFactory(), officer=person(is_active=False), by=person(), on=TODAY)


def test_a_status_changes_with_a_reason_and_back():
    enterprise = EnterpriseFactory()
    assert archive(enterprise, status="cancelled", reason=" 核准注销 ", by=person()).status == "cancelled"
    assert history_of(enterprise).get().reason == "核准注销"
    assert archive(enterprise, status="active", reason="误操作", by=person()).status == "active"
    assert Enterprise.objects.get().fact_revision == 3


def test_a_merger_names_the_enterprise_that_remains():
    enterprise, other = EnterpriseFactory.create_batch(2)
    assert archive(enterprise, status="merged", reason="吸收合并", successor=other, by=person()).successor == other
    assert archive(enterprise, status="active", reason="误操作", by=person()).successor is None


@pytest.mark.parametrize(
    ("status", "reason", "successor", "field"),
    [
        ("closed", "原因", None, "status"),
        ("active", "原因", None, "status"),
        ("cancelled", " ", None, "reason"),
        ("merged", "原因", None, "successor"),
        ("cancelled", "原因", "other", "successor"),
        ("merged", "原因", "self", "successor"),
        ("merged", "原因", "elsewhere", "successor"),
    ],
)
def test_a_status_that_cannot_be_is_refused(status, reason, successor, field):
    enterprise = EnterpriseFactory()
    others = {
        "other": EnterpriseFactory(),
        "self": enterprise,
        "elsewhere": EnterpriseFactory(elsewhere=True),
        None: None,
    }
    with pytest.raises(CannotArchive) as refusal:
        archive(enterprise, status=status, reason=reason, successor=others[successor], by=person())
    assert field in refusal.value.problems
    assert not history_of(enterprise).exists()


def test_a_member_acts_leaves_and_comes_back():
    enterprise, clerk, admin = EnterpriseFactory(), person(Role.ENTERPRISE), person()
    boss = add_member(enterprise, person=person(Role.ENTERPRISE), by=admin)
    member = add_member(enterprise, person=clerk, role="clerk", by=admin)
    assert list(visible_enterprises(clerk)) == [enterprise]
    remove_member(member, by=admin, at=timezone.now())
    assert list(visible_enterprises(clerk)) == []
    assert add_member(enterprise, person=clerk, by=admin).pk == member.pk
    remove_member(boss, by=admin, at=timezone.now())
    with pytest.raises(CannotChangeMember, match="最后一名企业管理员"):
        remove_member(add_member(enterprise, person=clerk, by=admin), by=admin, at=timezone.now())
    with pytest.raises(CannotChangeMember, match="可选：企业管理员"):
        add_member(enterprise, person=clerk, role="chef", by=admin)


def test_a_merit_is_recorded_and_moves_the_facts():
    enterprise = EnterpriseFactory()
    merit = add_merit(
        enterprise, kind="standard_national", name="某国家标准", granted_on=TODAY, unit_rank=2, by=person(), on=TODAY
    )
    assert (merit.unit_rank, Enterprise.objects.get().fact_revision) == (2, 2)
    assert history_of(enterprise).get().deed == "merit.added"


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"kind": "medal"}, "kind"),
        ({"name": " "}, "name"),
        ({"granted_on": date(2026, 12, 1)}, "granted_on"),
        ({"unit_rank": 0}, "unit_rank"),
    ],
)
def test_a_merit_that_cannot_be_is_refused(columns, field):
    good = {"kind": "national_award", "name": "国家科学技术进步奖", "granted_on": TODAY}
    with pytest.raises(CannotAddMerit) as refusal:
        add_merit(EnterpriseFactory(), **{**good, **columns}, by=person(), on=TODAY)
    assert list(refusal.value.problems) == [field]
