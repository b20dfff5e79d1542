"""Moves: several ways taken together, so many steps each, over the facts of one enterprise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from policies.engine.evidence import SAID, Column, Evidence
from policies.engine.numbers import WORD_BOUND
from policies.engine.packs import Pack, Way
from policies.engine.walk import Walk

Steps = tuple[int, ...]
MOST_DAYS: Final = 366 * 200


@dataclass(frozen=True)
class Ground:
    """One enterprise under one pack on one day: what moves start from. evidence has one row."""

    pack: Pack
    evidence: Evidence
    on: date

    def said(self, word: str) -> bool:
        """Whether the figure a way would move is known; of a series, its last year."""
        column = self.evidence.columns.get(word)
        if column is None:
            return False
        known = column.known[0]
        return bool((known[-1] if self.pack.vocabulary[word].years else known) == SAID)

    def value(self, word: str) -> int:
        """The figure a way would move, in stored units; of a series, its last year."""
        values = self.evidence.columns[word].values[0]
        return int(values[-1] if self.pack.vocabulary[word].years else values)

    def walk(self, ways: Sequence[Way], rows: Sequence[Steps], *, exact: bool) -> Walk:
        """One walk over many candidates: row i takes rows[i][j] steps along ways[j]."""
        steps = np.array(rows, dtype=object).reshape(len(rows), len(ways))
        n = len(rows)
        moved: dict[str, NDArray[np.object_]] = {}
        later: NDArray[np.object_] | None = None
        for place, way in enumerate(ways):
            if way.wait:
                later = steps[:, place] if later is None else np.maximum(later, steps[:, place])
            for word, sign in way.changes:
                amount = steps[:, place] * (sign * way.dimension.step)
                moved[word] = amount if word not in moved else moved[word] + amount
        columns = {}
        for word in self.pack.words:
            column = self.evidence.columns.get(word)
            if column is not None:
                columns[word] = _moved(column, n, moved.get(word))
        waited = None if later is None else later.astype(np.int64)
        return Walk(self.pack, Evidence(n, columns), self.on, exact=exact, later=waited)

    def most(self, way: Way) -> int:
        """How many steps keep every figure of a way within what can be judged by the column."""
        if way.wait:
            return MOST_DAYS
        room = [WORD_BOUND - abs(self.value(word)) for word, _ in way.changes]
        return max(min(room) // way.dimension.step, 0)


def _moved(column: Column, n: int, change: NDArray[np.object_] | None) -> Column:
    values = np.repeat(column.values, n, axis=0)
    if change is not None:
        if values.ndim == 2:
            values[:, -1] += change.astype(np.int64)
        else:
            values = values + change.astype(np.int64)
    return Column(values, np.repeat(column.known, n, axis=0))


def reachable(ground: Ground, ways: Iterable[Way], fixed: Mapping[str, str]) -> tuple[Way, ...]:
    """The different ways that move only known figures nobody has confirmed."""
    found: dict[tuple[tuple[tuple[str, int], ...], bool], Way] = {}
    for way in ways:
        words = [word for word, _ in way.changes]
        if ground.pack.is_deed(way) and all(ground.said(word) and word not in fixed for word in words):
            found.setdefault((way.changes, way.wait), way)
    return tuple(found.values())
