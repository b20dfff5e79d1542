"""Evidence: a table of facts, one column per word, each with a mask of what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

UNSAID: Final = 0  # nobody has said it: never zero, never "no"
SAID: Final = 1
NOT_APPLICABLE: Final = 2  # a year of a series before the firm existed; only in series


class EvidenceError(ValueError):
    """Columns that do not fit each other or the words they stand for."""


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one word and what is known of them.

    values: int64 (fen, 1/10000 persons, counts, points, days since 1970-01-01) or bool (flags), shape (n,), or
    (n, years) for a series, oldest year first. known: int8 of the same shape, UNSAID / SAID / NOT_APPLICABLE; a bool
    mask is accepted and means SAID / UNSAID. What stands in values where known is not SAID is never read.
    """

    values: NDArray[Any]
    known: NDArray[np.int8]


class Evidence:
    """Facts about n enterprises. A word without a column is unknown for all of them."""

    __slots__ = ("columns", "n")

    def __init__(self, n: int, columns: Mapping[str, Column | tuple[Any, Any]]) -> None:
        """Raises EvidenceError, naming the word, when shapes differ or values are not whole numbers or flags."""
        self.n = n
        self.columns: dict[str, Column] = {}
        for word, column in columns.items():
            if not isinstance(column, Column):
                column = _column(word, n, *column)
            self.columns[word] = column

    def take(self, rows: slice | NDArray[Any]) -> Evidence:
        """The same facts about some of the enterprises; a slice gives views, not copies."""
        picked = {word: Column(column.values[rows], column.known[rows]) for word, column in self.columns.items()}
        n = len(range(*rows.indices(self.n))) if isinstance(rows, slice) else int(np.arange(self.n)[rows].size)
        return Evidence(n, picked)

    def one(self, row: int) -> Evidence:
        """The facts about one enterprise, as a table of one row."""
        return self.take(slice(row, row + 1))

    def __len__(self) -> int:
        return self.n


def _column(word: str, n: int, values: Any, known: Any) -> Column:
    given, mask = np.asarray(values), np.asarray(known)
    if given.dtype != np.bool_ and not np.issubdtype(given.dtype, np.integer):
        raise EvidenceError(
            f'"{word}": values are {given.dtype}; facts are whole numbers (fen, 1/10000 persons, days) or flags.'
        )
    if given.dtype == np.uint64:
        raise EvidenceError(f'"{word}": values are uint64, which int64 cannot hold.')
    if given.ndim not in (1, 2) or given.shape[0] != n or mask.shape != given.shape:
        raise EvidenceError(
            f'"{word}": values have shape {given.shape} and mask {mask.shape}; both need ({n},) or ({n}, years).'
        )
    if mask.dtype != np.bool_:
        if not np.issubdtype(mask.dtype, np.integer):
            raise EvidenceError(f'"{word}": the mask is {mask.dtype}; it needs bool or int8 codes 0, 1, 2.')
        if mask.size and (mask.min() < UNSAID or mask.max() > NOT_APPLICABLE):
            raise EvidenceError(
                f'"{word}": the mask holds codes other than 0 (unknown), 1 (known), 2 (not applicable).'
            )
        if given.ndim == 1 and mask.size and mask.max() == NOT_APPLICABLE:
            raise EvidenceError(f'"{word}": only the years of a series can be not applicable; say unknown (0) instead.')
    dtype = np.bool_ if given.dtype == np.bool_ else np.int64
    return Column(given.astype(dtype, copy=False), mask.astype(np.int8, copy=False))
