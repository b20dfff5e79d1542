"""年度窗口: when programmes take applications, as shipped and as the bureaus entered it; a new one is entered here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from policies import library
from policies.actions.add_window import CannotAddWindow, add_window
from policies.forms import NewWindow
from policies.models import Window
from policies.permissions import can_draft
from policies.queries import WindowLine, regions_ruled, shipped_windows, visible_windows
from policies.views._texts import crumbs_to
from portal.accounts.access import require
from portal.web import formats, say, tables
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("项目", is_fixed=True),
    Column("年度"),
    Column("适用地区", priority=2),
    Column("申报"),
    Column("公布期限", priority=3),
    Column("编号有效期至", priority=3),
    Column("依据", priority=2),
    Column("登记", priority=3),
)


@require("rule.view")
def windows(request: HttpRequest) -> HttpResponse:
    """The list; whoever writes rules enters one more below it."""
    on = timezone.localdate()
    titles = _titles()
    regions = {region.code: region for region in regions_ruled(request.user)} if can_draft(request.user) else {}
    form = NewWindow(
        request.POST if request.method == "POST" and regions else None,
        programmes=sorted(titles.items()),
        regions=[(code, region.name) for code, region in regions.items()],
        initial={"programme": "tech_sme", "year": on.year + 1},
    )
    if request.method == "POST" and regions and form.is_valid():
        typed = dict(form.cleaned_data)
        try:
            made = add_window(regions[typed.pop("region")], **typed, by=request.user)
        except CannotAddWindow as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            say.done(request, f"{made.year}年窗口已登记，预诊断页当即按它提示。")
            return redirect("policies:windows")
    listed = paginate(visible_windows(request.user), request.GET)
    rows = [_own(each, titles) for each in listed.items] + [_shipped(each, titles) for each in shipped_windows()[::-1]]
    context = {
        "page": listed,
        "table": tables.table("年度窗口", COLUMNS, rows, query=request.GET),
        "form": form if regions else None,
        "is_open": request.method == "POST",
        "crumbs": crumbs_to(Crumb("年度窗口")),
    }
    return page(request, "policies/windows.html", context, status=422 if form.errors else 200)


def _titles() -> dict[str, str]:
    """Programme → the title of the newest text of it that is shipped."""
    return {pack.programme: pack.title for pack in sorted(library.shipped(), key=lambda pack: pack.in_force_from)}


def _own(window: Window, titles: dict[str, str]) -> tuple[Cell | object, ...]:
    return (
        titles.get(window.programme, window.programme),
        f"{window.year}年",
        window.region.name,
        f"{formats.day(window.opens_on)} ～ {formats.day(window.closes_on)}",
        _day(window.published_by),
        _day(window.lapses_on),
        window.source,
        Cell(window.made_by.full_name, note=formats.day(window.made_at)),
    )


def _shipped(line: WindowLine, titles: dict[str, str]) -> tuple[Cell | object, ...]:
    return (
        titles.get(line.programme, line.programme),
        f"{line.year}年",
        "全国",
        f"{formats.day(line.opens_on)} ～ {formats.day(line.closes_on)}",
        _day(line.published_by),
        _day(line.lapses_on),
        line.source,
        Cell("随系统", "gap"),
    )


def _day(day: object) -> Cell | str:
    return formats.day(day) if day else Cell("没有登记", "gap")
