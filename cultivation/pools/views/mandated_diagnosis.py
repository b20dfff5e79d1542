"""预诊断 by an agency: the same explanation as the bureau sees, under the programmes of its mandate alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cultivation.pools.views.diagnosis import context_of
from enterprises.queries import mandates_used, visible_enterprises
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.parts import Crumb, Tab

NAME = "pools:mandated_diagnosis"


@require("mandate.use")
def mandated_diagnosis(request: HttpRequest, ref: str, programme: str) -> HttpResponse:
    """One mandated enterprise under one mandated programme; without a mandate in force for both, not found."""
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    let = {each for mandate in mandates_used(request.user, enterprise) for each in mandate.programmes}
    if programme not in let:
        raise Http404(programme)
    context = context_of(request, enterprise, programme, NAME)
    addresses = {reverse(NAME, args=[ref, each]) for each in let}
    context |= {
        "tabs": [tab for tab in context["tabs"] if isinstance(tab, Tab) and tab.url in addresses],
        "attestations": [],
        "crumbs": [Crumb("授权企业", reverse("pools:mandated")), Crumb(enterprise.name), Crumb("预诊断")],
    }
    return page(request, "cultivation/pools/diagnosis.html", context)
