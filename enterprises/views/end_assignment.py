"""结束包联: one person no longer stands by one enterprise."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from enterprises import permissions, queries
from enterprises.actions.assign import end_assignment as end
from portal.accounts.access import require
from portal.web import say


@require("enterprise.revise")
@require_POST
def end_assignment(request: HttpRequest, ref: str, person: str, layer: str) -> HttpResponse:
    """Ends the open assignment of a person in a layer; one that is not open is not found."""
    enterprise = get_object_or_404(queries.visible_enterprises(request.user), ref=ref)
    if not permissions.can_assign(request.user):
        raise PermissionDenied("enterprise.revise")
    for assignment in queries.open_assignments(enterprise):
        if assignment.user.ref == person and assignment.layer == layer:
            end(assignment, by=request.user, on=timezone.localdate())
            say.done(request, f"{assignment.user.full_name}的包联已结束。")
            return redirect("enterprises:detail", ref)
    raise Http404
