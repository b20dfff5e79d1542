"""What the workbench reads of the other rooms, within the scope of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Min, Q, QuerySet

from cultivation.pools.models import AssessmentChange, MembershipChange
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.ledger import proposals
from enterprises.models import Enterprise
from enterprises.queries import visible_enterprises
from portal.accounts.models import User


@dataclass(frozen=True)
class Queue:
    """Open proposals of one kind on one rung. oldest_on: the day the oldest was made."""

    tier_code: str
    tier_name: str
    kind: str
    count: int
    oldest_on: date
    next_due_on: date | None


def open_queues(user: User) -> list[Queue]:
    """What waits for a person's yes or no, by rung and kind, lowest rung first; one query."""
    rows = (
        proposals(user, FirmFilter())
        .order_by("tier__ladder", "tier__position", "kind")
        .values("tier__code", "tier__name", "kind")
        .annotate(count=Count("id"), oldest_on=Min("made_on"), next_due_on=Min("due_on"))
    )
    return [
        Queue(row["tier__code"], row["tier__name"], row["kind"], row["count"], row["oldest_on"], row["next_due_on"])
        for row in rows
    ]


def verdict_changes(user: User, *, since: date) -> QuerySet[AssessmentChange]:
    """Verdicts that moved since a day (that day included), newest first; first verdicts are no moves."""
    return (
        AssessmentChange.objects.filter(enterprise__in=visible_enterprises(user), on__gte=since, was__isnull=False)
        .exclude(was=F("now"))
        .select_related("enterprise__county")
        .order_by("-id")
    )


def new_enterprises(user: User, *, since: datetime) -> QuerySet[Enterprise]:
    """Enterprises entered in the register since a moment, newest first."""
    return visible_enterprises(user).filter(created_at__gte=since).select_related("county").order_by("-id")


def pool_moves(user: User, *, since: date) -> QuerySet[MembershipChange]:
    """Entries into and exits from pools since a day (that day included), newest first."""
    seen = Q(membership__enterprise__in=visible_enterprises(user))
    return (
        MembershipChange.objects.filter(seen, on__gte=since)
        .select_related("membership__enterprise__county", "membership__tier", "by")
        .order_by("-id")
    )
