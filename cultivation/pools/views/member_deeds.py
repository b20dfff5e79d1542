"""调整目标年度, 登记推荐 and its result: each answers a press on the page of a place and goes back to it."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cultivation.pools.actions.sort_members import CannotSetYear
from cultivation.pools.actions.sort_members import set_target_year as set_year
from cultivation.pools.actions.submit import CannotSubmit, settle_submission, submit
from cultivation.pools.queries.ledger import visible_memberships
from cultivation.pools.queries.sortings import submissions_of
from portal.accounts.access import require
from portal.web import say


@require("pool.confirm")
@require_POST
def set_target_year(request: HttpRequest, ref: str) -> HttpResponse:
    """Another year of application, with the reason."""
    place = get_object_or_404(visible_memberships(request.user), ref=ref)
    text = request.POST.get("year", "").strip()
    try:
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise CannotSetYear(
                f"“{text[:20]}”不是年份，应为4位数字，例如{timezone.localdate().year + 1}。", field="year"
            )
        set_year(place, year=int(text), reason=request.POST.get("reason", ""), on=timezone.localdate(), by=request.user)
    except CannotSetYear as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"目标年度已改为{text}年。")
    return redirect("pools:membership", ref)


@require("pool.confirm")
@require_POST
def submit_member(request: HttpRequest, ref: str) -> HttpResponse:
    """The enterprise was put forward."""
    place = get_object_or_404(visible_memberships(request.user), ref=ref)
    try:
        submit(
            place,
            submitted_on=_day(request, "submitted_on", "推荐日期"),
            batch=request.POST.get("batch", ""),
            on=timezone.localdate(),
            by=request.user,
        )
    except CannotSubmit as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, "推荐已登记。")
    return redirect("pools:membership", ref)


@require("pool.confirm")
@require_POST
def settle_member(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """What became of a submission."""
    place = get_object_or_404(visible_memberships(request.user), ref=ref)
    made = get_object_or_404(submissions_of(place), pk=number)
    try:
        settled = settle_submission(
            made,
            state=request.POST.get("state", ""),
            decided_on=_day(request, "decided_on", "结果日期"),
            note=request.POST.get("note", ""),
            on=timezone.localdate(),
            by=request.user,
        )
    except CannotSubmit as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"结果已登记：{settled.get_state_display()}。")
    return redirect("pools:membership", ref)


def _day(request: HttpRequest, name: str, label: str) -> date:
    text = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CannotSubmit(
            f"{label}“{text[:20]}”不是日期，应为年月日，例如{timezone.localdate()}。", field=name
        ) from None
