"""The panel on an enterprise's page: where it stands on the ladder, and how far each programme is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from cultivation.pools.evidence.diagnosis import diagnose_rungs
from cultivation.pools.queries.places import places_of
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web.pages import page


@require("diagnosis.view")
def panel(request: HttpRequest, ref: str) -> HttpResponse:
    """The panel for htmx; opened by itself, as without its script, it leads to the first diagnosis."""
    on = timezone.localdate()
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    told = [found.explanation for found in diagnose_rungs(enterprise, on=on)]
    if not request.htmx:
        return (
            redirect("pools:diagnosis", ref=ref, programme=told[0].programme)
            if told
            else redirect("enterprises:detail", ref=ref)
        )
    context = {
        "enterprise": enterprise,
        "on": on,
        "ladders": places_of(enterprise, on=on),
        "told": told,
    }
    return page(request, "cultivation/pools/panel.html", context)
