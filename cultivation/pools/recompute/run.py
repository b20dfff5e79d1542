"""One chunk: gather → judge → compare → store. Idempotent, safe to kill and to run twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from cultivation.pools.evidence import evidence_of, figures_for
from cultivation.pools.recompute.moves import marks_within, settle, texts_of
from cultivation.pools.recompute.plan import Chunk
from cultivation.pools.recompute.rulings import Ruling, words_of
from cultivation.pools.recompute.store import Verdicts, Written, lock, store
from enterprises.queries.bulk import MISSING
from enterprises.queries.columns import FactColumns, fact_columns
from policies.engine import Judgement, Pack, judge
from policies.engine.packs import GATE, SCORE

HUNDREDTHS = 100


@dataclass(frozen=True)
class Tally:
    """What a run did: enterprises judged, and per programme what was written."""

    judged: int = 0
    written: dict[str, Written] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        programmes = self.written | other.written
        both = {
            name: self.written[name] + other.written[name] if name in self.written and name in other.written else part
            for name, part in programmes.items()
        }
        return Tally(self.judged + other.judged, both)

    @property
    def moved_ids(self) -> tuple[int, ...]:
        """Enterprises with a new verdict or a moved one, in id order."""
        return tuple(sorted({one for part in self.written.values() for one in part.moved_ids}))


def run(chunk: Chunk, *, rulings: Sequence[Ruling], on: date) -> Tally:
    """Judges the enterprises of a chunk, each by the packs of its place, and writes what changed."""
    return write(assess(chunk, rulings=rulings, on=on), on=on)


@dataclass(frozen=True)
class Assessed:
    """What the packs said of a chunk: who was judged, the verdicts of each pack, the moves seen, and under which texts."""

    ids: NDArray[np.int64]
    verdicts: tuple[Verdicts, ...]
    marks: tuple[int, ...]
    texts: str


def assess(chunk: Chunk, *, rulings: Sequence[Ruling], on: date) -> Assessed:
    """What the packs of its place say about each enterprise of a chunk; writes nothing, holds no lock."""
    marks = marks_within(chunk.low, chunk.high, chunk.ids)
    words = words_of(rulings)
    figures = figures_for(words)
    facts = fact_columns(
        on=on, low=chunk.low, high=chunk.high, ids=chunk.ids, figures=figures.figures, long=figures.long
    )
    verdicts: list[Verdicts] = []
    if not facts.n:
        return Assessed(facts.ids, (), marks, texts_of(rulings))
    evidence = evidence_of(facts, on=on, words=words)
    for ruling in rulings:
        for pack, rows in ruling.split(facts.places):
            if rows is None:
                verdicts.append(_verdicts(pack, judge(pack, evidence, on=on), facts, slice(None)))
            elif rows.any():
                verdicts.append(_verdicts(pack, judge(pack, evidence.take(rows), on=on), facts, rows))
    return Assessed(facts.ids, tuple(verdicts), marks, texts_of(rulings))


def write(assessed: Assessed, *, on: date) -> Tally:
    """Writes what changed of the verdicts of one chunk, then takes away the marks of the moves they answer."""
    total = Tally(assessed.ids.size)
    if assessed.ids.size and connection.in_atomic_block:
        lock(int(assessed.ids[0]), int(assessed.ids[-1]) + 1)
    for part in assessed.verdicts:
        total += Tally(0, {part.programme: store(part, on=on)})
    settle(assessed.marks, assessed.ids.tolist(), texts=assessed.texts)
    return total


def _verdicts(pack: Pack, judgement: Judgement, facts: FactColumns, rows: slice | np.ndarray) -> Verdicts:
    ids = facts.ids[rows]
    columns = {
        "fact_revision": facts.revisions[rows],
        "outcome": judgement.outcome.astype(np.int64),
        "score_low": _hundredths(pack, judgement.score_min, ids.size),
        "score_high": _hundredths(pack, judgement.score_max, ids.size),
        "gaps": judgement.unmet,
        "unknowns": judgement.unknown,
        "gap_count": np.bitwise_count(judgement.unmet & (pack.mask(GATE) | pack.mask(SCORE))).astype(np.int64),
        "recheck": facts.recheck[rows],
    }
    return Verdicts(pack.programme, pack.digest, ids, columns)


def _hundredths(pack: Pack, points: np.ndarray | None, n: int) -> np.ndarray:
    if points is None or pack.score is None:
        return np.full(n, MISSING, dtype=np.int64)
    return points * HUNDREDTHS // pack.score.per_point
