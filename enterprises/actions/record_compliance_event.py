"""Record a compliance event (登记合规事项), or its end (登记移出)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from enterprises.enums import ComplianceKind
from enterprises.models import ComplianceEvent, Enterprise, Refusal
from portal.accounts.models import User
from portal.audit.record import record


class CannotRecordEvent(Refusal):
    """The event cannot be recorded so."""


def record_compliance_event(
    enterprise: Enterprise,
    *,
    kind: str,
    happened_on: date,
    authority: str,
    by: User,
    on: date,
    evidence: str = "",
    ended_on: date | None = None,
) -> ComplianceEvent:
    """An accident, violation or listing, with the authority that says so. Raises CannotRecordEvent."""
    problems = _problems_of_days(happened_on, ended_on, on=on)
    if kind not in ComplianceKind.values:
        problems["kind"] = f"事项“{kind}”不存在，可选：{'、'.join(ComplianceKind.labels)}。"
    if not authority.strip():
        problems["authority"] = "认定部门未填，示例：鹤壁市应急管理局。"
    if problems:
        raise CannotRecordEvent(problems)
    with transaction.atomic():
        event = ComplianceEvent.objects.create(
            enterprise=enterprise,
            kind=kind,
            happened_on=happened_on,
            ended_on=ended_on,
            authority=authority.strip()[:80],
            evidence=evidence.strip()[:120],
        )
        Enterprise.objects.facts_changed([enterprise.pk])
        after = {"kind": kind, "happened_on": happened_on, "ended_on": ended_on, "authority": event.authority}
        record("compliance.recorded", enterprise, by=by, after=after)
    return event


def end_compliance_event(event: ComplianceEvent, *, ended_on: date, by: User, on: date) -> ComplianceEvent:
    """The event, ended on a day (移出名录, 信用修复). Raises CannotRecordEvent."""
    if problems := _problems_of_days(event.happened_on, ended_on, on=on):
        raise CannotRecordEvent(problems)
    with transaction.atomic():
        row = ComplianceEvent.objects.select_for_update().get(pk=event.pk)
        before = {"event": str(row), "ended_on": row.ended_on}
        row.ended_on = ended_on
        row.save(update_fields=["ended_on"])
        Enterprise.objects.facts_changed([row.enterprise_id])
        record("compliance.ended", row.enterprise, by=by, before=before, after={"ended_on": ended_on})
    return row


def _problems_of_days(happened_on: date, ended_on: date | None, *, on: date) -> dict[str, str]:
    problems = {}
    if happened_on > on:
        problems["happened_on"] = f"发生日期{happened_on}晚于今天（{on}）。"
    if ended_on is not None and ended_on > on:
        problems["ended_on"] = f"移出日期{ended_on}晚于今天（{on}）。"
    elif ended_on is not None and ended_on < happened_on:
        problems["ended_on"] = f"移出日期{ended_on}早于发生日期{happened_on}。"
    return problems
