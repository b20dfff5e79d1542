"""分类办法 of a pool: the one in force, those before it, and a new one from a day on."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.keep_sorting import CannotSort, keep_sorting
from cultivation.pools.forms import KeepingSorting
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.queries.scope import city_of, region_code, territory
from cultivation.pools.queries.sortings import sorting_for, sorting_history
from cultivation.pools.views._tabs import pool_crumbs
from policies import library
from portal.accounts.access import require
from portal.web import formats, say
from portal.web.pages import page
from portal.web.parts import Crumb, Event


@require("pool.confirm")
def sorting(request: HttpRequest, code: str) -> HttpResponse:
    """The form as the sorting in force stands; sent, one more from its day on."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    city = city_of(territory(request.user))
    held = sorting_for(tier, city.pk if city else None, on=on)
    if held is None or city is None:
        raise Http404(code)
    form = KeepingSorting(
        request.POST if request.method == "POST" else None,
        sorting=held,
        options=_options(tier.programme, region_code(request.user), on),
        initial={"valid_from": on},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = keep_sorting(tier, city=city, **form.parts(), by=request.user)
        except CannotSort as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            say.done(request, f"分类办法已登记，{made.valid_from}起施行，当晚重新分类。")
            return redirect("pools:pipeline", code)
    context = {
        "tier": tier,
        "form": form,
        "events": [
            Event(
                f"{formats.day(each.valid_from)}起" if each.city else "通用办法",
                when=formats.moment(each.made_at),
                who=each.made_by.full_name,
                text=each.source,
            )
            for each in sorting_history(tier, city.pk)
        ],
        "back_url": reverse("pools:pipeline", args=[code]),
        "crumbs": pool_crumbs(tier, Crumb("分类办法")),
    }
    return page(request, "cultivation/pools/sorting.html", context, status=422 if form.errors else 200)


def _options(programme: str, region: str | None, on: object) -> list[tuple[str, str]]:
    """Every condition and scored item of the rule in force, by its key."""
    pack = library.shelf().in_force(programme, region, on)
    found = [
        (f"{criterion.kind}:{criterion.code}", criterion.title)
        for criterion in pack.criteria
        if criterion.kind != "direct"
    ]
    if pack.score:
        found += [
            (f"item:{item.code}", f"{item.title}（得分项）")
            for section in pack.score.sections
            for item in section.items
        ]
    return found
