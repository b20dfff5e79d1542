"""The ledger of verdicts: who is met, unmet, unknown, by which criterion; and where a rung is stuck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from cultivation.pools.enums import Outcome, ProposalKind, ProposalState
from cultivation.pools.models import Assessment, Membership, Proposal, Tier
from cultivation.pools.queries.criteria import CriterionName, Rulebook
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.scope import within_territory
from cultivation.pools.queries.stock import in_pool_on
from enterprises.enums import EnterpriseStatus
from portal.accounts.models import User


@dataclass(frozen=True)
class VerdictFilter:
    """Conditions on verdicts. gap, unknown: a criterion that is unmet, or whose facts are missing.

    step: only enterprises that stand one rung below this one and not on it; near: only those proposed as 临界.
    """

    outcome: int | None = None
    gap: CriterionName | None = None
    unknown: CriterionName | None = None
    step: Tier | None = None
    near: Tier | None = None


@dataclass(frozen=True)
class Stuck:
    """Where a rung is stuck: how many of those below it lack one criterion. An enterprise may lack several."""

    tier: Tier
    below: Tier | None
    criterion: CriterionName
    count: int


@dataclass(frozen=True)
class Step:
    """Everybody one rung below, not yet on it, by outcome of the rung's programme."""

    tier: Tier
    below: Tier | None
    outcomes: dict[int, int]
    stuck: tuple[Stuck, ...]


def verdicts(user: User, programme: str, firms: FirmFilter, chosen: VerdictFilter, *, on: date) -> QuerySet[Assessment]:
    """Latest verdicts of a programme inside the person's territory, of enterprises still in existence."""
    rows = Assessment.objects.filter(
        within_territory(user), firms.where(), programme=programme, enterprise__status=EnterpriseStatus.ACTIVE
    )
    if chosen.outcome is not None:
        rows = rows.filter(outcome=chosen.outcome)
    if chosen.gap is not None:
        rows = rows.annotate(gap_bit=F("gaps").bitand(1 << chosen.gap.bit)).filter(gap_bit__gt=0)
    if chosen.unknown is not None:
        rows = rows.annotate(unknown_bit=F("unknowns").bitand(1 << chosen.unknown.bit)).filter(unknown_bit__gt=0)
    if chosen.step is not None:
        rows = rows.filter(one_below(chosen.step, on=on))
    if chosen.near is not None:
        near = Proposal.objects.filter(tier=chosen.near, kind=ProposalKind.NEAR, state=ProposalState.OPEN)
        rows = rows.filter(enterprise__in=near.order_by().values("enterprise"))
    return rows.select_related("enterprise__county", "enterprise__zone")


def one_below(tier: Tier, *, on: date) -> Q:
    """Rows whose enterprise is on the rung below (any enterprise for the lowest) and not on this one, on a day.

    The two lists are read once, not looked up for every row.
    """
    held = Membership.objects.filter(in_pool_on(on)).order_by()
    condition = ~Q(enterprise__in=held.filter(tier=tier).values("enterprise"))
    if tier.position > 1:
        below = held.filter(tier__ladder=tier.ladder_id, tier__position=tier.position - 1)
        condition &= Q(enterprise__in=below.values("enterprise"))
    return condition


def steps(user: User, tiers: Sequence[Tier], books: dict[str, Rulebook], firms: FirmFilter, *, on: date) -> list[Step]:
    """For every rung that has a rule: where those below it are stuck. One query a rung."""
    by_position = {tier.position: tier for tier in tiers}
    found = []
    for tier in tiers:
        book = books.get(tier.programme)
        if book is None:
            continue
        rows = verdicts(user, tier.programme, firms, VerdictFilter(step=tier), on=on)
        outcomes: Counter[int] = Counter()
        gaps: Counter[int] = Counter()
        for outcome, mask, number in (
            rows.order_by().select_related(None).values_list("outcome", "gaps").annotate(Count("id"))
        ):
            outcomes[outcome] += number
            if outcome == Outcome.NOT_ELIGIBLE:
                for criterion in book.named(mask):
                    gaps[criterion.bit] += number
        below = by_position.get(tier.position - 1)
        stuck = [
            Stuck(tier, below, criterion, gaps[criterion.bit]) for criterion in book.criteria if gaps[criterion.bit]
        ]
        stuck.sort(key=lambda each: -each.count)
        found.append(Step(tier, below, dict(outcomes), tuple(stuck)))
    return found
