"""体检报告 of one enterprise: every check-up it had, the latest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.models import CheckUp
from cultivation.pools.permissions import can_make_checkups
from cultivation.pools.queries.checkups import checkups_of
from enterprises.models import Enterprise
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("体检", is_fixed=True),
    Column("日期", priority=2),
    Column("结论"),
    Column("体检机构", priority=2),
    Column("体检人", priority=3),
)


@require("diagnosis.view")
def checkups(request: HttpRequest, ref: str) -> HttpResponse:
    """The list; who may make check-ups begins one here."""
    enterprise = get_object_or_404(visible_enterprises(request.user), ref=ref)
    listed = paginate(checkups_of(enterprise), request.GET)
    context = {
        "enterprise": enterprise,
        "page": listed,
        "table": tables.table("科技创新体检", COLUMNS, [_row(each) for each in listed.items], query=request.GET),
        "new_url": reverse("pools:new_checkup", args=[ref]) if can_make_checkups(request.user) else "",
        "on": timezone.localdate(),
        "crumbs": checkup_crumbs(enterprise),
    }
    return page(request, "cultivation/pools/checkups.html", context)


def checkup_crumbs(enterprise: Enterprise, *more: Crumb) -> list[Crumb]:
    """企业台账 / the enterprise / 体检报告 / …"""
    listed = Crumb("体检报告", reverse("pools:checkups", args=[enterprise.ref]) if more else "")
    home = reverse("enterprises:detail", args=[enterprise.ref])
    return [Crumb("企业台账", reverse("enterprises:list")), Crumb(enterprise.name, home), listed, *more]


def _row(each: CheckUp) -> tuple[object, ...]:
    verdicts = [
        f"{part.title}：{part.outcome_text}" + (f"（{part.score_text}）" if part.score_text else "")
        for part in each.parts.all()
    ]
    return (
        Cell(f"第{each.number}次", "link", reverse("pools:checkup", args=[each.ref]), note=formats.day(each.on)),
        Cell(formats.day(each.on), "date"),
        "；".join(verdicts),
        each.clinic.name if each.clinic else "科技部门",
        each.made_by.full_name,
    )
