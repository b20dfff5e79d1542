"""Visits of one enterprise. They are never summed over persons."""

from __future__ import annotations

from django.db.models import QuerySet

from cultivation.pools.models import Visit, VisitItem
from enterprises.models import Enterprise


def visits_of(enterprise: Enterprise) -> QuerySet[Visit]:
    """Every visit of an enterprise, corrected ones too, the newest first, with what was found."""
    return (
        Visit.objects.filter(enterprise=enterprise)
        .select_related("recorded_by", "corrects", "corrected_by")
        .prefetch_related("items")
    )


def items_that_count(enterprise: Enterprise, programme: str) -> QuerySet[VisitItem]:
    """What visits found under a programme, corrected records left out, the newest first."""
    rows = VisitItem.objects.filter(visit__enterprise=enterprise, visit__programme=programme, visit__corrected_by=None)
    return rows.select_related("visit__recorded_by").order_by("-visit__visited_on", "-visit_id", "id")
