"""服务机构: the agencies registered in the city, who works for them, and the form to register one."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.forms import Agencying
from cultivation.pools.queries.mandates import with_live_mandates
from cultivation.pools.queries.scope import city_of
from enterprises import permissions, queries
from enterprises.actions.keep_agency import CannotKeepAgency, register_agency
from portal.accounts.access import require
from portal.web import say, tables
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("服务机构", is_fixed=True),
    Column("统一社会信用代码", priority=2),
    Column("人员", priority=2),
    Column("本辖区有效授权", is_number=True, unit="份"),
)


@require("agency.view")
def agencies(request: HttpRequest) -> HttpResponse:
    """The list with the mandates in force inside the person's territory; a bureau of a city registers here."""
    on = timezone.localdate()
    city = city_of(request.user.acting.region)
    may_keep = permissions.can_keep_agencies(request.user) and city is not None
    if request.method == "POST" and not may_keep:
        raise PermissionDenied("agency.keep")
    form = Agencying(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            agency = register_agency(city, **form.cleaned_data, by=request.user)
        except CannotKeepAgency as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(field, sentence)
        else:
            say.done(request, f"已登记{agency.name}，请再登记它的人员。")
            return redirect("pools:agency", ref=agency.ref)
    listed = paginate(with_live_mandates(request.user, queries.visible_agencies(request.user), on=on), request.GET)
    rows = [
        (
            Cell(each.name, "link", reverse("pools:agency", args=[each.ref])),
            Cell(each.code, "code"),
            Cell("、".join(one.user.full_name for one in each.people_now)) if each.people_now else Cell("没有", "gap"),
            Cell(each.live_count, "number"),
        )
        for each in listed.items
    ]
    context = {
        "page": listed,
        "table": tables.table("服务机构", COLUMNS, rows, query=request.GET),
        "form": form if may_keep else None,
        "crumbs": [Crumb("授权委托", reverse("pools:mandates")), Crumb("服务机构")],
        "as_of": timezone.now(),
    }
    return page(request, "cultivation/pools/agencies.html", context, status=422 if form.errors else 200)
