"""修订一企一策: other charges and more measures; a signed one becomes its next version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.draw_up_plan import CannotPlan
from cultivation.pools.actions.draw_up_plan import revise_plan as revise
from cultivation.pools.enums import PlanState
from cultivation.pools.forms import Planning
from cultivation.pools.queries.plans import owners_for, visible_plans
from cultivation.pools.views._planning import charges_of, months_from, plan_crumbs
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("plan.make")
def revise_plan(request: HttpRequest, ref: str) -> HttpResponse:
    """The form as the plan stands; sent, the draft rewritten or the next version."""
    on, at = timezone.localdate(), timezone.now()
    plan = get_object_or_404(visible_plans(request.user), ref=ref)
    measures = list(plan.measures.all())
    owners = {each.ref: each for each in owners_for(plan.enterprise, request.user)}
    owners |= {each.owner.ref: each.owner for each in measures if each.owner}
    initial = {}
    for place, each in enumerate(measures):
        initial |= {
            f"owner_{place}": each.owner.ref if each.owner else "",
            f"due_{place}": each.due_on.isoformat(),
            f"evidence_{place}": each.evidence,
        }
    is_signed = plan.state == PlanState.SIGNED
    form = Planning(
        request.POST if request.method == "POST" else None,
        measures=[(each.title, each.text) for each in measures],
        people=[(key, each.full_name) for key, each in owners.items()],
        months=months_from(on, *(each.due_on for each in measures)),
        needs_reason=is_signed,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        charges, own = charges_of(form, owners)
        try:
            made = revise(
                plan, charges, own=own, reason=form.cleaned_data.get("reason", ""), on=on, at=at, by=request.user
            )
        except CannotPlan as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            say.done(request, f"第{made.version}版草案已保存，签发后生效。" if is_signed else "草案已保存。")
            return redirect("pools:plan", made.ref)
    context = {
        "plan": plan,
        "enterprise": plan.enterprise,
        "is_signed": is_signed,
        "is_over": plan.state == PlanState.REPLACED,
        "form": form,
        "rows": list(zip(form.rows(), measures, strict=True)),
        "on": on,
        "back_url": reverse("pools:plan", args=[ref]),
        "crumbs": plan_crumbs(
            plan.enterprise, Crumb(f"{plan.year}年", reverse("pools:plan", args=[ref])), Crumb("修订")
        ),
    }
    return page(request, "cultivation/pools/revise_plan.html", context, status=422 if form.errors else 200)
