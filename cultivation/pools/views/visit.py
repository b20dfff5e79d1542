"""登记走访 (W11): one enterprise, one day, and what was seen of each group of the rule's score."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.record_visit import CannotRecordVisit, record_visit
from cultivation.pools.evidence.diagnosis import NoPack
from cultivation.pools.evidence.visits import groups_of, pack_visited
from cultivation.pools.forms import Visiting
from cultivation.pools.models import Visit
from cultivation.pools.queries.visits import visits_of
from enterprises.models import Enterprise
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("visit.record")
def visit(request: HttpRequest, ref: str, programme: str) -> HttpResponse:
    """The form; ?corrects= names a record of this enterprise that was wrong."""
    on = timezone.localdate()
    enterprise = get_object_or_404(visible_enterprises(request.user).select_related("city", "county"), ref=ref)
    try:
        pack = pack_visited(enterprise, programme, on=on)
    except NoPack:
        raise Http404(programme) from None
    groups = groups_of(pack)
    if not groups:
        raise Http404(programme)
    corrects = _corrected(enterprise, request.GET.get("corrects", ""), programme)
    form = Visiting(request.POST or None, groups=groups, on=on, corrects=corrects)
    if request.method == "POST" and form.is_valid():
        try:
            record_visit(enterprise, pack=pack, **form.visit(), by=request.user, on=on, corrects=corrects)
        except CannotRecordVisit as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(field or None, sentence)
        else:
            say.done(request, "走访已登记，预诊断页上能看到各组由谁、何时核实。")
            return redirect("pools:diagnosis", ref=ref, programme=programme)
    context = {
        "enterprise": enterprise,
        "form": form,
        "pack": pack,
        "corrects": corrects,
        "back_url": reverse("pools:diagnosis", args=[ref, programme]),
        "crumbs": [
            Crumb("企业台账", reverse("enterprises:list")),
            Crumb(enterprise.name, reverse("enterprises:detail", args=[ref])),
            Crumb("走访记录", reverse("pools:visits", args=[ref])),
            Crumb("登记走访"),
        ],
    }
    return page(request, "cultivation/pools/visit.html", context, status=422 if form.errors else 200)


def _corrected(enterprise: Enterprise, ref: str, programme: str) -> Visit | None:
    if not ref:
        return None
    return get_object_or_404(visits_of(enterprise).filter(programme=programme, corrected_by=None), ref=ref)
