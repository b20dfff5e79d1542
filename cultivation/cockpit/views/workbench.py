"""工作台: what waits, what is due, what changed since yesterday, what the data lack."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cultivation.cockpit.dashboards.workbench import blocks_for
from portal.accounts.access import require
from portal.web.pages import page


@require("workbench.view")
def workbench(request: HttpRequest) -> HttpResponse:
    """The blocks of the role, each read on its own."""
    at = timezone.now()
    return page(request, "cultivation/cockpit/workbench.html", {"blocks": blocks_for(request.user, at=at), "as_of": at})
