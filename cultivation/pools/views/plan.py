"""一企一策 (W06): the measures of one enterprise for a year, how far each has come, and who stands by them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.enums import MeasureState, PlanState
from cultivation.pools.evidence.plan import measures_now
from cultivation.pools.models import FirmPlan
from cultivation.pools.permissions import can_acknowledge_plan, can_make_plans, can_sign_plans
from cultivation.pools.queries.plans import visible_plans
from cultivation.pools.views._planning import plan_crumbs
from portal.accounts.access import require
from portal.web import formats
from portal.web.pages import page
from portal.web.parts import Crumb, Fact


@require("diagnosis.view")
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """The plan as it stands today; whoever may signs, acknowledges and notes progress here."""
    on = timezone.localdate()
    found = get_object_or_404(visible_plans(request.user), ref=ref)
    is_signed = found.state == PlanState.SIGNED
    may_make = can_make_plans(request.user)
    may_acknowledge = can_acknowledge_plan(request.user) and is_signed and found.acknowledged_at is None
    context = {
        "plan": found,
        "enterprise": found.enterprise,
        "on": on,
        "facts": _facts(found),
        "measures": measures_now(found, on=on),
        "states": MeasureState.choices,
        "is_signed": is_signed,
        "is_over": found.state == PlanState.REPLACED,
        "following_url": _address(getattr(found, "following", None)),
        "previous_url": _address(found.previous),
        "may_sign": can_sign_plans(request.user) and found.state == PlanState.DRAFT,
        "may_revise": may_make and found.state != PlanState.REPLACED,
        "may_note": is_signed and (may_make or can_acknowledge_plan(request.user)),
        "may_acknowledge": may_acknowledge,
        "crumbs": plan_crumbs(found.enterprise, Crumb(f"{found.year}年{found.title}")),
    }
    return page(request, "cultivation/pools/plan.html", context)


def _address(plan: FirmPlan | None) -> str:
    return reverse("pools:plan", args=[plan.ref]) if plan else ""


def _facts(plan: FirmPlan) -> list[Fact]:
    firm = plan.enterprise
    return [
        Fact("企业", firm.name, note=firm.county.name if firm.county else "未定县区"),
        Fact("版本", f"第{plan.version}版"),
        Fact(
            "依据",
            f"{formats.day(plan.on)}的预诊断",
            note=f"规则摘要{plan.pack_digest[:12]}",
            url=reverse("pools:diagnosis", args=[firm.ref, plan.programme]),
        ),
        Fact("拟定", plan.made_by.full_name, note=formats.moment(plan.made_at)),
        Fact("签发", plan.signed_by.full_name, note=formats.moment(plan.signed_at))
        if plan.signed_by
        else Fact("签发", gap="还没有签发"),
        Fact("企业确认", plan.acknowledged_by.full_name, note=formats.moment(plan.acknowledged_at))
        if plan.acknowledged_by
        else Fact("企业确认", gap="还没有确认"),
    ]
