"""企业创新诊所: the register of who examines enterprises, in the person's territory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.models import Clinic
from cultivation.pools.permissions import can_keep_clinics
from cultivation.pools.queries.checkups import visible_clinics
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("名称", is_fixed=True),
    Column("依托单位", priority=2),
    Column("服务领域", priority=2),
    Column("服务地区", priority=2),
    Column("联系人", priority=3),
    Column("设立日期", priority=3),
    Column("体检", is_number=True, unit="次"),
    Column("状态"),
)


@require("clinic.view")
def clinics(request: HttpRequest) -> HttpResponse:
    """The list."""
    listed = paginate(visible_clinics(request.user), request.GET)
    may_keep = can_keep_clinics(request.user)
    rows = [_row(clinic, may_keep=may_keep) for clinic in listed.items]
    context = {
        "page": listed,
        "table": tables.table("企业创新诊所", COLUMNS, rows, query=request.GET),
        "new_url": reverse("pools:new_clinic") if may_keep else "",
        "on": timezone.localdate(),
        "crumbs": [Crumb("企业创新诊所")],
    }
    return page(request, "cultivation/pools/clinics.html", context)


def _row(clinic: Clinic, *, may_keep: bool) -> tuple[object, ...]:
    today = timezone.localdate()
    is_closed = clinic.closed_on is not None and clinic.closed_on <= today
    state = "已停办" if is_closed else "未开办" if clinic.started_on > today else "在办"
    where = f"{clinic.host}，{clinic.region.name}"
    return (
        Cell(clinic.name, "link", reverse("pools:clinic", args=[clinic.ref]), note=where)
        if may_keep
        else Cell(clinic.name, note=where),
        clinic.host,
        clinic.domain,
        clinic.region.name,
        Cell(clinic.contact_name, note=formats.mask_phone(clinic.contact_phone) if clinic.contact_phone else "")
        if clinic.contact_name
        else Cell("未填", "gap"),
        Cell(formats.day(clinic.started_on), "date"),
        Cell(str(clinic.made), "number"),
        Cell(state, "light", light="grey" if state != "在办" else "green"),
    )
