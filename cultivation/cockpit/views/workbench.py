"""工作台: what waits, what is due, what changed since yesterday, what the data lack."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from cultivation.cockpit.dashboards.workbench import rows_for
from portal.accounts.access import require
from portal.accounts.roles import Role
from portal.web.pages import page

NAMES = {Role.SPECIALIST: "今天", Role.AUDITOR: "概览", Role.SYSADMIN: "运行状态", Role.ENTERPRISE: "首页"}


@require("workbench.view")
def workbench(request: HttpRequest) -> HttpResponse:
    """The blocks of the role, each read on its own."""
    at = timezone.now()
    rows = rows_for(request.user, at=at)
    return page(
        request,
        "cultivation/cockpit/workbench.html",
        {
            "name": NAMES.get(Role(request.user.acting.role), "工作台"),
            "rows": rows,
            "waiting": sum(block.waiting for row in rows for column in row for block in column),
            "as_of": at,
        },
    )
