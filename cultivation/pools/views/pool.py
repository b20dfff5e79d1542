"""单库台账: the members of one pool on a day, and who came and went in its year."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools import exports
from cultivation.pools.models import Membership, Tier
from cultivation.pools.permissions import can_confirm, can_export
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.queries.ledger import ENTERED, FLOWS, IN, LEFT, calendar_light, in_order, members
from cultivation.pools.views._export import is_wanted
from cultivation.pools.views._request import read_day, read_filter
from cultivation.pools.views._tabs import pool_crumbs, pool_tabs
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column

SORTS = {
    "name": "enterprise__name",
    "county": "enterprise__county__code",
    "entered": "entered_on",
    "left": "left_on",
}
COLUMNS = (
    Column("企业", key="name", is_sortable=True, is_fixed=True),
    Column("县区", key="county", is_sortable=True, priority=2),
    Column("功能区", priority=3),
    Column("入库日期", key="entered", is_sortable=True),
    Column("退出日期", key="left", is_sortable=True, priority=2),
    Column("依据", priority=2),
    Column("证书有效期至"),
    Column("确认人", priority=3),
)


@require("pool.view")
def pool(request: HttpRequest, code: str) -> HttpResponse:
    """One pool: in it on a day (?on=), or begun or ended in the day's year (?flow=entered, left)."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    asked = read_filter(request.user, request.GET)
    day = read_day(request.GET, on=on)
    flow = request.GET.get("flow", IN) if request.GET.get("flow") in FLOWS else IN
    is_highest = request.GET.get("count") == "highest" and flow == IN
    sort, order = tables.read_sort(request.GET, SORTS, "-entered" if flow != LEFT else "-left")
    rows = in_order(members(request.user, tier, asked.firms, day=day, flow=flow, is_highest=is_highest), order)
    words = _words(flow, day=day)
    if "format" in request.GET and is_wanted(request, "membership", count=rows.count()):
        return exports.members(rows, tier, title=f"{tier.name}{words}", as_of=f"截至{day}")
    listed = paginate(rows, request.GET)
    chips = [*asked.chips]
    if is_highest:
        chips.append(Chip("计数方式", "按最高一级", with_query(request.GET, count=None)))
    if day != on:
        chips.append(Chip("日期", day.isoformat(), with_query(request.GET, on=None)))
    context = {
        "tier": tier,
        "asked": asked,
        "day": day,
        "today": on,
        "flow": flow,
        "flows": [(value, label, with_query(request.GET, flow=value)) for value, label in FLOWS.items()],
        "words": words,
        "chips": chips,
        "page": listed,
        "table": tables.table(
            f"{tier.name}{words}",
            COLUMNS,
            [_row(each, tier, on=on) for each in listed.items],
            query=request.GET,
            sort=sort,
        ),
        "tabs": pool_tabs(request.user, tier, "pools:pool"),
        "crumbs": pool_crumbs(tier),
        "clear_url": reverse("pools:pool", args=[tier.code]),
        "may_confirm": can_confirm(request.user),
        "may_export": can_export(request.user),
    }
    return page(request, "cultivation/pools/pool.html", context, fragment="list")


def _words(flow: str, *, day: object) -> str:
    year = str(day)[:4]
    return {IN: "在库名单", ENTERED: f"{year}年进入名单", LEFT: f"{year}年退出名单"}[flow]


def _row(membership: Membership, tier: Tier, *, on: object) -> tuple[Cell | object, ...]:
    firm = membership.enterprise
    left = (
        Cell(formats.day(membership.left_on), note=membership.left_reason) if membership.left_on else Cell("--", "gap")
    )
    return (
        Cell(firm.name, "link", reverse("pools:membership", args=[membership.ref])),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        Cell(firm.zone.name) if firm.zone else Cell("--", "gap"),
        formats.day(membership.entered_on),
        left,
        Cell(exports.basis_of(membership)),
        title_cell(firm, tier, on=on),
        Cell(membership.confirmed_by.full_name),
    )


def title_cell(firm: object, tier: Tier, *, on: object) -> Cell:
    """When the newest certificate of the rung ends, with its calendar light; greyed where there is none."""
    if not tier.scheme:
        return Cell("--", "gap", title="这一级没有证书")
    titles = firm.titles_of_tier
    if not titles:
        return Cell("无证书", "gap")
    held = titles[0]
    if held.revoked_on and held.revoked_on <= on:
        return Cell("已取消", "light", light="red", note=formats.day(held.revoked_on))
    if held.valid_to is None:
        return Cell("长期")
    if held.valid_to < on:
        return Cell("已到期", "light", light="red", note=formats.day(held.valid_to))
    colour = calendar_light(held.valid_to, on=on)
    if not colour:
        return Cell(formats.day(held.valid_to))
    return Cell(formats.remaining(held.valid_to, on), "light", light=colour, note=formats.day(held.valid_to))
