"""Diagnosis (预诊断): one enterprise under one programme on one day, explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from cultivation.pools.evidence.bindings import FIGURES_USED, evidence_of
from cultivation.pools.evidence.sources import sources_of
from cultivation.pools.models import Tier
from enterprises.models import Enterprise
from enterprises.queries.columns import fact_columns
from policies import library
from policies.engine import Evidence, Explanation, Pack, explain
from policies.library import NoPack

__all__ = ["Diagnosis", "NoPack", "diagnose", "diagnose_all", "programmes_on"]

LAST: Final = 99


@dataclass(frozen=True)
class Diagnosis:
    """The explanation, and word → who said the figure and when."""

    explanation: Explanation
    sources: dict[str, tuple[str, ...]]


def diagnose(enterprise: Enterprise, programme: str, *, on: date) -> Diagnosis:
    """Why an enterprise stands where it stands under a programme. Raises NoPack when no text is in force there that day."""
    pack = library.in_force(programme, _region(enterprise), on)
    return Diagnosis(explain(pack, _evidence(enterprise, on), on), sources_of(enterprise, on=on))


def diagnose_all(enterprise: Enterprise, *, on: date) -> list[Diagnosis]:
    """The explanation under every text in force for an enterprise, lowest rung first."""
    evidence, sources = _evidence(enterprise, on), sources_of(enterprise, on=on)
    return [Diagnosis(explain(pack, evidence, on), sources) for pack in _packs(enterprise, on)]


def programmes_on(enterprise: Enterprise, *, on: date) -> list[tuple[str, str]]:
    """(programme, title) of every text in force for an enterprise on a day, lowest rung of its ladders first."""
    return [(pack.programme, pack.title) for pack in _packs(enterprise, on)]


def _packs(enterprise: Enterprise, on: date) -> list[Pack]:
    rung = _rung(enterprise)
    packs = library.packs_in_force(on=on, region=_region(enterprise))
    return sorted(packs, key=lambda pack: rung(pack.programme))


def _rung(enterprise: Enterprise) -> Callable[[str], int]:
    """The lowest position of a programme on a ladder; one that is on no ladder comes last."""
    tiers = Tier.objects.exclude(programme="").filter(Q(ladder__city=None) | Q(ladder__city=enterprise.city_id))
    positions: dict[str, int] = {}
    for programme, position in tiers.order_by("-position").values_list("programme", "position"):
        positions[programme] = position
    return lambda programme: positions.get(programme, LAST)


def _evidence(enterprise: Enterprise, on: date) -> Evidence:
    facts = fact_columns(on=on, low=enterprise.pk, high=enterprise.pk + 1, ids=[enterprise.pk], figures=FIGURES_USED)
    return evidence_of(facts, on=on)


def _region(enterprise: Enterprise) -> str:
    """The code whose texts apply: the county's where it is known, else the city's."""
    return enterprise.county.code if enterprise.county else enterprise.city.code
