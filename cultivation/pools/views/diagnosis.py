"""预诊断 (W05): the verdict in one sentence, then every criterion with requirement, value, distance, source and clause."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.evidence.diagnosis import Diagnosis, NoPack, diagnose, programmes_on
from enterprises.models import Enterprise
from enterprises.permissions import can_revise
from enterprises.queries import visible_enterprises
from policies.engine import MET, NOT_IN_FORCE, UNKNOWN, Account, FactUsed, display
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.parts import Crumb, Explained, Tab, Way


@dataclass(frozen=True)
class ScoreLine:
    """One scored item as the table shows it."""

    account: Account
    most: str
    source: str
    next: str


@dataclass(frozen=True)
class Gap:
    """A figure that is missing: what, for which period, who can supply it, and where."""

    fact: FactUsed
    url: str


@require("diagnosis.view")
def diagnosis(request: HttpRequest, ref: str, programme: str) -> HttpResponse:
    """One enterprise under one programme, as of today."""
    on = timezone.localdate()
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    try:
        found = diagnose(enterprise, programme, on=on)
    except NoPack as refusal:
        raise Http404(str(refusal)) from None
    return page(request, "cultivation/pools/diagnosis.html", _context(request, enterprise, programme, found, on))


def _context(request: HttpRequest, enterprise: Enterprise, programme: str, found: Diagnosis, on) -> dict[str, object]:
    told = found.explanation
    home = reverse("enterprises:detail", args=[enterprise.ref])
    fill_url = f"{home}?tab=reports" if can_revise(request.user, enterprise) else ""
    return {
        "enterprise": enterprise,
        "told": told,
        "on": on,
        "crumbs": [
            Crumb("企业台账", reverse("enterprises:list")),
            Crumb(enterprise.name, home),
            Crumb("预诊断"),
        ],
        "tabs": [
            Tab(title, reverse("pools:diagnosis", args=[enterprise.ref, name]), current=name == programme)
            for name, title in programmes_on(enterprise, on=on)
        ],
        "gates": [_explained(account, found, fill_url) for account in told.gates if _applies(account)],
        "conditions": [_explained(account, found, fill_url) for account in told.score_conditions if _applies(account)],
        "routes": [account for account in told.routes if _applies(account)],
        "is_direct": any(account.outcome == MET for account in told.routes),
        "lines": [_score_line(account, found) for account in told.items],
        "gaps": [Gap(fact, fill_url) for fact in told.missing],
    }


def _applies(account: Account) -> bool:
    return account.outcome != NOT_IN_FORCE


def _explained(account: Account, found: Diagnosis, fill_url: str) -> Explained:
    notes = [*account.notes]
    if account.advice:
        notes.append(account.advice)
    have = f"{account.value}（{account.shortfall}）" if account.shortfall else account.value
    return Explained(
        name=account.title,
        verdict=account.outcome,
        need=account.requirement,
        have=have,
        gap=account.ways[0] if account.ways else "" if account.outcome == UNKNOWN else account.distance,
        ways=[Way(text) for text in account.ways],
        basis=f"{account.citation}：{account.clause}" if account.clause else account.citation,
        source=_sources(account, found),
        fill_url=fill_url if account.outcome == UNKNOWN else "",
        note="".join(notes),
    )


def _score_line(account: Account, found: Diagnosis) -> ScoreLine:
    score = found.explanation.score
    band = account.next_bands[0] if account.next_bands else None
    return ScoreLine(
        account,
        display.points(account.points_most, account.points_most, score.per_point if score else 1),
        _sources(account, found),
        next=f"{band.gain}：{band.distance or band.label}" if band else account.distance,
    )


def _sources(account: Account, found: Diagnosis) -> str:
    """Who said the figures of one line, each source once."""
    return "；".join(dict.fromkeys(piece for fact in account.facts for piece in found.sources.get(fact.word, ())))
