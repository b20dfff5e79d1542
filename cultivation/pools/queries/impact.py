"""Reads of impact previews."""

from __future__ import annotations

from django.db.models import QuerySet

from cultivation.pools.enums import NO_TEXT
from cultivation.pools.models import ImpactMove, ImpactPreview
from cultivation.pools.queries.scope import within_territory
from policies.models import Draft
from portal.accounts.models import User


def preview_of(draft: Draft) -> ImpactPreview | None:
    """The newest estimate of a draft, or None."""
    return ImpactPreview.objects.filter(draft=draft).select_related("made_by").first()


def visible_moves(
    user: User, preview: ImpactPreview, *, county: str = "", was: int | None = None, now: int | None = None
) -> QuerySet[ImpactMove]:
    """The enterprises of an estimate that the person may see, of one county or one move where asked for.

    county: a code, or "none" for those without a county. was: an outcome, or NO_TEXT where no text was in force.
    """
    rows = ImpactMove.objects.filter(within_territory(user), preview=preview)
    if county == "none":
        rows = rows.filter(enterprise__county=None)
    elif county:
        rows = rows.filter(enterprise__county__code=county)
    if was is not None:
        rows = rows.filter(was=None if was == NO_TEXT else was)
    if now is not None:
        rows = rows.filter(now=now)
    return rows.select_related("enterprise__county").order_by("enterprise__name", "pk")
