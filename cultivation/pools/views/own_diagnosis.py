"""自测 (E07): the enterprise's own page, the same explanation, ways and trial as the bureau sees."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from cultivation.pools.evidence.diagnosis import programmes_on
from cultivation.pools.views.diagnosis import context_of
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.parts import Crumb


@require("diagnosis.own")
def own_diagnosis(request: HttpRequest, ref: str = "", programme: str = "") -> HttpResponse:
    """One of the person's own enterprises under one programme; without a name, the first of either."""
    own = visible_enterprises(request.user).select_related("city", "county").order_by("id")
    enterprise = own.filter(ref=ref).first() if ref else own.first()
    if enterprise is None:
        raise Http404
    if not (ref and programme):
        offered = [programme] if programme else [name for name, _ in programmes_on(enterprise, on=timezone.localdate())]
        if not offered:
            raise Http404
        return redirect("pools:own_diagnosis", ref=enterprise.ref, programme=offered[0])
    context = context_of(request, enterprise, programme, "pools:own_diagnosis")
    firms = list(own[:20])
    context |= {
        "crumbs": [Crumb("自测")],
        "is_own": True,
        "firms": firms if len(firms) > 1 else [],
    }
    return page(request, "cultivation/pools/diagnosis.html", context)
