"""Judging: a pack over a table of facts, in tiles that stay in the cache."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.engine.evidence import SAID, Evidence
from policies.engine.numbers import WORD_BOUND
from policies.engine.packs import Pack
from policies.engine.verdicts import MANUAL, UNKNOWN, UNMET, Verdicts
from policies.engine.walk import Walk, check_evidence

TILE: Final = 8192


class NotInForce(ValueError):
    """A pack is asked about a day it does not cover, or has no published numbers."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a pack says of n enterprises on a day.

    outcome: (n,) ELIGIBLE 1, NOT_ELIGIBLE 0, NEED_DATA −1, TO_CONFIRM 2. criteria: code → (n,) verdicts. score_min and
    score_max: (n,) int64 in stored points (Score.per_point to a point), None where the pack has no score. unmet, unknown
    and manual: (n,) int64, bit Criterion.bit set where that criterion has that verdict; with a direct route met the
    bits of score criteria still say what the score alone would (read them through Pack.mask).
    """

    outcome: Verdicts
    criteria: dict[str, Verdicts]
    score_min: NDArray[np.int64] | None
    score_max: NDArray[np.int64] | None
    unmet: NDArray[np.int64]
    unknown: NDArray[np.int64]
    manual: NDArray[np.int64]


def judge(pack: Pack, evidence: Evidence, on: date) -> Judgement:
    """The verdicts of a pack over evidence on a day.

    Exact: rows a float could not settle, and rows with amounts beyond WORD_BOUND, are walked again in Python integers.
    Raises NotInForce when the pack does not cover the day, EvidenceError when a column does not fit its word.
    """
    check_day(pack, on)
    check_evidence(pack, evidence)
    result = _empty(pack, evidence.n)
    for start in range(0, evidence.n, TILE):
        rows = slice(start, min(start + TILE, evidence.n))
        part = evidence.take(rows)
        walk = Walk(pack, part, on)
        _store(result, walk, np.arange(rows.start, rows.stop))
        again = _beyond(pack, part)
        if walk.calculator.doubtful is not None:
            again |= walk.calculator.doubtful
        if again.any():
            _store(result, Walk(pack, part.take(again), on, exact=True), start + np.flatnonzero(again))
    return result


def check_day(pack: Pack, on: date) -> None:
    """Raises NotInForce when the pack does not cover the day, or holds no numbers to judge by."""
    if pack.blank:
        raise NotInForce(f"{pack.title}（{pack.version}）没有可供判断的数值：{pack.blank}")
    if not pack.covers(on):
        until = pack.in_force_to or "今"
        raise NotInForce(f"{pack.title}（{pack.version}）自{pack.in_force_from}至{until}施行，不能用于{on}。")


def _empty(pack: Pack, n: int) -> Judgement:
    points = [np.zeros(n, dtype=np.int64) if pack.score else None for _ in range(2)]
    return Judgement(
        outcome=np.zeros(n, dtype=np.int8),
        criteria={criterion.code: np.zeros(n, dtype=np.int8) for criterion in pack.criteria},
        score_min=points[0],
        score_max=points[1],
        unmet=np.zeros(n, dtype=np.int64),
        unknown=np.zeros(n, dtype=np.int64),
        manual=np.zeros(n, dtype=np.int64),
    )


def _store(result: Judgement, walk: Walk, rows: NDArray[np.intp]) -> None:
    # a run of rows is written as a slice, which is much faster than by index
    place: slice | NDArray[np.intp] = rows
    if rows.size and rows[-1] - rows[0] + 1 == rows.size:
        place = slice(int(rows[0]), int(rows[-1]) + 1)
    result.outcome[place] = walk.outcome()
    masks = {code: np.zeros(walk.n, dtype=np.int64) for code in (UNMET, UNKNOWN, MANUAL)}
    for criterion in walk.pack.criteria:
        verdicts = walk.criterion(criterion)
        result.criteria[criterion.code][place] = verdicts
        for code, mask in masks.items():
            hits = verdicts == code
            if hits.any():
                np.bitwise_or(mask, np.int64(1 << criterion.bit), out=mask, where=hits)
    result.unmet[place], result.unknown[place], result.manual[place] = masks[UNMET], masks[UNKNOWN], masks[MANUAL]
    if result.score_min is not None and result.score_max is not None:
        total = walk.score()
        result.score_min[place], result.score_max[place] = total.least, total.most


def _beyond(pack: Pack, evidence: Evidence) -> NDArray[np.bool_]:
    """Rows with a known amount too large for the int64 plan."""
    rows = np.zeros(evidence.n, dtype=bool)
    for word in pack.words:
        column = evidence.columns.get(word)
        if column is None or column.values.dtype == np.bool_ or not column.values.size:
            continue
        if column.values.max() > WORD_BOUND or column.values.min() < -WORD_BOUND:
            large = ((column.values > WORD_BOUND) | (column.values < -WORD_BOUND)) & (column.known == SAID)
            rows |= large if large.ndim == 1 else large.any(axis=1)
    return rows
