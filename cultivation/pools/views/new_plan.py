"""生成一企一策: choose one of the shortest ways, then who, when and what proves it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.draw_up_plan import CannotPlan, draw_up
from cultivation.pools.evidence.diagnosis import NoPack
from cultivation.pools.evidence.plan import offers
from cultivation.pools.forms import Planning
from cultivation.pools.queries.plans import owners_for
from cultivation.pools.views._planning import charges_of, due_for, months_from, plan_crumbs
from enterprises.queries import visible_enterprises
from policies import library
from policies.engine import NotInForce
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("plan.make")
def new_plan(request: HttpRequest, ref: str, programme: str) -> HttpResponse:
    """The form for ?way= (the first unless asked); sent, the draft."""
    on, at = timezone.localdate(), timezone.now()
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    if programme not in library.shelf().programmes():
        raise Http404(programme)
    context = {
        "enterprise": enterprise,
        "on": on,
        "programme": programme,
        "back_url": reverse("pools:diagnosis", args=[ref, programme]),
        "crumbs": plan_crumbs(enterprise, Crumb("生成")),
    }
    try:
        offered = offers(enterprise, programme, on=on)
    except (NoPack, NotInForce) as refusal:
        return page(request, "cultivation/pools/new_plan.html", context | {"not_in_force": str(refusal)})
    context["told"] = offered.found.explanation
    if not offered.ways:
        return page(request, "cultivation/pools/new_plan.html", context | {"nothing": True})
    asked = request.POST.get("way") or request.GET.get("way", "")
    chosen = next((offer for offer in offered.ways if offer.key == asked), None)
    has_moved = bool(asked) and chosen is None
    chosen = chosen or offered.ways[0]
    months, owners = months_from(on), {each.ref: each for each in owners_for(enterprise, request.user)}
    is_sent = request.method == "POST" and not has_moved
    initial = {"year": offered.year}
    for place, planned in enumerate(chosen.measures):
        initial |= {
            f"due_{place}": due_for(planned.ready_on if planned.lead else None, months, year=offered.year).isoformat(),
            f"evidence_{place}": planned.proof,
        }
    form = Planning(
        request.POST if is_sent else None,
        measures=[(each.title, each.text) for each in chosen.measures],
        people=[(key, each.full_name) for key, each in owners.items()],
        months=months,
        years=sorted({on.year, on.year + 1, offered.year}),
        initial=initial,
    )
    if is_sent and form.is_valid():
        charges, own = charges_of(form, owners)
        try:
            plan = draw_up(
                enterprise,
                offered,
                chosen,
                charges,
                own=own,
                year=form.cleaned_data["year"],
                on=on,
                at=at,
                by=request.user,
            )
        except CannotPlan as refusal:
            form.add_error(refusal.field, str(refusal))
            context["other"] = refusal.plan
        else:
            say.done(request, "一企一策草案已生成，签发后生效。")
            return redirect("pools:plan", plan.ref)
    context |= {
        "form": form,
        "chosen": chosen,
        "ways": offered.ways,
        "has_moved": has_moved,
        "rows": list(zip(form.rows(), chosen.measures, strict=True)),
    }
    return page(request, "cultivation/pools/new_plan.html", context, status=422 if form.errors or has_moved else 200)
