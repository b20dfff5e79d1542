"""签发, 企业确认 and 登记进展 of a 一企一策: each answers a press and goes back to the plan."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cultivation.pools.actions.note_progress import CannotNote, note_progress
from cultivation.pools.actions.settle_plan import CannotSettle
from cultivation.pools.actions.settle_plan import acknowledge_plan as acknowledge
from cultivation.pools.actions.settle_plan import sign_plan as sign
from cultivation.pools.permissions import can_acknowledge_plan, can_make_plans
from cultivation.pools.queries.plans import visible_plans
from portal.accounts.access import require
from portal.web import say


@require("plan.sign")
@require_POST
def sign_plan(request: HttpRequest, ref: str) -> HttpResponse:
    """The bureau signs a draft."""
    plan = get_object_or_404(visible_plans(request.user), ref=ref)
    try:
        signed = sign(plan, at=timezone.now(), by=request.user)
    except CannotSettle as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"第{signed.version}版已签发。")
    return redirect("pools:plan", ref)


@require("diagnosis.own")
@require_POST
def acknowledge_plan(request: HttpRequest, ref: str) -> HttpResponse:
    """The enterprise agrees to a signed plan."""
    plan = get_object_or_404(visible_plans(request.user), ref=ref)
    try:
        acknowledge(plan, at=timezone.now(), by=request.user)
    except CannotSettle as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, "已确认，按此执行。")
    return redirect("pools:plan", ref)


@require("diagnosis.view")
@require_POST
def note_measure(request: HttpRequest, ref: str, position: int) -> HttpResponse:
    """Whoever made the plan, or the enterprise, says how far a measure has come."""
    plan = get_object_or_404(visible_plans(request.user), ref=ref)
    if not (can_make_plans(request.user) or can_acknowledge_plan(request.user)):
        raise PermissionDenied("plan.make")
    measure = get_object_or_404(plan.measures.all(), position=position)
    try:
        note_progress(
            measure,
            state=request.POST.get("state", ""),
            text=request.POST.get("text", ""),
            on=timezone.localdate(),
            at=timezone.now(),
            by=request.user,
        )
    except CannotNote as refusal:
        say.refuse(request, f"{measure.title}：{refusal}")
    else:
        say.done(request, f"“{measure.title}”的进展已登记。")
    return redirect("pools:plan", ref)
