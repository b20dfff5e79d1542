"""Trying a draft's text on the facts as they stand: whose verdict would move. Reads only, chunk by chunk."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cultivation.pools.enums import NO_TEXT
from cultivation.pools.evidence.bindings import evidence_of, figures_for
from cultivation.pools.models import ImpactPreview
from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise
from enterprises.queries.columns import fact_columns
from policies.engine import Evidence, Pack, judge
from policies.library import NATION, Shelf
from portal.regions.models import Region
from portal.regions.queries import places_of_region

CHUNK: Final = 20_000


@dataclass(frozen=True)
class Question:
    """A draft's pack asked about a region: on which day's facts (on), by which day's figures (judged_on).

    judged_on is the draft's first day when that is still to come, so that what moves moves by the text alone: the text
    in force today is judged by on the same day.
    """

    pack: Pack
    region: Region
    shelf: Shelf
    on: date

    @property
    def judged_on(self) -> date:
        """The later of the day asked and the draft's first day, not after its last."""
        day = max(self.on, self.pack.in_force_from)
        return day if self.pack.in_force_to is None else min(day, self.pack.in_force_to)

    def packs_at(self, code: str) -> tuple[Pack | None, Pack]:
        """What is in force at a place now, and what would be: a text of a smaller place stays before the draft."""
        now = self.shelf.judging(self.pack.programme, code, self.on, self.pack.main_kind)
        if now is None:
            return None, self.pack
        return now, now if _rank(now.region) > _rank(self.pack.region) else self.pack

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that the draft and the texts in force at the places of the region look at."""
        now = (self.packs_at(code)[0] for code in places_of_region(self.region).values())
        return self.pack.words.union(*(pack.words for pack in now if pack is not None))

    def against(self) -> list[str]:
        """The digests in force at the places of the region, each once; what the answer leans on besides the draft."""
        return self.shelf.compared_with(self.pack, places_of_region(self.region).values(), self.on)

    def is_answered_by(self, preview: ImpactPreview) -> bool:
        """Whether an estimate still says what it said: neither the draft's text nor those in force have moved."""
        return preview.digest == self.pack.digest and preview.against == self.against()


@dataclass(frozen=True)
class Moves:
    """What one chunk gave: how many were judged, and ids, county ids (0 unknown), outcomes of those that move."""

    judged: int
    ids: NDArray[np.int64]
    counties: NDArray[np.int64]
    was: NDArray[np.int8]
    now: NDArray[np.int8]


def moves(question: Question, *, size: int = CHUNK) -> Iterator[Moves]:
    """The enterprises of the question's region whose verdict would move, in id order, a chunk at a time."""
    county_codes = dict(
        Region.objects.filter(city=question.region.city_id or question.region.pk).values_list("pk", "code")
    )
    firms = Enterprise.objects.within(question.region).filter(status=EnterpriseStatus.ACTIVE).order_by("pk")
    after = 0
    while rows := list(firms.filter(pk__gt=after).values_list("pk", "county_id", "city__code")[:size]):
        after = rows[-1][0]
        yield _moves(question, rows, county_codes)


def _moves(question: Question, rows: Sequence[tuple[int, int | None, str]], county_codes: dict[int, str]) -> Moves:
    ids = [row[0] for row in rows]
    figures = figures_for(question.words)
    facts = fact_columns(
        on=question.on, low=ids[0], high=ids[-1] + 1, ids=ids, figures=figures.figures, long=figures.long
    )
    evidence = evidence_of(facts, on=question.on, words=question.words)
    at = {pk: (county, county_codes.get(county or 0, city)) for pk, county, city in rows}
    kept = [at[pk] for pk in facts.ids.tolist()]
    counties = np.array([county or 0 for county, _ in kept], dtype=np.int64)
    codes = np.array([code for _, code in kept])
    was, now = (np.full(facts.n, NO_TEXT, dtype=np.int8) for _ in range(2))
    for code in np.unique(codes):
        place = np.flatnonzero(codes == code)
        before, then = question.packs_at(str(code))
        part = evidence.take(place)
        if before is not None:
            was[place] = _outcomes(before, part, question.judged_on)
        now[place] = was[place] if then is before else _outcomes(then, part, question.judged_on)
    moved = was != now
    return Moves(facts.n, facts.ids[moved], counties[moved], was[moved], now[moved])


def _outcomes(pack: Pack, evidence: Evidence, on: date) -> NDArray[np.int8]:
    """What a pack says as if it were in force on the day."""
    held = dataclasses.replace(pack, in_force_from=min(pack.in_force_from, on), in_force_to=None)
    return judge(held, evidence, on).outcome


def _rank(code: str) -> int:
    """How small a place is: nation 0, province 1, city 2, county 3."""
    return 0 if code == NATION else 1 if code.endswith("0000") else 2 if code.endswith("00") else 3
