"""Rows as PostgreSQL's binary COPY reads them, made by the column: no Python object for any row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from enterprises.queries.bulk import MISSING

HEADER: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER: Final = b"\xff\xff"
SIZES: Final = {"bigint": ">i8", "integer": ">i4", "smallint": ">i2", "date": ">i4"}
DATE_EPOCH: Final = 10_957  # 2000-01-01, from which PostgreSQL counts days, as days since 1970-01-01

Kind = Literal["bigint", "integer", "smallint", "date"]


@dataclass(frozen=True)
class Cells:
    """One column: n whole numbers, MISSING where NULL; dates as days since 1970-01-01."""

    kind: Kind
    values: NDArray[np.int64]


@dataclass(frozen=True)
class Same:
    """One column with the same text in every row."""

    text: str


Columns = Sequence[Cells | Same]


def binary_rows(columns: Columns, n: int) -> io.BytesIO:
    """n rows with these columns in this order. Rows with the same pattern of NULLs are written together."""
    pattern = np.zeros(n, dtype=np.int64)
    for place, column in enumerate(columns):
        if isinstance(column, Cells):
            pattern |= (column.values == MISSING).astype(np.int64) << place
    target = io.BytesIO()
    target.write(HEADER)
    for nulls in np.unique(pattern).tolist():
        rows = slice(None) if not nulls and not pattern.any() else pattern == nulls
        target.write(_table(columns, rows, nulls, n).tobytes())
    target.write(TRAILER)
    target.seek(0)
    return target


def _table(columns: Columns, rows: slice | NDArray[np.bool_], nulls: int, n: int) -> NDArray[np.void]:
    fields: list[tuple[str, str]] = [("width", ">i2")]
    for place, column in enumerate(columns):
        fields.append((f"length{place}", ">i4"))
        if isinstance(column, Same):
            fields.append((f"cell{place}", f"S{len(column.text.encode())}"))
        elif not nulls >> place & 1:
            fields.append((f"cell{place}", SIZES[column.kind]))
    table = np.zeros(n if isinstance(rows, slice) else int(rows.sum()), dtype=np.dtype(fields))
    table["width"] = len(columns)
    for place, column in enumerate(columns):
        if isinstance(column, Same):
            table[f"length{place}"], table[f"cell{place}"] = len(column.text.encode()), column.text.encode()
        elif nulls >> place & 1:
            table[f"length{place}"] = -1
        else:
            table[f"length{place}"] = np.dtype(SIZES[column.kind]).itemsize
            values = column.values[rows]
            table[f"cell{place}"] = values - DATE_EPOCH if column.kind == "date" else values
    return table
