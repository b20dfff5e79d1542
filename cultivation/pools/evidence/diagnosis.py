"""Diagnosis (预诊断): one enterprise under one programme on one day, explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q

from cultivation.pools.evidence.bindings import evidence_of, figures_for
from cultivation.pools.evidence.sources import sources_of, sources_of_many
from cultivation.pools.models import Tier
from enterprises.models import Enterprise
from enterprises.queries.columns import FactColumns, fact_columns
from policies import library
from policies.engine import Evidence, Explanation, NotInForce, Pack, explain
from policies.library import NoPack, Shelf

__all__ = ["Diagnosis", "NoPack", "diagnose", "diagnose_many", "diagnose_rungs", "kinds_on", "programmes_on"]

KINDS: Final = ("first", "again", "recheck")
LAST: Final = 99
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Diagnosis:
    """The explanation, the text and the facts it rests on, and word → who said the figure and when.

    kind: of application. fact_revision: of the enterprise when its facts were read.
    """

    explanation: Explanation
    pack: Pack
    evidence: Evidence
    sources: dict[str, tuple[str, ...]]
    kind: str
    fact_revision: int


def diagnose(
    enterprise: Enterprise, programme: str, *, on: date, kind: str = "first", shelf: Shelf | None = None
) -> Diagnosis:
    """Why an enterprise stands where it stands under a programme, as seen from a day.

    The text is the one in force that day, and titles, rights, events and fiscal years are counted from it.
    Raises NoPack when no text is in force there that day, NotInForce when it has no published numbers.
    """
    pack = (shelf or library.shelf()).in_force(programme, _region(enterprise), on, kind)
    facts = _facts([enterprise], on)
    evidence = evidence_of(facts, on=on)
    told = explain(pack, evidence, on)
    return Diagnosis(told, pack, evidence, sources_of(enterprise, on=on), kind, int(facts.revisions[0]))


def diagnose_many(
    asked: Sequence[tuple[Enterprise, str]], *, on: date, kind: str = "first"
) -> list[Diagnosis | NoPack | NotInForce]:
    """Several (enterprise, programme) for keeping, in their order; where no text judges, the refusal stands in its place.

    Each is judged by the text as it was published: whatever is said later about its last day, the digest brings back
    exactly these words. The queries grow by the 500 enterprises, not by the enterprise.
    """
    if not asked:
        return []
    shelf = library.shelf()
    found: list[Diagnosis | NoPack | NotInForce] = []
    for start in range(0, len(asked), AT_ONCE):
        found += _diagnose_some(asked[start : start + AT_ONCE], on, kind, shelf)
    return found


def _diagnose_some(
    asked: Sequence[tuple[Enterprise, str]], on: date, kind: str, shelf: Shelf
) -> Iterator[Diagnosis | NoPack | NotInForce]:
    enterprises = list({enterprise.pk: enterprise for enterprise, _ in asked}.values())
    facts = _facts(enterprises, on)
    evidence, sources = evidence_of(facts, on=on), sources_of_many(enterprises, on=on)
    rows = {int(pk): row for row, pk in enumerate(facts.ids)}
    for enterprise, programme in asked:
        row = rows[enterprise.pk]
        one = evidence.one(row)
        try:
            pack = library.pack_of(shelf.in_force(programme, _region(enterprise), on, kind).digest)
            told = explain(pack, one, on)
        except (NoPack, NotInForce) as refusal:
            yield refusal
            continue
        yield Diagnosis(told, pack, one, sources[enterprise.pk], kind, int(facts.revisions[row]))


def diagnose_rungs(enterprise: Enterprise, *, on: date) -> list[Diagnosis]:
    """The explanation under every text in force for a rung of the enterprise's ladders, lowest first."""
    facts = _facts([enterprise], on)
    evidence, sources, rung = evidence_of(facts, on=on), sources_of(enterprise, on=on), _rung(enterprise)
    packs = [pack for pack in _packs(enterprise, on, library.shelf()) if rung(pack.programme) < LAST]
    revision = int(facts.revisions[0])
    return [Diagnosis(explain(pack, evidence, on), pack, evidence, sources, "first", revision) for pack in packs]


def kinds_on(enterprise: Enterprise, programme: str, *, on: date, shelf: Shelf) -> list[str]:
    """The kinds of application (first, again, recheck) that have a text for an enterprise on a day."""
    found = []
    for kind in KINDS:
        try:
            shelf.in_force(programme, _region(enterprise), on, kind)
        except NoPack:
            continue
        found.append(kind)
    return found


def programmes_on(enterprise: Enterprise, *, on: date, shelf: Shelf | None = None) -> list[tuple[str, str]]:
    """(programme, title) of every text in force for an enterprise on a day, lowest rung of its ladders first."""
    return [(pack.programme, pack.title) for pack in _packs(enterprise, on, shelf or library.shelf())]


def _packs(enterprise: Enterprise, on: date, shelf: Shelf) -> list[Pack]:
    rung = _rung(enterprise)
    packs = shelf.packs_in_force(on=on, region=_region(enterprise))
    return sorted(packs, key=lambda pack: rung(pack.programme))


def _rung(enterprise: Enterprise) -> Callable[[str], int]:
    """The lowest position of a programme on a ladder; one that is on no ladder comes last."""
    tiers = Tier.objects.exclude(programme="").filter(Q(ladder__city=None) | Q(ladder__city=enterprise.city_id))
    positions: dict[str, int] = {}
    for programme, position in tiers.order_by("-position").values_list("programme", "position"):
        positions[programme] = position
    return lambda programme: positions.get(programme, LAST)


def _facts(enterprises: Sequence[Enterprise], on: date) -> FactColumns:
    ids = sorted(enterprise.pk for enterprise in enterprises)
    figures = figures_for()
    return fact_columns(on=on, low=ids[0], high=ids[-1] + 1, ids=ids, figures=figures.figures, long=figures.long)


def _region(enterprise: Enterprise) -> str:
    """The code whose texts apply: the county's where it is known, else the city's."""
    return enterprise.county.code if enterprise.county else enterprise.city.code
