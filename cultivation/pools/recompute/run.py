"""One chunk: gather → judge → compare → store. Idempotent, safe to kill and to run twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from cultivation.pools.evidence import FIGURES_USED, evidence_of
from cultivation.pools.recompute.plan import Chunk
from cultivation.pools.recompute.store import Verdicts, Written, store
from enterprises.queries.bulk import MISSING
from enterprises.queries.columns import FactColumns, fact_columns
from policies.engine import Judgement, Pack, judge

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


def run(chunk: Chunk, *, packs: Sequence[Pack], on: date) -> Tally:
    """Judges the enterprises of a chunk by each pack and writes what changed."""
    return write(assess(chunk, packs=packs, on=on), on=on)


def assess(chunk: Chunk, *, packs: Sequence[Pack], on: date) -> list[Verdicts]:
    """What each pack says about the enterprises of a chunk; writes nothing, holds no lock."""
    facts = fact_columns(on=on, low=chunk.low, high=chunk.high, ids=chunk.ids, figures=FIGURES_USED)
    if not facts.n:
        return []
    evidence = evidence_of(facts, on=on)
    return [_verdicts(pack, judge(pack, evidence, on=on), facts) for pack in packs]


def write(verdicts: Sequence[Verdicts], *, on: date) -> Tally:
    """Writes what changed of the verdicts of one chunk."""
    judged = verdicts[0].ids.size if verdicts else 0
    return Tally(int(judged), {part.programme: store(part, on=on) for part in verdicts})


def _verdicts(pack: Pack, judgement: Judgement, facts: FactColumns) -> Verdicts:
    columns = {
        "fact_revision": facts.revisions,
        "outcome": judgement.outcome.astype(np.int64),
        "score_low": _hundredths(pack, judgement.score_min, facts.n),
        "score_high": _hundredths(pack, judgement.score_max, facts.n),
        "gaps": judgement.unmet,
        "unknowns": judgement.unknown,
        "recheck": facts.recheck,
    }
    return Verdicts(pack.programme, pack.digest, facts.ids, columns)


def _hundredths(pack: Pack, points: np.ndarray | None, n: int) -> np.ndarray:
    if points is None or pack.score is None:
        return np.full(n, MISSING, dtype=np.int64)
    return points * HUNDREDTHS // pack.score.per_point
