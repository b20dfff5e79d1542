"""One agency: who works for it, and the mandates it holds inside the person's territory."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.forms import Joining
from cultivation.pools.views._mandates import allows, programmes_in_words, state_cell, titles_of
from enterprises import permissions, queries
from enterprises.actions.keep_agency import CannotKeepAgency, add_agency_person, remove_agency_person
from enterprises.models import Agency
from policies import library
from portal.accounts.access import require
from portal.accounts.queries import account_of
from portal.web import formats, say, tables
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb, Fact
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("企业", is_fixed=True),
    Column("事项", priority=2),
    Column("可做什么", priority=2),
    Column("有效期至"),
    Column("状态"),
)


@require("agency.view")
def agency(request: HttpRequest, ref: str) -> HttpResponse:
    """The page; a bureau of a city adds people here and lets them leave (leave=, of the person)."""
    now = timezone.now()
    on = timezone.localdate(now)
    held = get_object_or_404(queries.visible_agencies(request.user), ref=ref)
    may_keep = permissions.can_keep_agencies(request.user)
    form = Joining(request.POST if "username" in request.POST else None)
    if request.method == "POST":
        if not may_keep:
            raise PermissionDenied("agency.keep")
        if "leave" in request.POST:
            return _leave(request, held, at=now)
        if form.is_valid():
            person = account_of(form.cleaned_data["username"].strip())
            if person is None:
                form.add_error("username", "没有这个用户名的账号，请核对，或请系统管理员先建立。")
            else:
                try:
                    add_agency_person(held, person=person, by=request.user, on=on)
                except CannotKeepAgency as refusal:
                    form.add_error("username", "".join(refusal.problems.values()))
                else:
                    say.done(request, f"{person.full_name}已登记为{held.name}的人员。")
                    return redirect("pools:agency", ref=ref)
    listed = paginate(queries.visible_mandates(request.user).filter(agency=held), request.GET)
    titles = titles_of(library.shelf())
    rows = [
        (
            Cell(each.enterprise.name, "link", reverse("pools:firm_mandates", args=[each.enterprise.ref])),
            Cell(programmes_in_words(each, titles)),
            Cell(allows(each)),
            Cell(formats.day(each.valid_to), "date", note=f"自{formats.day(each.valid_from)}"),
            state_cell(each, on),
        )
        for each in listed.items
    ]
    context = {
        "agency": held,
        "facts": [Fact("统一社会信用代码", held.code, copy=True), Fact("登记时间", formats.moment(held.registered_at))],
        "page": listed,
        "table": tables.table(f"{held.name}的授权", COLUMNS, rows, query=request.GET),
        "form": form if may_keep else None,
        "may_keep": may_keep,
        "crumbs": [
            Crumb("授权委托", reverse("pools:mandates")),
            Crumb("服务机构", reverse("pools:agencies")),
            Crumb(held.name),
        ],
    }
    return page(request, "cultivation/pools/agency.html", context, status=422 if form.errors else 200)


def _leave(request: HttpRequest, held: Agency, *, at: object) -> HttpResponse:
    row = next((each for each in held.people_now if each.user.ref == request.POST["leave"]), None)
    if row is None:
        raise Http404
    remove_agency_person(row, by=request.user, at=at)
    say.done(request, f"{row.user.full_name}已不是{held.name}的人员，看不到任何授权企业了。")
    return redirect("pools:agency", ref=held.ref)
