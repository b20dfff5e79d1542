"""影响预估: what a draft would change, for whom, and the button that asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.preview_impact import CannotPreview, start_preview
from cultivation.pools.enums import NO_TEXT, Outcome
from cultivation.pools.evidence.impact import Question
from cultivation.pools.models import ImpactMove, ImpactPreview
from cultivation.pools.queries.impact import preview_of, visible_moves
from policies import library
from policies.enums import DraftState
from policies.models import Draft
from policies.permissions import can_preview
from policies.queries import visible_drafts
from portal.accounts.access import require
from portal.regions.models import Region
from portal.regions.queries import regions_within
from portal.web import say, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip, Crumb
from portal.web.tables import Cell, Column

WORDS = {outcome.value: str(outcome.label) for outcome in Outcome} | {NO_TEXT: "无规则"}
UNKNOWN, UNKNOWN_COUNTY = "none", "未定县区"
COLUMNS = (
    Column("企业", is_fixed=True),
    Column("统一社会信用代码", priority=3),
    Column("县区", priority=2),
    Column("现行规则"),
    Column("草稿规则"),
)


@require("draft.view")
def impact(request: HttpRequest, ref: str) -> HttpResponse:
    """The estimate of a draft of the person's territory; whoever may draft asks for a new one here."""
    draft = get_object_or_404(visible_drafts(request.user), ref=ref)
    if request.method == "POST":
        if not can_preview(request.user, draft):
            raise PermissionDenied("rule.draft")
        try:
            job = start_preview(draft, by=request.user, at=timezone.now())
        except CannotPreview as refusal:
            say.refuse(request, str(refusal))
            return redirect("policies:draft", ref)
        return redirect("jobs:detail", ref=job.ref)
    preview, pack = preview_of(draft), library.trial_of(draft).pack
    question = Question(pack, draft.region, library.shelf(), timezone.localdate()) if pack is not None else None
    context = {
        "draft": draft,
        "preview": preview,
        "may_ask": can_preview(request.user, draft) and pack is not None,
        "is_past": draft.state in (DraftState.PUBLISHED, DraftState.WITHDRAWN),
        "crumbs": [
            Crumb("首页", reverse("cockpit:home")),
            Crumb("规则库", reverse("policies:list")),
            Crumb(str(draft), reverse("policies:draft", args=[ref])),
            Crumb("影响预估"),
        ],
        "is_fresh": preview is not None and question is not None and question.is_answered_by(preview),
        **(_told(request, draft, preview) if preview is not None else {}),
    }
    return page(request, "cultivation/pools/impact.html", context, fragment="list" if preview and preview.moved else "")


@dataclass(frozen=True)
class Chosen:
    """Which of the moves are listed."""

    county: str = ""
    was: int | None = None
    now: int | None = None


@dataclass(frozen=True)
class Line:
    """From what to what, how many, and the list of them; is_first: where no text is in force yet."""

    is_first: bool
    was: int
    now: int
    was_word: str
    now_word: str
    number: int
    url: str


@dataclass(frozen=True)
class CountyLine:
    """One county: its moves in words, their sum, and the list of them."""

    name: str
    number: int
    said: str
    url: str


def _told(request: HttpRequest, draft: Draft, preview: ImpactPreview) -> dict[str, object]:
    names = {region.code: region.name for region in regions_within(draft.region)}
    chosen = _chosen(request.GET, names)
    rows = visible_moves(request.user, preview, county=chosen.county, was=chosen.was, now=chosen.now)
    listed = paginate(rows, request.GET)
    return {
        "lines": [_line(*each) for each in preview.counts],
        "counties": _counties(preview, names, draft.region),
        "chips": _chips(request.GET, chosen, names),
        "page": listed,
        "table": tables.table("结论会变的企业", COLUMNS, [_row(each) for each in listed.items], query=request.GET),
        "same": preview.judged - preview.moved,
    }


def _line(was: int | None, now: int, number: int) -> Line:
    before = NO_TEXT if was is None else was
    return Line(was is None, before, now, WORDS[before], WORDS[now], number, f"?was={before}&now={now}#list")


def _counties(preview: ImpactPreview, names: dict[str, str], region: Region) -> list[CountyLine]:
    """One line a county, in the order of their codes; the city's own and unknown ones last."""
    grouped: dict[str, list[tuple[int | None, int, int]]] = {}
    for code, was, now, number in preview.by_county:
        grouped.setdefault("" if code == region.code and region.is_city else code, []).append((was, now, number))
    return [
        CountyLine(
            names.get(code, UNKNOWN_COUNTY),
            sum(number for _, _, number in moves),
            "；".join(
                f"{WORDS[NO_TEXT if was is None else was]}→{WORDS[now]}{number:,}家" for was, now, number in moves
            ),
            f"?county={code or UNKNOWN}#list",
        )
        for code, moves in sorted(grouped.items(), key=lambda pair: pair[0] or "~")
    ]


def _chosen(query: QueryDict, names: dict[str, str]) -> Chosen:
    codes = {str(code): code for code in WORDS}
    county = query.get("county", "")
    return Chosen(
        county if county in names or county == UNKNOWN else "",
        codes.get(query.get("was", "")),
        codes.get(query.get("now", "")),
    )


def _chips(query: QueryDict, chosen: Chosen, names: dict[str, str]) -> list[Chip]:
    chips = []
    if chosen.county:
        chips.append(Chip("县区", names.get(chosen.county, UNKNOWN_COUNTY), with_query(query, county=None)))
    if chosen.was is not None:
        chips.append(Chip("现行规则", WORDS[chosen.was], with_query(query, was=None)))
    if chosen.now is not None:
        chips.append(Chip("草稿规则", WORDS[chosen.now], with_query(query, now=None)))
    return chips


def _row(move: ImpactMove) -> tuple[object, ...]:
    firm = move.enterprise
    return (
        Cell(firm.name, "link", reverse("enterprises:detail", args=[firm.ref])),
        Cell(firm.code, "code"),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        Cell(WORDS[NO_TEXT], "gap") if move.was is None else Cell(move.was, "verdict"),
        Cell(move.now, "verdict"),
    )
