"""县区排名: every county or managing unit, what it holds, what it promised, how it compares; live, never published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.queries.filter import NONE
from cultivation.pools.queries.funnel import ladders_for, tiers_of
from cultivation.pools.queries.scope import is_whole_city
from cultivation.targets import exports
from cultivation.targets.actions.note_export import note_export
from cultivation.targets.enums import Division
from cultivation.targets.permissions import can_export, can_set_targets_of
from cultivation.targets.queries.ranking import (
    GROWTH,
    MEASURES,
    RATE,
    Cell,
    Line,
    Ranking,
    default_division,
    ranking_city,
    target_years,
)
from cultivation.targets.queries.ranking import ranking as ranking_of
from portal.accounts.access import require
from portal.regions.models import Axis
from portal.web import formats
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.parts import Tab
from portal.web.tables import Column, heads

RANK = "rank"
SORTS = (RANK, "name", "count", "target", "rate", "gap", "before", "growth")


@require("ranking.view")
def ranking(request: HttpRequest) -> HttpResponse:
    """The table; its address holds division, year, rung, measure and order."""
    on = timezone.localdate()
    city = ranking_city(request.user)
    ladders = ladders_for(request.user)
    if city is None or not ladders:
        return page(request, "cultivation/targets/no_city.html", {})
    ladder = next((each for each in ladders if each.code == request.GET.get("ladder")), ladders[0])
    tiers = tiers_of(ladder)
    chosen = next((tier for tier in tiers if tier.code == request.GET.get("tier")), tiers[min(1, len(tiers) - 1)])
    years = [year for year in target_years(city, on=on) if year <= on.year]
    found = ranking_of(
        request.user,
        city=city,
        division=_division(request),
        year=_year(request.GET, years, on=on),
        tiers=tiers,
        chosen=chosen,
        measure=request.GET.get("by") if request.GET.get("by") in MEASURES else RATE,
        on=on,
    )
    sort = request.GET.get("sort", RANK)
    sort = sort if sort.removeprefix("-") in SORTS else RANK
    lines = in_order(found, sort)
    if request.GET.get("format") == "xlsx" and can_export(request.user):
        note_export(query=request.GET.urlencode(), count=len(lines), by=request.user)
        return exports.ranking(found, lines)
    context = {
        "found": found,
        "ladders": [
            Tab(each.name, with_query(request.GET, ladder=each.code, tier=None, sort=None), each.pk == ladder.pk)
            for each in ladders
        ],
        "divisions": Division.choices if is_whole_city(request.user.acting.region) else [],
        "years": years,
        "measures": list(MEASURES.items()),
        "measure_name": MEASURES[found.measure],
        "heads": heads(_columns(found), request.GET, "" if sort == RANK else sort),
        "rank_url": with_query(request.GET, sort=None),
        "is_by_rank": sort == RANK,
        "rows": [_row(line, found) for line in lines],
        "total": _row(found.total, found, is_total=True),
        "others": [tier for tier in tiers if tier.pk != chosen.pk],
        "untargeted": found.untargeted[chosen.pk],
        "basis": "证书当日有效、未被取消、企业存续，一家企业只计一次"
        if chosen.scheme
        else "当日在库（这一级没有证书，按入库登记计）",
        "may_set": can_set_targets_of(request.user, city),
        "may_export": can_export(request.user),
        "clear_url": f"{reverse('targets:ranking')}?ladder={ladder.code}",
    }
    return page(request, "cultivation/targets/ranking.html", context, fragment="table")


def in_order(found: Ranking, sort: str) -> list[Line]:
    """The lines sorted for the eye. What has no value stands last in either direction; 未定 always ends the table."""
    key, falling = sort.removeprefix("-"), sort.startswith("-")
    placed = [line for line in found.lines if line.region is not None]
    known = [line for line in placed if _value(line, found, key) is not None]
    known.sort(key=lambda line: _value(line, found, key), reverse=falling)
    rest = [line for line in placed if _value(line, found, key) is None]
    return [*known, *rest, *(line for line in found.lines if line.region is None)]


def _value(line: Line, found: Ranking, key: str) -> Fraction | int | str | None:
    if key == RANK:
        return line.rank
    if key == "name":
        return line.region.code if line.region else ""
    value: Fraction | int | None = getattr(line.cell(found.chosen).standing, key)
    return value


def _division(request: HttpRequest) -> str:
    own = request.user.acting.region
    if own is not None and own.axis == Axis.ZONE:
        return Division.UNIT
    asked = request.GET.get("division", "")
    return asked if asked in Division.values else default_division(request.user)


def _year(query: QueryDict, years: Sequence[int], *, on: date) -> int:
    asked = query.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else on.year


def _columns(found: Ranking) -> tuple[Column, ...]:
    return (
        Column(Division(found.division).label, key="name", is_sortable=True, is_fixed=True),
        Column("现有", key="count", is_number=True, is_sortable=True),
        Column("年目标", key="target", is_number=True, is_sortable=True, priority=2),
        Column("完成率", key="rate", is_number=True, is_sortable=True),
        Column("序时", priority=1),
        Column("差额", key="gap", is_number=True, is_sortable=True, priority=2),
        Column("上年同日", key="before", is_number=True, is_sortable=True, priority=2),
        Column("同比", key="growth", is_number=True, is_sortable=True, priority=2),
    )


@dataclass(frozen=True)
class Shown:
    """One rung of a row in words; url leads to the list with as many rows."""

    cell: Cell
    url: str
    before_url: str
    word: str
    rate: str
    growth: str

    @property
    def short_word(self) -> str:
        """The word under a head that already says 序时."""
        return self.word.removesuffix("序时")


@dataclass(frozen=True)
class Row:
    """A row as drawn: the chosen rung in full, the others in short."""

    name: str
    rank: int | None
    is_own: bool
    chosen: Shown
    others: list[Shown]
    why: str


def _row(line: Line, found: Ranking, *, is_total: bool = False) -> Row:
    place = "" if is_total else _place(line, found)
    shown = {cell.tier.pk: _shown(cell, line, found, place, is_total=is_total) for cell in line.cells}
    return Row(
        name="合计" if is_total else exports.name_of(line),
        rank=line.rank,
        is_own=False,
        chosen=shown[found.chosen.pk],
        others=[each for pk, each in shown.items() if pk != found.chosen.pk],
        why=_unranked(line, found),
    )


def _shown(cell: Cell, line: Line, found: Ranking, place: str, *, is_total: bool) -> Shown:
    standing = cell.standing
    holders = reverse("pools:holders", args=[cell.tier.code])
    word = exports.light_word(line, found, cell.light, is_small=standing.is_small)
    if is_total and cell.light == "grey" and not standing.is_small:
        word = exports.NO_TARGET
    return Shown(
        cell,
        url=f"{holders}?on={found.day}{place}",
        before_url=f"{holders}?on={found.before}{place}",
        word=word,
        rate=formats.percent(standing.rate, gap="--"),
        growth=exports.growth_text(standing.count, standing.before),
    )


def _place(line: Line, found: Ranking) -> str:
    """The part of an address that narrows a list to the row."""
    if line.region is None:
        return f"&county={NONE}" + (f"&zone={NONE}" if found.division == Division.UNIT else "")
    if line.region.axis == Axis.ZONE:
        return f"&zone={line.region.code}"
    own = f"&county={line.region.code}" if found.is_whole else ""
    return own + (f"&zone={NONE}" if found.division == Division.UNIT else "")


def _unranked(line: Line, found: Ranking) -> str:
    """Why a row has no rank."""
    if line.rank is not None or not found.is_whole:
        return ""
    if line.region is None:
        return "待核定，不排名"
    if found.measure == RATE:
        return "未下达，不排名"
    return "上年为0，不排名" if found.measure == GROWTH else ""
