"""持证名单: who holds the certificate of a rung on a day; the list behind every count of the ranking."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools import exports
from cultivation.pools.models import Tier
from cultivation.pools.permissions import can_export
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.queries.ledger import certificate_holders, in_order
from cultivation.pools.views._export import is_wanted
from cultivation.pools.views._request import read_day, read_filter
from cultivation.pools.views._tabs import pool_crumbs, pool_tabs
from cultivation.pools.views.pool import title_cell
from enterprises.models import Enterprise
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column

SORTS = {"name": "name", "county": "county__code"}
COLUMNS = (
    Column("企业", key="name", is_sortable=True, is_fixed=True),
    Column("统一社会信用代码", priority=3),
    Column("县区", key="county", is_sortable=True, priority=2),
    Column("功能区", priority=3),
    Column("证书编号", priority=2),
    Column("发证日期", priority=2),
    Column("有效期"),
)


@require("pool.view")
def holders(request: HttpRequest, code: str) -> HttpResponse:
    """Holders of one rung on a day (?on=); each enterprise once."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    asked = read_filter(request.user, request.GET)
    day = read_day(request.GET, on=on)
    sort, order = tables.read_sort(request.GET, SORTS, "name")
    rows = in_order(certificate_holders(request.user, tier, asked.firms, day=day), order)
    words = "持证名单" if tier.scheme else "在库名单"
    if "format" in request.GET and is_wanted(request, "certificate", count=rows.count()):
        return exports.holders(rows, tier, title=f"{tier.name}{words}", as_of=f"截至{day}")
    listed = paginate(rows, request.GET)
    chips = [*asked.chips]
    if day != on:
        chips.append(Chip("日期", day.isoformat(), with_query(request.GET, on=None)))
    context = {
        "tier": tier,
        "asked": asked,
        "day": day,
        "today": on,
        "chips": chips,
        "words": words,
        "page": listed,
        "table": tables.table(
            f"{tier.name}{words}",
            COLUMNS,
            [_row(each, tier, day=day) for each in listed.items],
            query=request.GET,
            sort=sort,
        ),
        "tabs": pool_tabs(request.user, tier, "pools:holders"),
        "crumbs": pool_crumbs(tier),
        "clear_url": reverse("pools:holders", args=[tier.code]),
        "may_export": can_export(request.user),
    }
    return page(request, "cultivation/pools/holders.html", context, fragment="list")


def _row(firm: Enterprise, tier: Tier, *, day: date) -> tuple[Cell, ...]:
    held = firm.titles_of_tier[0] if firm.titles_of_tier else None
    return (
        Cell(firm.name, "link", reverse("enterprises:detail", args=[firm.ref])),
        Cell(firm.code, "code"),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        Cell(firm.zone.name) if firm.zone else Cell("--", "gap"),
        Cell(held.number, "code") if held else Cell("--", "gap"),
        Cell(formats.day(held.valid_from), note=held.get_kind_display()) if held else Cell("--", "gap"),
        title_cell(firm, tier, on=day),
    )
