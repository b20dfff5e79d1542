"""梯队漏斗: what stands on every rung of a ladder on a day, what came and went in its year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cultivation.pools.enums import ProposalKind, ProposalState
from cultivation.pools.models import Ladder, Membership, Proposal, Sorting, Tier
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.scope import city_of, territory, within_territory
from cultivation.pools.queries.stock import held_on, in_pool_on
from enterprises.enums import EnterpriseStatus
from enterprises.models import Certificate, Enterprise
from portal.accounts.models import User


@dataclass(frozen=True)
class Rung:
    """One rung. stock: in the pool on the day; certified: holders of its certificate in force, None without a scheme.

    entered, left: since 1 January of the day's year. share_of_lower: stock over stock of the rung below, a ratio of
    stocks and not a rate of conversion; None at the bottom and over nought. waiting: open proposals by kind.
    """

    tier: Tier
    stock: int
    certified: int | None
    entered: int
    left: int
    share_of_lower: Fraction | None
    waiting: dict[str, int]


@dataclass(frozen=True)
class Funnel:
    """A ladder on a day. base: every enterprise on file inside the filter, the widest bar."""

    ladder: Ladder
    day: date
    base: int
    rungs: tuple[Rung, ...]
    is_highest: bool


def ladders_for(user: User) -> list[Ladder]:
    """The ladders offered to the person's city: the national ones, then its own."""
    city = city_of(territory(user))
    own = Q(city=None) | Q(city=city.pk) if city is not None else Q(city=None)
    return sorted(Ladder.objects.filter(own), key=lambda ladder: (ladder.city_id is not None, ladder.code))


def tiers_of(ladder: Ladder) -> list[Tier]:
    """The rungs, lowest first."""
    return list(Tier.objects.filter(ladder=ladder).select_related("ladder").order_by("position"))


def tier_for(user: User, code: str) -> QuerySet[Tier]:
    """The rung of a code, if its ladder is offered to the person's city; is_sorted: whether its pool is sorted."""
    rows = Tier.objects.filter(code=code, ladder__in=ladders_for(user)).select_related("ladder__city")
    return rows.annotate(is_sorted=Exists(Sorting.objects.filter(tier=OuterRef("pk"))))


def members_in_pool(user: User, firms: FirmFilter, *, day: date) -> QuerySet[Membership]:
    """Who is in any pool on a day, inside the territory and the filter."""
    return Membership.objects.filter(within_territory(user), firms.where(), in_pool_on(day))


def is_highest_held(tier: Tier, day: date) -> Q:
    """The condition on memberships of a rung that no higher rung of its ladder is held on the day (按最高一级)."""
    higher = Membership.objects.filter(
        in_pool_on(day), tier__ladder=tier.ladder_id, tier__position__gt=tier.position
    ).order_by()
    return ~Q(enterprise__in=higher.values("enterprise"))


def funnel(
    user: User, ladder: Ladder, tiers: Sequence[Tier], firms: FirmFilter, *, day: date, is_highest: bool
) -> Funnel:
    """The figures of every rung; five queries whatever the number of rungs and enterprises.

    is_highest: an enterprise counts once, on its highest rung; else on every rung it holds (按称号, 可重复).
    """
    flows = _flows(user, tiers, firms, day=day)
    stocks = _highest(user, tiers, firms, day=day) if is_highest else {pk: row["stock"] for pk, row in flows.items()}
    certified = _certified(user, tiers, firms, day=day)
    waiting = _waiting(user, tiers, firms)
    base = Enterprise.objects.filter(
        within_territory(user, prefix=""), firms.where(""), status=EnterpriseStatus.ACTIVE
    ).count()
    rungs, lower = [], None
    for tier in tiers:
        stock = stocks.get(tier.pk, 0)
        flow = flows.get(tier.pk, {})
        rungs.append(
            Rung(
                tier=tier,
                stock=stock,
                certified=certified.get(tier.scheme, 0) if tier.scheme else None,
                entered=flow.get("entered", 0),
                left=flow.get("left", 0),
                share_of_lower=Fraction(stock, lower) if lower else None,
                waiting=waiting.get(tier.pk, {}),
            )
        )
        lower = stock
    return Funnel(ladder, day, base, tuple(rungs), is_highest)


def _flows(user: User, tiers: Sequence[Tier], firms: FirmFilter, *, day: date) -> dict[int, dict[str, int]]:
    rows = Membership.objects.filter(within_territory(user), firms.where(), tier__in=[tier.pk for tier in tiers])
    counted = (
        rows.order_by()
        .values("tier")
        .annotate(
            stock=Count("enterprise", filter=in_pool_on(day), distinct=True),
            entered=Count("id", filter=entered_in_year(day)),
            left=Count("id", filter=left_in_year(day)),
        )
    )
    return {row["tier"]: {"stock": row["stock"], "entered": row["entered"], "left": row["left"]} for row in counted}


def entered_in_year(day: date) -> Q:
    """Memberships begun from 1 January to the day."""
    return Q(entered_on__gte=date(day.year, 1, 1), entered_on__lte=day)


def left_in_year(day: date) -> Q:
    """Memberships ended from 1 January to the day."""
    return Q(left_on__gte=date(day.year, 1, 1), left_on__lte=day)


def _highest(user: User, tiers: Sequence[Tier], firms: FirmFilter, *, day: date) -> dict[int, int]:
    """Tier id → how many enterprises hold it as their highest; each enterprise is read once and counted once."""
    positions = {tier.pk: tier.position for tier in tiers}
    rows = members_in_pool(user, firms, day=day).filter(tier__in=list(positions)).order_by()
    highest: dict[int, int] = {}
    for enterprise, tier in rows.values_list("enterprise_id", "tier_id"):
        held = highest.get(enterprise)
        if held is None or positions[held] < positions[tier]:
            highest[enterprise] = tier
    return dict(Counter(highest.values()))


def _certified(user: User, tiers: Sequence[Tier], firms: FirmFilter, *, day: date) -> dict[str, int]:
    schemes = [tier.scheme for tier in tiers if tier.scheme]
    if not schemes:
        return {}
    rows = Certificate.objects.filter(
        within_territory(user),
        firms.where(),
        held_on(day),
        scheme__in=schemes,
        enterprise__status=EnterpriseStatus.ACTIVE,
    )
    return dict(rows.order_by().values_list("scheme").annotate(Count("enterprise", distinct=True)))


def _waiting(user: User, tiers: Sequence[Tier], firms: FirmFilter) -> dict[int, dict[str, int]]:
    rows = Proposal.objects.filter(
        within_territory(user), firms.where(), state=ProposalState.OPEN, tier__in=[tier.pk for tier in tiers]
    )
    waiting: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ProposalKind.values, 0))
    for tier, kind, number in rows.order_by().values_list("tier", "kind").annotate(Count("id")):
        waiting[tier][kind] = number
    return dict(waiting)
