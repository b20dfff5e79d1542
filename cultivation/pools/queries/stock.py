"""How many enterprises hold a rung on a day, and which: certificates in force, or places in the pool where none exist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from cultivation.pools.models import Membership, Tier
from enterprises.enums import EnterpriseStatus
from enterprises.models import Certificate, Enterprise

Place = tuple[int | None, int | None]
"""(county id, zone id); None where unknown or none."""


def held_on(day: date, *, prefix: str = "") -> Q:
    """The condition on certificates (or on rows that lead to them by `prefix`) in force on a day.

    总量 counts valid_from <= day <= valid_to and not cancelled on or before the day.
    """
    return (
        Q(**{f"{prefix}valid_from__lte": day})
        & (Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gte": day}))
        & (Q(**{f"{prefix}revoked_on": None}) | Q(**{f"{prefix}revoked_on__gt": day}))
    )


def in_pool_on(day: date) -> Q:
    """The condition on memberships that are in the pool on a day."""
    return Q(entered_on__lte=day) & (Q(left_on=None) | Q(left_on__gt=day))


def holders(tier: Tier, *, day: date, within: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """The enterprises, still in existence, that hold a rung on a day; each once, whatever it holds twice."""
    alive = within.filter(status=EnterpriseStatus.ACTIVE)
    held: QuerySet[Any] = Membership.objects.filter(in_pool_on(day), tier=tier)
    if tier.scheme:
        held = Certificate.objects.filter(held_on(day), scheme=tier.scheme)
    return alive.filter(pk__in=held.values("enterprise"))


def counts_by_place(
    tiers: Sequence[Tier], *, days: Sequence[date], where: Q
) -> dict[int, dict[Place, tuple[int, ...]]]:
    """tier id → (county, zone) → how many enterprises hold the rung on each of the days.

    where: the scope, as a condition on rows that lead to an enterprise by `enterprise`. Places without any are left
    out. The sum over places is the count of `holders`: an enterprise lies in exactly one place.
    """
    counts: dict[int, dict[Place, tuple[int, ...]]] = defaultdict(dict)
    columns = [f"on_{number}" for number in range(len(days))]
    alive = Q(enterprise__status=EnterpriseStatus.ACTIVE)
    by_scheme = {tier.scheme: tier.pk for tier in tiers if tier.scheme}
    if by_scheme:
        found = _grouped(
            Certificate.objects.filter(alive, where, scheme__in=by_scheme), "scheme", columns, list(map(held_on, days))
        )
        for row in found:
            counts[by_scheme[row["scheme"]]][row["county"], row["zone"]] = tuple(row[name] for name in columns)
    by_place = [tier.pk for tier in tiers if not tier.scheme]
    if by_place:
        found = _grouped(
            Membership.objects.filter(alive, where, tier__in=by_place), "tier", columns, list(map(in_pool_on, days))
        )
        for row in found:
            counts[row["tier"]][row["county"], row["zone"]] = tuple(row[name] for name in columns)
    return counts


def _grouped(rows: QuerySet[Any], by: str, columns: Sequence[str], conditions: Sequence[Q]) -> Iterable[dict[str, Any]]:
    any_day = conditions[0]
    for condition in conditions[1:]:
        any_day |= condition
    grouped: Iterable[dict[str, Any]] = (
        rows.filter(any_day)
        .order_by()
        .values(by, county=F("enterprise__county_id"), zone=F("enterprise__zone_id"))
        .annotate(
            **{
                name: Count("enterprise", filter=condition, distinct=True)
                for name, condition in zip(columns, conditions, strict=True)
            }
        )
    )
    return grouped
