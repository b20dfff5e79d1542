"""一企一策 inside the person's scope."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from cultivation.pools.enums import MeasureState, PlanState
from cultivation.pools.models import FirmPlan, PlanMeasure, PlanNote
from cultivation.pools.queries.filter import FirmFilter
from enterprises.models import Enterprise
from enterprises.queries import open_assignments, visible_enterprises
from portal.accounts.models import User

OPEN = Q(measures__state__in=[MeasureState.PLANNED, MeasureState.DOING])


def visible_plans(user: User) -> QuerySet[FirmPlan]:
    """Every version of the plans of enterprises the person may see, with their measures and notes."""
    notes = PlanNote.objects.select_related("by")
    measures = PlanMeasure.objects.select_related("owner").prefetch_related(Prefetch("notes", notes))
    rows = FirmPlan.objects.filter(enterprise__in=visible_enterprises(user).values("pk"))
    return rows.select_related(
        "enterprise__city", "enterprise__county", "made_by", "signed_by", "acknowledged_by", "previous"
    ).prefetch_related(Prefetch("measures", measures))


def plans_in_force(user: User, firms: FirmFilter, *, year: int, late_on: date | None = None) -> QuerySet[FirmPlan]:
    """The plans of a year that no later version replaced, with how many measures are settled and when the next is due.

    late_on: only those with a measure still open after its month.
    """
    rows = (
        FirmPlan.objects.filter(enterprise__in=visible_enterprises(user).values("pk"), year=year)
        .exclude(state=PlanState.REPLACED)
        .filter(firms.where())
        .select_related("enterprise__county")
        .annotate(
            total=Count("measures"),
            settled=Count("measures", filter=~OPEN),
            next_due=Min("measures__due_on", filter=OPEN),
        )
        .order_by("next_due", "enterprise__county__code", "enterprise_id", "programme")
    )
    return rows.filter(next_due__lt=late_on) if late_on else rows


def plan_years(user: User) -> list[int]:
    """Years that have a plan the person may see, the latest first."""
    rows = FirmPlan.objects.filter(enterprise__in=visible_enterprises(user).values("pk"))
    return list(rows.order_by("-year").values_list("year", flat=True).distinct())


def plans_of(enterprise: Enterprise) -> QuerySet[FirmPlan]:
    """Every version of an enterprise's plans, the latest year and version first."""
    return (
        FirmPlan.objects.filter(enterprise=enterprise)
        .select_related("made_by", "signed_by", "acknowledged_by")
        .annotate(total=Count("measures"), settled=Count("measures", filter=~OPEN))
    )


def owners_for(enterprise: Enterprise, user: User) -> list[User]:
    """Who of the portal may be put in charge of a measure: those who stand by the enterprise, and whoever draws it up."""
    people = {each.user.pk: each.user for each in open_assignments(enterprise)}
    people.setdefault(user.pk, user)
    return list(people.values())


def county_plan_counts(rows: QuerySet[FirmPlan]) -> list[tuple[str, str, int]]:
    """(code, name, plans) of every county among some plans, in one query."""
    counted = (
        rows.order_by()
        .values("enterprise__county__code", "enterprise__county__name")
        .annotate(count=Count("pk", distinct=True))
        .order_by("enterprise__county__code")
    )
    return [
        (row["enterprise__county__code"] or "none", row["enterprise__county__name"] or "未定县区", row["count"])
        for row in counted
    ]
