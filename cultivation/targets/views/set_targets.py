"""目标下达: the matrix of a year, with the document it comes from."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.queries.funnel import ladders_for, tiers_of
from cultivation.targets.actions.set_targets import CannotSetTargets
from cultivation.targets.actions.set_targets import set_targets as set_targets_of
from cultivation.targets.enums import Division
from cultivation.targets.forms import Targets
from cultivation.targets.permissions import can_set_targets_of
from cultivation.targets.queries.ranking import ranking_city, sources_of, targets_of, units_of
from portal.accounts.access import require
from portal.web import say
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.parts import Crumb, Tab

FIRST_YEAR = 2010


@require("target.set")
def set_targets(request: HttpRequest, year: int) -> HttpResponse:
    """One year's matrix by county or by managing unit, of one ladder."""
    on = timezone.localdate()
    city = ranking_city(request.user)
    ladders = ladders_for(request.user)
    if city is None or not ladders or not FIRST_YEAR <= year <= on.year + 5:
        raise Http404
    if not can_set_targets_of(request.user, city):
        raise PermissionDenied("target.set")
    division = request.GET.get("division") if request.GET.get("division") in Division.values else Division.COUNTY
    ladder = next((each for each in ladders if each.code == request.GET.get("ladder")), ladders[0])
    tiers = tiers_of(ladder)
    held = targets_of(city, division=division, year=year)
    form = Targets(
        request.POST or None,
        rows=units_of(city, division),
        tiers=tiers,
        now={key: target.value for key, target in held.items()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_targets_of(
                city,
                year=year,
                division=division,
                values=form.values(),
                source=form.cleaned_data["source"],
                by=request.user,
            )
        except CannotSetTargets as refusal:
            form.add_error(None, str(refusal))
        else:
            say.done(
                request,
                f"{year}年目标已保存：新下达{changed.new}项，调整{changed.changed}项，收回{changed.withdrawn}项。",
            )
            return redirect(
                f"{reverse('targets:ranking')}?ladder={ladder.code}&division={division}&year={min(year, on.year)}"
            )
    context = {
        "city": city,
        "year": year,
        "form": form,
        "tiers": tiers,
        "matrix": form.matrix(),
        "sums": form.sums(),
        "sources": sources_of(held.values(), tiers),
        "division": Division(division),
        "divisions": [
            Tab(label, with_query(request.GET, division=value), value == division) for value, label in Division.choices
        ],
        "ladders": [
            Tab(each.name, with_query(request.GET, ladder=each.code), each.pk == ladder.pk) for each in ladders
        ],
        "years": [
            (each, reverse("targets:set", args=[each]))
            for each in (year - 1, year + 1)
            if FIRST_YEAR <= each <= on.year + 5
        ],
        "crumbs": [
            Crumb("首页", reverse("cockpit:home")),
            Crumb("县区排名", reverse("targets:ranking")),
            Crumb(f"{year}年目标"),
        ],
    }
    return page(request, "cultivation/targets/set_targets.html", context, status=422 if form.errors else 200)
