"""临界名单: all who fail a rung, the nearest first, by county."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools import exports
from cultivation.pools.evidence.nearest import gaps_in_words
from cultivation.pools.models import Assessment
from cultivation.pools.permissions import can_export
from cultivation.pools.queries.criteria import Rulebook, rulebook
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.queries.near import nearest, nearest_by_county
from cultivation.pools.queries.scope import region_code
from cultivation.pools.views._export import is_wanted
from cultivation.pools.views._request import read_filter
from cultivation.pools.views._tabs import pool_crumbs, pool_tabs
from portal.accounts.access import require
from portal.web import tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("企业", is_fixed=True),
    Column("县区", priority=2),
    Column("差几项", is_number=True),
    Column("得分", is_number=True, unit="分", priority=2),
    Column("差多少"),
)


@require("pool.view")
def near(request: HttpRequest, code: str) -> HttpResponse:
    """The list of one rung; the address holds county and the other conditions."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    book = rulebook(tier.programme, on=on, region=region_code(request.user))
    if book is None:
        raise Http404
    asked = read_filter(request.user, request.GET)
    rows = nearest(request.user, tier, book, asked.firms, on=on)
    if "format" in request.GET and is_wanted(request, "assessment", count=rows.count()):
        return exports.nearest(rows, book, title=f"{tier.name}临界名单", as_of=f"截至{on}")
    listed = paginate(rows, request.GET)
    gaps = gaps_in_words(listed.items, on=on)
    context = {
        "tier": tier,
        "asked": asked,
        "today": on,
        "chips": asked.chips,
        "counties": [
            (each.name, each.count, with_query(request.GET, county=each.code, page=None))
            for each in nearest_by_county(rows)
        ],
        "page": listed,
        "table": tables.table(
            f"{tier.name}临界名单", COLUMNS, [_row(each, book, gaps) for each in listed.items], query=request.GET
        ),
        "tabs": pool_tabs(request.user, tier, "pools:near"),
        "crumbs": pool_crumbs(tier),
        "clear_url": reverse("pools:near", args=[code]),
        "may_export": can_export(request.user),
    }
    return page(request, "cultivation/pools/near.html", context, fragment="list")


def _row(verdict: Assessment, book: Rulebook, gaps: dict[int, str]) -> tuple[Cell | object, ...]:
    firm = verdict.enterprise
    named = book.named(verdict.gaps)
    return (
        Cell(firm.name, "link", reverse("pools:diagnosis", args=[firm.ref, verdict.programme])),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        str(verdict.gap_count),
        Cell(exports.score_of(verdict)) if verdict.score_high is not None else Cell("--", "gap"),
        Cell(gaps.get(verdict.pk, "") or "待专家确认", note=named[0].advice if named else ""),
    )
