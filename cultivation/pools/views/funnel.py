"""梯队漏斗: what stands on every rung, what came and went, where it is stuck, who is near."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from cultivation.pools import exports
from cultivation.pools.enums import Outcome, ProposalKind
from cultivation.pools.models import Tier
from cultivation.pools.permissions import can_export
from cultivation.pools.queries.criteria import rulebooks
from cultivation.pools.queries.funnel import Funnel, Rung, ladders_for, tiers_of
from cultivation.pools.queries.funnel import funnel as funnel_of
from cultivation.pools.queries.ledger import ENTERED, LEFT, proposals
from cultivation.pools.queries.lenses import LIGHTS
from cultivation.pools.queries.scope import region_code
from cultivation.pools.queries.verdicts import Step, Stuck, steps
from cultivation.pools.views._export import is_wanted
from cultivation.pools.views._request import last_day, read_filter, read_year
from portal.accounts.access import require
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.parts import Chip, Tab

NEAR_SHOWN = 8
YEARS_BACK = 4


@require("pool.view")
def funnel(request: HttpRequest) -> HttpResponse:
    """One ladder in the person's territory; the address holds ladder, filter, year and way of counting."""
    on = timezone.localdate()
    ladders = ladders_for(request.user)
    chosen = request.GET.get("ladder") or (ladders[0].code if ladders else "")
    ladder = next((each for each in ladders if each.code == chosen), None)
    if ladder is None:
        raise Http404
    asked = read_filter(request.user, request.GET)
    years = list(range(on.year, on.year - YEARS_BACK, -1))
    year = read_year(request.GET, years, on=on)
    day = last_day(year, on=on)
    tiers = tiers_of(ladder)
    found = funnel_of(
        request.user, ladder, tiers, asked.firms, day=day, is_highest=request.GET.get("count") == "highest"
    )
    if "format" in request.GET and is_wanted(request, "ladder", count=len(found.rungs)):
        return exports.funnel(found, scope=request.user.acting.scope_label)
    is_now = day == on
    books = rulebooks(tiers, on=on, region=region_code(request.user))
    near = (
        proposals(request.user, asked.firms, kind=ProposalKind.NEAR)
        .filter(tier__in=tiers)
        .order_by("-tier__position", "id")
    )
    chips = list(asked.chips)
    if not is_now:
        chips.append(Chip("年度", f"{year}年", with_query(request.GET, year=None)))
    context = {
        "funnel": found,
        "asked": asked,
        "chips": chips,
        "years": years,
        "year": year,
        "tabs": [
            Tab(each.name, with_query(request.GET, ladder=each.code), current=each.pk == ladder.pk) for each in ladders
        ],
        "is_now": is_now,
        "base_url": _ledger_url(request.GET),
        "rows": [_row(rung, found, request.GET) for rung in found.rungs],
        "steps": [_step(step, request.GET) for step in steps(request.user, tiers, books, asked.firms, on=on)]
        if is_now
        else [],
        "near": near[:NEAR_SHOWN] if is_now else [],
        "near_totals": _near_totals(found, request.GET),
        "clear_url": f"{reverse('pools:funnel')}?ladder={ladder.code}",
        "may_export": can_export(request.user),
        "may_recompute": request.user.acting.may("recompute.run"),
    }
    return page(request, "cultivation/pools/funnel.html", context, fragment="figures")


@dataclass(frozen=True)
class RungRow:
    """A rung as drawn; every number leads to the list that holds as many rows."""

    rung: Rung
    share: float
    minus: int
    waiting: int
    stock_url: str
    certified_url: str
    entered_url: str
    left_url: str
    waiting_url: str


def _row(rung: Rung, found: Funnel, query: QueryDict) -> RungRow:
    def leading(name: str, **more: object) -> str:
        return reverse(name, args=[rung.tier.code]) + _firms(query, **more)

    day = found.day.isoformat()
    return RungRow(
        rung,
        share=rung.stock / found.base if found.base else 0,
        minus=-rung.left,
        waiting=rung.waiting.get(ProposalKind.ENTER, 0),
        stock_url=leading("pools:pool", on=day, count="highest" if found.is_highest else None),
        certified_url=leading("pools:holders", on=day),
        entered_url=leading("pools:pool", on=day, flow=ENTERED),
        left_url=leading("pools:pool", on=day, flow=LEFT),
        waiting_url=leading("pools:proposals", kind=ProposalKind.ENTER),
    )


@dataclass(frozen=True)
class StepRow:
    """Where a rung is stuck, as drawn."""

    tier: Tier
    below: Tier | None
    outcomes: list[tuple[str, str, int, str]]
    stuck: list[tuple[Stuck, float, str]]


def _step(step: Step, query: QueryDict) -> StepRow:
    def leading(**more: object) -> str:
        return reverse("pools:assessments", args=[step.tier.programme]) + _firms(query, who="step", **more)

    everybody = sum(step.outcomes.values()) or 1
    return StepRow(
        step.tier,
        step.below,
        [
            (Outcome(code).label, light, step.outcomes.get(code, 0), leading(outcome=int(code)))
            for code, light in LIGHTS.items()
        ],
        [
            (stuck, stuck.count / everybody, leading(outcome=int(Outcome.NOT_ELIGIBLE), gap=stuck.criterion.code))
            for stuck in step.stuck
        ],
    )


def _near_totals(found: Funnel, query: QueryDict) -> list[tuple[str, int, str]]:
    return [
        (
            rung.tier.name,
            rung.waiting[ProposalKind.NEAR],
            reverse("pools:proposals", args=[rung.tier.code]) + _firms(query, kind=ProposalKind.NEAR),
        )
        for rung in reversed(found.rungs)
        if rung.waiting.get(ProposalKind.NEAR)
    ]


def _ledger_url(query: QueryDict) -> str:
    """The ledger of enterprises under the same conditions; it calls an industry a section."""
    kept = {name: query[name] for name in ("county", "zone", "q") if query.get(name)}
    section = {"section": query["industry"]} if query.get("industry") else {}
    return reverse("enterprises:list") + with_query(QueryDict(), **kept, **section)


def _firms(query: QueryDict, **more: object) -> str:
    """The part of the address that says which enterprises are meant, and something more."""
    return with_query(query, **{"ladder": None, "year": None, "count": None, "format": None, **more})
