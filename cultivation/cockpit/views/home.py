"""首页: leads each role to its own home."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from enterprises.queries.scope import visible_enterprises
from portal.accounts.roles import Role
from portal.web.pages import page


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """An enterprise's person comes to their enterprise, a leader to the ranking, an agency to its mandates, everybody else to the workbench."""
    role = request.user.acting.role
    if role == Role.LEADER:
        return redirect("targets:ranking")
    if role == Role.AGENCY:
        return redirect("pools:mandated")
    if role != Role.ENTERPRISE:
        return redirect("cockpit:workbench")
    own = list(visible_enterprises(request.user).order_by("id")[:2])
    if len(own) == 1:
        return redirect("enterprises:detail", own[0].ref)
    if own:
        return redirect("enterprises:list")
    return page(request, "cultivation/cockpit/no_enterprise.html", {"bureau": request.user.bureau})
