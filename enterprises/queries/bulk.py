"""Whole-number columns out of the database, fast: binary COPY on PostgreSQL, plain rows on SQLite."""

from __future__ import annotations

import io
from datetime import date
from itertools import chain
from typing import Final

import numpy as np
from django.db import connection
from numpy.typing import NDArray

MISSING: Final = -(2**63)  # what a NULL is read as; no fact has this value
_EPOCH: Final = date(1970, 1, 1).toordinal()
_HEADER_BYTES: Final = 19
_TRAILER_BYTES: Final = 2


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day of a number of days since 1970-01-01."""
    return date.fromordinal(number + _EPOCH)


def day_sql(column: str) -> str:
    """The expression that gives a date column as days since 1970-01-01."""
    if connection.vendor == "postgresql":
        return f"({column} - DATE '1970-01-01')"
    return f"CAST(julianday({column}) - 2440587.5 AS INTEGER)"


def flag_sql(condition: str) -> str:
    """The expression that gives a condition as 1, 0 or NULL."""
    return f"CASE WHEN {condition} THEN 1 WHEN NOT ({condition}) THEN 0 END"


def least_sql() -> str:
    """The function that gives the least of its arguments."""
    return "LEAST" if connection.vendor == "postgresql" else "MIN"


def date_sql(day: date) -> str:
    """A date as a literal both databases compare with a date column."""
    return f"DATE '{day.isoformat()}'" if connection.vendor == "postgresql" else f"'{day.isoformat()}'"


def code_sql(column: str) -> str:
    """The expression that gives an industry code (a letter and up to four digits) as a number, NULL for anything else."""
    if connection.vendor == "postgresql":
        form, letter = f"{column} ~ '^[A-Z][0-9]{{1,4}}$'", f"ASCII({column})"
    else:
        form, letter = f"{column} GLOB '[A-Z][0-9]*' AND LENGTH({column}) <= 5", f"UNICODE({column})"
    return (
        f"CASE WHEN {form} THEN ({letter} * 10 + LENGTH({column})) * 10000 + CAST(SUBSTR({column}, 2) AS INTEGER) END"
    )


def code_of(number: int) -> str:
    """The industry code of such a number; empty for MISSING."""
    if number == MISSING:
        return ""
    head, digits = divmod(number, 10_000)
    letter, length = divmod(head, 10)
    return f"{chr(letter)}{digits:0{length - 1}d}"


def fetch_columns(columns: dict[str, str], tail: str) -> dict[str, NDArray[np.int64]]:
    """Runs SELECT <expressions> <tail> and gives one int64 array per name; NULL is read as MISSING.

    columns: name → SQL expression of a whole number. tail: everything from FROM on. Both are made by code, from
    numbers and names of columns, never from what people typed.
    """
    cells = ", ".join(f"COALESCE(CAST({expression} AS BIGINT), {MISSING + 1} - 1)" for expression in columns.values())
    table = _fetch(f"SELECT {cells} {tail}", len(columns))
    return {name: table[:, place] for place, name in enumerate(columns)}


def _fetch(select: str, width: int) -> NDArray[np.int64]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            target = io.BytesIO()
            cursor.cursor.copy_expert(f"COPY ({select}) TO STDOUT (FORMAT binary)", target)
            return _decode(target.getbuffer(), width)
        cursor.execute(select)
        rows = cursor.fetchall()
    return np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width).reshape(len(rows), width)


def _decode(data: memoryview, width: int) -> NDArray[np.int64]:
    """Binary COPY whose fields are all bigint and never NULL: every record has the same length."""
    record = np.dtype([("fields", ">i2"), ("cells", [("length", ">i4"), ("value", ">i8")], (width,))])
    body = data[_HEADER_BYTES : len(data) - _TRAILER_BYTES]
    rows = np.frombuffer(body, dtype=record)
    return np.ascontiguousarray(rows["cells"]["value"]).astype(np.int64, copy=False)
