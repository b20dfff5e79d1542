"""Distances: the least change, in the unit people act on, that turns a verdict; found by judging, so never apart from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.engine.evidence import SAID, Column, Evidence
from policies.engine.packs import Pack, Way
from policies.engine.walk import Walk

DOUBLINGS: Final = 41  # up to 2^40 steps: 1.1 亿亿 fen in steps of 100 yuan
SPLIT: Final = 48

Reached = Callable[[Walk], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Reach:
    """A way that works: so many steps, the amount in stored units, and the walk in whose row it was found."""

    way: Way
    steps: int
    amount: int
    walk: Walk
    row: int


def reach(pack: Pack, evidence: Evidence, on: date, way: Way, words: Iterable[str], reached: Reached) -> Reach | None:
    """The least number of steps of a way after which `reached` holds; None when no number does or a fact is missing.

    evidence: one row. words: all that the verdict looks at. One step fewer does not reach; judged exactly.
    """
    if any(not _said(pack, evidence, word) for word, _ in way.changes):
        return None
    low, walk = 0, _walk(pack, evidence, on, way, words, candidates := [2**n for n in range(DOUBLINGS)])
    while True:
        hits = np.flatnonzero(reached(walk))
        if not hits.size:
            return None
        row = int(hits[0])
        high, low = candidates[row], candidates[row - 1] if row else low
        if high - low <= 1:
            return Reach(way, high, high * way.dimension.step, walk, row)
        gap = max((high - low) // SPLIT, 1)
        candidates = [*range(low + gap, high, gap), high]
        walk = _walk(pack, evidence, on, way, words, candidates)


def said(reach: Reach, on: date, show: Callable[[int, Way], str]) -> str:
    """The way as a phrase: 内部认定2人; 再过23天，2026-03-01起满足."""
    day = (on + timedelta(days=reach.steps)).isoformat() if reach.way.wait else ""
    return reach.way.text.replace("{gap}", show(reach.amount, reach.way)).replace("{day}", day)


def _said(pack: Pack, evidence: Evidence, word: str) -> bool:
    column = evidence.columns.get(word)
    if column is None:
        return False
    return bool((column.known[0, -1] if pack.vocabulary[word].years else column.known[0]) == SAID)


def _walk(pack: Pack, evidence: Evidence, on: date, way: Way, words: Iterable[str], steps: list[int]) -> Walk:
    """The facts repeated, each row a candidate: so many steps further along the way. A series moves in its last year."""
    n = len(steps)
    moved = dict(way.changes)
    columns: dict[str, Column] = {}
    for word in words:
        column = evidence.columns.get(word)
        if column is None:
            continue
        values, known = np.repeat(column.values, n, axis=0), np.repeat(column.known, n, axis=0)
        if word in moved:
            change = np.array(steps, dtype=np.int64) * (moved[word] * way.dimension.step)
            if values.ndim == 2:
                values[:, -1] += change
            else:
                values += change
        columns[word] = Column(values, known)
    later = np.array(steps, dtype=np.int64) if way.wait else None
    return Walk(pack, Evidence(n, columns), on, exact=True, later=later)
