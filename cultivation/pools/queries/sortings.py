"""分类 and 梯次 of a pool: which sorting is in force, who stands where, and how many of those put forward passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from cultivation.pools.models import Membership, Sorting, Standing, Submission, Tier
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.scope import within_territory
from cultivation.pools.queries.stock import in_pool_on
from portal.accounts.models import User

MONTHS = 12


def sortings_on(on: date) -> dict[tuple[int, int | None], Sorting]:
    """(tier, city) → the sorting in force on a day; city None: for every city without one of its own. One query."""
    found: dict[tuple[int, int | None], Sorting] = {}
    for row in Sorting.objects.filter(valid_from__lte=on).order_by("valid_from", "id"):
        found[row.tier_id, row.city_id] = row
    return found


def sorting_for(tier: Tier, city_id: int | None, *, on: date) -> Sorting | None:
    """The sorting of one pool in a city on a day, the city's own before the general one."""
    rows = list(Sorting.objects.filter(Q(city=city_id) | Q(city=None), tier=tier, valid_from__lte=on))
    own = [row for row in rows if row.city_id is not None]
    return next(iter(own or rows), None)


def sorting_history(tier: Tier, city_id: int | None) -> QuerySet[Sorting]:
    """Every sorting of a pool in a city, the latest first."""
    return Sorting.objects.filter(Q(city=city_id) | Q(city=None), tier=tier).select_related("made_by", "city")


def sorted_members(user: User, tier: Tier, sorting: Sorting, firms: FirmFilter, *, on: date) -> QuerySet[Membership]:
    """The members of a pool today, each with its current standing, its class and its one stage."""
    current = Standing.objects.filter(is_current=True)
    rows = Membership.objects.filter(within_territory(user), firms.where(), in_pool_on(on), tier=tier)
    return (
        rows.select_related("enterprise__county")
        .prefetch_related(Prefetch("standings", current, to_attr="current"))
        .annotate(**_class_and_stage(sorting, on))
        .order_by("enterprise__name", "id")
    )


def _class_and_stage(sorting: Sorting, on: date) -> dict[str, Case]:
    current = Standing.objects.filter(membership=OuterRef("pk"), is_current=True)
    classes = [
        When(Exists(current.filter(class_code=each["code"])), then=Value(each["code"])) for each in sorting.classes
    ]
    stages = [When(_condition(each["when"], on), then=Value(each["code"])) for each in sorting.stages[:-1]]
    return {
        "class_code": Case(*classes, default=Value(""), output_field=CharField()),
        "stage": Case(*stages, default=Value(sorting.stages[-1]["code"]), output_field=CharField()),
    }


def _condition(when: str, on: date) -> Q | Exists:
    word, _, argument = when.partition(":")
    if word == "submitted":
        put_forward = Submission.objects.filter(membership=OuterRef("pk")).exclude(state=Submission.State.REFUSED)
        return Exists(put_forward)
    if word == "class":
        return Exists(Standing.objects.filter(membership=OuterRef("pk"), is_current=True, class_code=argument))
    return Q(enterprise__founded_on__gt=months_before(on, int(argument)))


def months_before(on: date, months: int) -> date:
    """The same day so many months before; the last day of a shorter month."""
    place = on.year * MONTHS + on.month - 1 - months
    year, month = divmod(place, MONTHS)
    for day in range(on.day, 0, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    raise ValueError(on)  # pragma: no cover  every month has a first


@dataclass(frozen=True)
class Success:
    """How those put forward in a year fared. rate only where something has been decided."""

    submitted: int
    accepted: int
    refused: int

    @property
    def pending(self) -> int:
        """Those without a result yet."""
        return self.submitted - self.accepted - self.refused


def counts(rows: QuerySet[Membership], column: str) -> Mapping[str, int]:
    """How many members of each class or stage, in one query."""
    counted = rows.order_by().values(code=F(column)).annotate(count=Count("pk", distinct=True))
    return {row["code"]: row["count"] for row in counted}


def success(user: User, tier: Tier, firms: FirmFilter, *, year: int) -> Success:
    """Submissions of a year in the territory, by result; members who have left count as well."""
    rows = Submission.objects.filter(
        within_territory(user, prefix="membership__enterprise__"),
        firms.where("membership__enterprise__"),
        membership__tier=tier,
        submitted_on__year=year,
    )
    found = rows.aggregate(
        submitted=Count("pk"),
        accepted=Count("pk", filter=Q(state=Submission.State.ACCEPTED)),
        refused=Count("pk", filter=Q(state=Submission.State.REFUSED)),
    )
    return Success(**found)


def standings_of(membership: Membership) -> QuerySet[Standing]:
    """Every standing of one place, the latest first."""
    return Standing.objects.filter(membership=membership).select_related("by", "sorting")


def submissions_of(membership: Membership) -> QuerySet[Submission]:
    """Every submission of one place, the latest first."""
    return Submission.objects.filter(membership=membership).select_related("by")
