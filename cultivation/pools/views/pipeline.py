"""分类与梯次 of a pool: how many stand in each class and stage, how those put forward fared, and who they are."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.evidence.sorting import GAP, MISSING, UNDECIDED
from cultivation.pools.models import Membership
from cultivation.pools.permissions import can_confirm
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.queries.scope import city_of, territory
from cultivation.pools.queries.sortings import counts, sorted_members, sorting_for, success
from cultivation.pools.views._request import read_filter
from cultivation.pools.views._tabs import pool_crumbs, pool_tabs
from portal.accounts.access import require
from portal.web import tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("企业", is_fixed=True),
    Column("县区", priority=2),
    Column("分类"),
    Column("目标年度"),
    Column("短板", priority=2),
    Column("缺数据", priority=3),
    Column("梯次"),
)
NONE = "none"


@require("pool.view")
def pipeline(request: HttpRequest, code: str) -> HttpResponse:
    """One pool today; the address holds class, stage and the conditions on enterprises."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    city = city_of(territory(request.user))
    sorting = sorting_for(tier, city.pk if city else None, on=on)
    if sorting is None:
        raise Http404(code)
    asked = read_filter(request.user, request.GET)
    everybody = sorted_members(request.user, tier, sorting, asked.firms, on=on)
    classes = {each["code"]: each for each in sorting.classes} | {"": {"code": NONE, "name": UNDECIDED, "guidance": ""}}
    stages = {each["code"]: each["name"] for each in sorting.stages}
    rows, chips = everybody, list(asked.chips)
    wanted = request.GET.get("class", "")
    if wanted == NONE or (wanted and wanted in classes):
        key = "" if wanted == NONE else wanted
        rows = rows.filter(class_code=key)
        chips.append(Chip("分类", classes[key]["name"], with_query(request.GET, **{"class": None})))
    stage = request.GET.get("stage", "")
    if stage in stages:
        rows = rows.filter(stage=stage)
        chips.append(Chip("梯次", stages[stage], with_query(request.GET, stage=None)))
    by_class, by_stage = counts(everybody, "class_code"), counts(everybody, "stage")
    listed = paginate(rows, request.GET)
    context = {
        "tier": tier,
        "asked": asked,
        "today": on,
        "chips": chips,
        "sorting": sorting,
        "classes": [
            (
                each["name"],
                by_class.get(key, 0),
                with_query(request.GET, **{"class": key or NONE, "page": None}),
                each["guidance"],
            )
            for key, each in classes.items()
        ],
        "stages": [
            (name, by_stage.get(key, 0), with_query(request.GET, stage=key, page=None)) for key, name in stages.items()
        ],
        "everybody": sum(by_stage.values()),
        "success": success(request.user, tier, asked.firms, year=on.year),
        "page": listed,
        "table": tables.table(
            f"{tier.name}分类与梯次", COLUMNS, [_row(each, stages) for each in listed.items], query=request.GET
        ),
        "tabs": pool_tabs(request.user, tier, "pools:pipeline"),
        "crumbs": pool_crumbs(tier),
        "clear_url": reverse("pools:pipeline", args=[code]),
        "may_keep": can_confirm(request.user),
    }
    return page(request, "cultivation/pools/pipeline.html", context, fragment="list")


def _row(membership: Membership, stages: dict[str, str]) -> tuple[Cell | object, ...]:
    firm = membership.enterprise
    standing = next(iter(membership.current), None)
    dimensions = standing.dimensions if standing else []
    return (
        Cell(firm.name, "link", reverse("pools:membership", args=[membership.ref])),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        Cell(standing.class_name) if standing else Cell("还没有分类", "gap"),
        Cell(f"{standing.target_year}年", note="人工定" if standing.is_manual else "")
        if standing
        else Cell("--", "gap"),
        _names(dimensions, GAP),
        _names(dimensions, MISSING),
        stages[membership.stage],
    )


def _names(dimensions: list[dict[str, object]], state: str) -> Cell:
    names = "、".join(str(each["name"]) for each in dimensions if each["state"] == state)
    return Cell(names) if names else Cell("--", "gap")
