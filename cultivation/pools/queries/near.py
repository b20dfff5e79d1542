"""临界名单: who fails a rung by how little, nearest first, and how many of them each county has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from cultivation.pools.enums import Outcome
from cultivation.pools.models import Assessment, Membership, Tier
from cultivation.pools.queries.criteria import Rulebook
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.stock import in_pool_on
from cultivation.pools.queries.verdicts import VerdictFilter, verdicts
from portal.accounts.models import User

WITHIN = 2


@dataclass(frozen=True)
class CountyNear:
    """How many enterprises of one county fail by at most so many conditions; code is empty where the county is unknown."""

    code: str
    name: str
    count: int


def nearest(user: User, tier: Tier, book: Rulebook, firms: FirmFilter, *, on: date) -> QuerySet[Assessment]:
    """Verdicts of those not on the rung that fail or wait for an expert, by distance: conditions unmet, then points short.

    Those with missing figures are not among them, for how far they are is not known; nor those who fail by what nobody
    can work on.
    """
    held = Membership.objects.filter(in_pool_on(on), tier=tier).order_by()
    rows = verdicts(user, tier.programme, firms, VerdictFilter(), on=on).filter(
        outcome__in=[Outcome.NOT_ELIGIBLE, Outcome.MANUAL]
    )
    rows = rows.annotate(
        unknown_bits=F("unknowns").bitand(book.required), fixed_bits=F("gaps").bitand(book.immovable)
    ).filter(unknown_bits=0, fixed_bits=0)
    rows = rows.exclude(enterprise__in=held.values("enterprise"))
    return rows.order_by("gap_count", F("score_high").desc(nulls_last=True), "enterprise_id")


def nearest_by_county(rows: QuerySet[Assessment], *, within: int = WITHIN) -> list[CountyNear]:
    """Counties by how many of these are near, in one query."""
    counted = (
        rows.filter(Q(gap_count__lte=within))
        .order_by()
        .select_related(None)
        .values("enterprise__county__code", "enterprise__county__name")
        .annotate(count=Count("id"))
        .order_by("enterprise__county__code")
    )
    return [
        CountyNear(row["enterprise__county__code"] or "", row["enterprise__county__name"] or "未定县区", row["count"])
        for row in counted
    ]
