"""判定台账: every verdict of one programme, by outcome, by criterion, by the rung an enterprise stands below."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from cultivation.pools import exports
from cultivation.pools.enums import Outcome
from cultivation.pools.models import Assessment, Tier
from cultivation.pools.permissions import can_export
from cultivation.pools.queries.criteria import Rulebook, rulebook
from cultivation.pools.queries.funnel import ladders_for, tiers_of
from cultivation.pools.queries.ledger import in_order
from cultivation.pools.queries.scope import region_code
from cultivation.pools.queries.verdicts import VerdictFilter, verdicts
from cultivation.pools.views._export import is_wanted
from cultivation.pools.views._request import read_filter
from cultivation.pools.views._tabs import pool_crumbs, pool_tabs
from portal.accounts.access import require
from portal.accounts.models import User
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column

SORTS = {"name": "enterprise__name", "county": "enterprise__county__code", "score": "score_low", "judged": "judged_on"}
COLUMNS = (
    Column("企业", key="name", is_sortable=True, is_fixed=True),
    Column("县区", key="county", is_sortable=True, priority=2),
    Column("结论"),
    Column("未达标项"),
    Column("缺数据项", priority=3),
    Column("得分", key="score", is_sortable=True, is_number=True, unit="分", priority=2),
    Column("判定日期", key="judged", is_sortable=True, priority=3),
)
STEP, NEAR = "step", "near"


@require("pool.view")
def assessments(request: HttpRequest, programme: str) -> HttpResponse:
    """The ledger of one programme; the address holds outcome, criterion and who is meant."""
    on = timezone.localdate()
    book = rulebook(programme, on=on, region=region_code(request.user))
    tier = _tier(request.user, programme)
    if book is None or tier is None:
        raise Http404
    asked = read_filter(request.user, request.GET)
    chosen = _chosen(request.GET, book, tier)
    sort, order = tables.read_sort(request.GET, SORTS, "-score")
    rows = verdicts(request.user, programme, asked.firms, chosen, on=on)
    rows = in_order(rows, order, then="enterprise_id")
    if "format" in request.GET and is_wanted(request, "assessment", count=rows.count()):
        return exports.verdicts(rows, book, title=f"{book.title}判定台账", as_of=f"截至{on}")
    listed = paginate(rows, request.GET)
    context = {
        "tier": tier,
        "asked": asked,
        "book": book,
        "today": on,
        "chosen": chosen,
        "steps": _steps(tier, chosen),
        "outcomes": [(str(value), label, value == chosen.outcome) for value, label in Outcome.choices],
        "chips": [*asked.chips, *_chips(request.GET, chosen)],
        "page": listed,
        "table": tables.table(
            f"{book.title}判定台账",
            COLUMNS,
            [_row(each, book) for each in listed.items],
            query=request.GET,
            sort=sort,
        ),
        "tabs": pool_tabs(request.user, tier, "pools:assessments"),
        "crumbs": pool_crumbs(tier),
        "clear_url": reverse("pools:assessments", args=[programme]),
        "may_export": can_export(request.user),
    }
    return page(request, "cultivation/pools/assessments.html", context, fragment="list")


@dataclass(frozen=True)
class Option:
    """A choice of who is meant."""

    value: str
    label: str
    is_chosen: bool


def _steps(tier: Tier, chosen: VerdictFilter) -> list[Option]:
    return [
        Option("", "全部企业", chosen.step is None and chosen.near is None),
        Option(STEP, f"低一级、尚未在“{tier.name}”库", chosen.step is not None),
        Option(NEAR, "临界企业", chosen.near is not None),
    ]


def _tier(user: User, programme: str) -> Tier | None:
    return next(
        (tier for ladder in ladders_for(user) for tier in tiers_of(ladder) if tier.programme == programme), None
    )


def _chosen(query: QueryDict, book: Rulebook, tier: Tier) -> VerdictFilter:
    outcomes = {str(value): value for value in Outcome.values}
    who = query.get("who", "")
    return VerdictFilter(
        outcome=outcomes.get(query.get("outcome", "")),
        gap=book.criterion(query.get("gap", "")),
        unknown=book.criterion(query.get("unknown", "")),
        step=tier if who == STEP else None,
        near=tier if who == NEAR else None,
    )


def _chips(query: QueryDict, chosen: VerdictFilter) -> list[Chip]:
    chips = []
    if chosen.outcome is not None:
        chips.append(Chip("结论", Outcome(chosen.outcome).label, with_query(query, outcome=None)))
    if chosen.gap is not None:
        chips.append(Chip("未达标项", chosen.gap.title, with_query(query, gap=None)))
    if chosen.unknown is not None:
        chips.append(Chip("缺数据项", chosen.unknown.title, with_query(query, unknown=None)))
    if chosen.step is not None:
        chips.append(Chip("企业范围", "低一级、尚未在库", with_query(query, who=None)))
    if chosen.near is not None:
        chips.append(Chip("企业范围", "临界企业", with_query(query, who=None)))
    return chips


def _row(verdict: Assessment, book: Rulebook) -> tuple[Cell | object, ...]:
    firm = verdict.enterprise
    gaps = [criterion.title for criterion in book.named(verdict.gaps)]
    unknowns = [criterion.title for criterion in book.named(verdict.unknowns)]
    return (
        Cell(firm.name, "link", reverse("pools:diagnosis", args=[firm.ref, verdict.programme])),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        Cell(verdict.outcome, "verdict", note=f"差{len(gaps)}项" if gaps else ""),
        _listed(gaps),
        _listed(unknowns),
        Cell(exports.score_of(verdict)) if verdict.score_high is not None else Cell("--", "gap"),
        formats.day(verdict.judged_on),
    )


def _listed(titles: list[str]) -> Cell:
    """At most two by name and how many more; all of them in the title."""
    if not titles:
        return Cell("--", "gap")
    text = "、".join(titles[:2])
    return Cell(text + (f"等{len(titles)}项" if len(titles) > 2 else ""), title="、".join(titles))
