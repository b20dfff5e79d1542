"""授权委托台账: mandates of the territory by state and words, and how many each agency holds."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from enterprises.models import Agency, Mandate
from enterprises.queries import visible_enterprises, visible_mandates
from portal.accounts.models import User


def matching_mandates(user: User, *, state: str = "", words: str = "", on: date) -> QuerySet[Mandate]:
    """Those a person may see. state: now, later, over or revoked; words: a part of the enterprise's or agency's name."""
    rows = visible_mandates(user)
    if state == "revoked":
        rows = rows.exclude(revoked_at=None)
    elif state:
        rows = rows.filter(revoked_at=None)
    if state == "now":
        rows = rows.filter(valid_from__lte=on, valid_to__gte=on)
    elif state == "later":
        rows = rows.filter(valid_from__gt=on)
    elif state == "over":
        rows = rows.filter(valid_to__lt=on)
    if words:
        rows = rows.filter(Q(enterprise__name__icontains=words) | Q(agency__name__icontains=words))
    return rows.order_by("-id")


def with_live_mandates(user: User, agencies: QuerySet[Agency], *, on: date) -> QuerySet[Agency]:
    """The agencies with live_count: the mandates in force they hold of enterprises the person may see."""
    live = (
        Mandate.objects.in_force(on)
        .filter(agency=OuterRef("pk"), enterprise__in=visible_enterprises(user).values("pk"))
        .order_by()
        .values("agency")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return agencies.annotate(live_count=Coalesce(Subquery(live, output_field=IntegerField()), 0))
