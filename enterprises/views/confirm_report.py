"""审核通过: the bureau stands by the current report of a year."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from enterprises import permissions, queries
from enterprises.actions.confirm_report import CannotConfirm
from enterprises.actions.confirm_report import confirm_report as confirm
from portal.accounts.access import require
from portal.web import say


@require("enterprise.view")
@require_POST
def confirm_report(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """Confirms the revision the person saw (POST revision); a newer one is not confirmed unseen."""
    enterprise = get_object_or_404(queries.visible_enterprises(request.user), ref=ref)
    report = queries.current_reports([enterprise.pk], [year]).get((enterprise.pk, year))
    if report is None:
        raise Http404
    if not permissions.can_confirm_report(request.user, report):
        raise PermissionDenied("enterprise.revise")
    back = reverse("enterprises:detail", args=[ref]) + "?tab=years"
    if request.POST.get("revision") != str(report.revision):
        say.refuse(request, f"{year}年的报告刚刚有了新的一版，请核对后再审核。")
        return redirect(back)
    try:
        confirm(report, by=request.user)
    except CannotConfirm as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"{year}年年报已审核通过。")
    return redirect(back)
