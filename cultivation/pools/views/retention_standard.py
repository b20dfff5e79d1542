"""高企巩固标准: what the city asks each year, by which document, and everything it asked before."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.record_retention import CannotRecordRetention, set_standard
from cultivation.pools.forms import Standard
from cultivation.pools.queries.retention import standards_of
from cultivation.pools.queries.scope import city_of
from cultivation.pools.views._retention import need_of
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("target.set")
def retention_standard(request: HttpRequest) -> HttpResponse:
    """The form, filled with what is asked now, and the history."""
    on = timezone.localdate()
    city = city_of(request.user.acting.region)
    if city is None:
        raise Http404
    past = list(standards_of(city)[:50])
    form = Standard(request.POST or None, latest=past[0] if past else None, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            made = set_standard(city, **form.cleaned_data, by=request.user)
        except CannotRecordRetention as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(field, sentence)
        else:
            say.done(request, f"自{made.from_year}年起的标准已生效，以前的仍在记录里。")
            return redirect("pools:retention_standard")
    context = {
        "form": form,
        "city": city,
        "past": [(each, need_of(each)) for each in past],
        "crumbs": [Crumb("高企巩固", reverse("pools:retention")), Crumb("标准")],
    }
    return page(request, "cultivation/pools/retention_standard.html", context, status=422 if form.errors else 200)
