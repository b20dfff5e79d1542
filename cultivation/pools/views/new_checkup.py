"""做体检: what is examined, by whom, and the examiner's own words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.make_checkup import CannotCheckUp, make_checkup
from cultivation.pools.evidence.diagnosis import programmes_on
from cultivation.pools.forms import CheckingUp
from cultivation.pools.queries.checkups import open_clinics
from cultivation.pools.queries.places import places_of
from cultivation.pools.views.checkups import checkup_crumbs
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("checkup.make")
def new_checkup(request: HttpRequest, ref: str) -> HttpResponse:
    """The form, the programmes of the enterprise's ladders chosen beforehand; sent, the report itself."""
    on, at = timezone.localdate(), timezone.now()
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    offered = programmes_on(enterprise, on=on)
    clinics = {clinic.ref: clinic for clinic in open_clinics(request.user, on=on)}
    rungs = {rung.tier.programme for ladder in places_of(enterprise, on=on) for rung in ladder.rungs}
    form = CheckingUp(
        request.POST if request.method == "POST" else None,
        programmes=offered,
        clinics=[(key, f"{clinic.name}（{clinic.host}）") for key, clinic in clinics.items()],
        initial={"programmes": [programme for programme, _ in offered if programme in rungs]},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = make_checkup(
                enterprise,
                programmes=typed["programmes"],
                clinic=clinics.get(typed["clinic"]),
                remark=typed["remark"],
                on=on,
                at=at,
                by=request.user,
            )
        except CannotCheckUp as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            say.done(request, f"第{made.number}次体检的报告已出具。")
            return redirect("pools:checkup", made.ref)
    context = {
        "enterprise": enterprise,
        "form": form,
        "on": on,
        "back_url": reverse("pools:checkups", args=[ref]),
        "crumbs": checkup_crumbs(enterprise, Crumb("做体检")),
    }
    return page(request, "cultivation/pools/new_checkup.html", context, status=422 if form.errors else 200)
