"""单库台账: who is in a pool on a day, who came and went, who holds the certificate, and what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import F, Model, Prefetch, Q, QuerySet

from cultivation.pools.enums import ProposalState
from cultivation.pools.models import Membership, Proposal, Tier
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.funnel import entered_in_year, is_highest_held, left_in_year
from cultivation.pools.queries.scope import within_territory
from cultivation.pools.queries.stock import held_on, holders, in_pool_on
from enterprises.models import Certificate, Enterprise
from enterprises.queries import visible_enterprises
from portal.accounts.models import User

Row = TypeVar("Row", bound=Model)

IN, ENTERED, LEFT = "in", "entered", "left"
FLOWS = {IN: "在库", ENTERED: "本年进入", LEFT: "本年退出"}

# days left on a certificate up to which a calendar light shows, nearest first
CALENDAR = ((30, "red"), (90, "yellow"), (180, "blue"))


def calendar_light(due_on: date, *, on: date) -> str:
    """red within 30 days or past, yellow within 90, blue within 180, nothing further off."""
    left = due_on - on
    return next((colour for days, colour in CALENDAR if left <= timedelta(days=days)), "")


def in_order(rows: QuerySet[Row], order: str, *, then: str = "id") -> QuerySet[Row]:
    """The rows by one field ("-" for falling), what has no value last on every database, then by a unique field."""
    field = F(order.removeprefix("-"))
    first = field.desc(nulls_last=True) if order.startswith("-") else field.asc(nulls_last=True)
    return rows.order_by(first, then)


def members(
    user: User, tier: Tier, firms: FirmFilter, *, day: date, flow: str = IN, is_highest: bool = False
) -> QuerySet[Membership]:
    """Memberships of a pool inside the territory: in it on the day, or begun or ended in the day's year up to it."""
    condition = {IN: in_pool_on(day), ENTERED: entered_in_year(day), LEFT: left_in_year(day)}[flow]
    rows = Membership.objects.filter(within_territory(user), firms.where(), condition, tier=tier)
    if is_highest and flow == IN:
        rows = rows.filter(is_highest_held(tier, day))
    held = Certificate.objects.filter(scheme=tier.scheme).order_by("-valid_to")
    return rows.select_related(
        "enterprise__county", "enterprise__zone", "certificate", "confirmed_by"
    ).prefetch_related(Prefetch("enterprise__certificates", queryset=held, to_attr="titles_of_tier"))


def certificate_holders(user: User, tier: Tier, firms: FirmFilter, *, day: date) -> QuerySet[Enterprise]:
    """The enterprises the ranking counts: holders of the rung on a day, each once."""
    within = visible_enterprises(user).filter(firms.where(""))
    held = Certificate.objects.filter(held_on(day), scheme=tier.scheme).order_by("-valid_to")
    return (
        holders(tier, day=day, within=within)
        .select_related("county", "zone")
        .prefetch_related(Prefetch("certificates", queryset=held, to_attr="titles_of_tier"))
    )


def proposals(
    user: User, firms: FirmFilter, *, tier: Tier | None = None, kind: str = "", state: str = ProposalState.OPEN
) -> QuerySet[Proposal]:
    """Proposals inside the territory; open ones unless another state is asked for."""
    rows = Proposal.objects.filter(within_territory(user), firms.where(), state=state)
    if tier is not None:
        rows = rows.filter(tier=tier)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("enterprise__county", "enterprise__zone", "tier__ladder", "decided_by")


def proposals_by_ref(user: User, tier: Tier, refs: Sequence[str]) -> list[Proposal]:
    """The proposals a person chose that are still open, of one pool, inside their territory, by name of enterprise."""
    found: list[Proposal] = []
    for start in range(0, len(refs), 500):
        rows = Proposal.objects.filter(
            within_territory(user), tier=tier, state=ProposalState.OPEN, ref__in=refs[start : start + 500]
        )
        found += rows.select_related("enterprise__county", "tier__ladder")
    return sorted(found, key=lambda proposal: (proposal.enterprise.name, proposal.pk))


def visible_memberships(user: User) -> QuerySet[Membership]:
    """Every membership inside the person's territory, with its changes."""
    return (
        Membership.objects.filter(within_territory(user))
        .select_related("enterprise__county", "enterprise__zone", "tier__ladder", "certificate", "confirmed_by")
        .prefetch_related("changes__by")
    )


def memberships_beside(membership: Membership) -> QuerySet[Membership]:
    """The other places of the same enterprise on the same ladder, newest first."""
    beside = Q(enterprise=membership.enterprise_id, tier__ladder=membership.tier.ladder_id)
    return Membership.objects.filter(beside).exclude(pk=membership.pk).select_related("tier").order_by("-entered_on")
