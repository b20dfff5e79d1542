"""Compliance: events, their end, and the days of comparison."""

from datetime import date

import pytest

from enterprises.actions.record_check import CannotRecordCheck, record_check, record_checks
from enterprises.actions.record_compliance_event import (
    CannotRecordEvent,
    end_compliance_event,
    record_compliance_event,
)
from enterprises.models import ComplianceEvent, Enterprise, ListCheck
from portal.audit.queries import history_of
from tests.factories.accounts import person
from tests.factories.enterprises import ComplianceEventFactory, EnterpriseFactory

TODAY = date(2026, 11, 22)
EVENT = {"kind": "safety", "happened_on": date(2026, 3, 1), "authority": "鹤壁市应急管理局"}

pytestmark = pytest.mark.django_db


def test_an_event_is_recorded_and_moves_the_facts():
    enterprise = EnterpriseFactory()
    record_compliance_event(enterprise, **EVENT, by=person(), on=TODAY)
    assert ComplianceEvent.objects.get().ended_on is None
    assert Enterprise.objects.get().fact_revision == 2
    assert history_of(enterprise).get().deed == "compliance.recorded"


@pytest.mark.parametrize(
    ("columns", "field", "says"),
    [
        ({"kind": "late"}, "kind", "可选：重大安全事故"),
        ({"authority": " "}, "authority", "未填"),
        ({"happened_on": date(2026, 11, 23)}, "happened_on", "晚于今天"),
        ({"ended_on": date(2026, 2, 28)}, "ended_on", "早于发生日期"),
        ({"ended_on": date(2026, 11, 23)}, "ended_on", "晚于今天"),
    ],
)
def test_an_event_that_cannot_be_is_refused(columns, field, says):
    with pytest.raises(CannotRecordEvent) as refusal:
        record_compliance_event(EnterpriseFactory(), **{**EVENT, **columns}, by=person(), on=TODAY)
    assert says in refusal.value.problems[field]


def test_an_event_can_end():
    event = ComplianceEventFactory()
    assert end_compliance_event(event, ended_on=TODAY, by=person(), on=TODAY).ended_on == TODAY
    assert history_of(event.enterprise).get().deed == "compliance.ended"
    with pytest.raises(CannotRecordEvent, match="早于发生日期"):
        end_compliance_event(event, ended_on=date(2026, 3, 31), by=person(), on=TODAY)


def test_a_check_keeps_the_latest_day_of_each_list():
    enterprise = EnterpriseFactory()
    record_check(enterprise, lists=["safety", "rights"], checked_on=date(2026, 5, 1), by=person(), on=TODAY)
    record_check(enterprise, lists=["safety"], checked_on=date(2026, 4, 1), by=person(), on=TODAY)
    record_check(enterprise, lists=["rights", "merits"], checked_on=TODAY, by=person(), on=TODAY)
    check = ListCheck.objects.get()
    assert (check.safety_on, check.rights_on, check.merits_on, check.quality_on) == (
        date(2026, 5, 1),
        TODAY,
        TODAY,
        None,
    )
    assert Enterprise.objects.get().fact_revision == 3
    assert history_of(enterprise).count() == 2


def test_checks_of_several_enterprises_are_kept_together():
    firms = EnterpriseFactory.create_batch(3)
    record_check(firms[0], lists=["titles"], checked_on=date(2026, 1, 1), by=person(), on=TODAY)
    rows = record_checks([(firm, {"titles": TODAY}) for firm in firms], by=person(), on=TODAY)
    assert [row.enterprise_id for row in rows] == [firm.pk for firm in firms]
    assert set(ListCheck.objects.values_list("titles_on", flat=True)) == {TODAY}


def test_a_check_needs_a_list_and_a_day_that_has_come():
    with pytest.raises(CannotRecordCheck, match="至少选择一项"):
        record_check(EnterpriseFactory(), lists=[], checked_on=TODAY, by=person(), on=TODAY)
    with pytest.raises(CannotRecordCheck, match="晚于今天"):
        record_check(EnterpriseFactory(), lists=["safety"], checked_on=date(2027, 1, 1), by=person(), on=TODAY)
    with pytest.raises(TypeError, match="weather"):
        record_check(EnterpriseFactory(), lists=["weather"], checked_on=TODAY, by=person(), on=TODAY)
