"""Writes verdicts that changed, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from cultivation.pools.models import Assessment, AssessmentChange
from cultivation.pools.recompute.binary import Cells, Same, binary_rows
from enterprises.queries.bulk import MISSING, day_number, day_of, day_sql, fetch_columns

Ints = NDArray[np.int64]

# On SQLite one writer shuts out all others: short transactions keep the pages answering.
SQLITE_ROWS: Final = 2_000
LOCK_CLASS: Final = 20_260
LOCK_BLOCK: Final = 20_000
# One in so many of a range is wanted: from here on reading them one by one is cheaper than reading the range.
SPARSE: Final = 8
_KEPT: Final = ("fact_revision", "outcome", "score_low", "score_high", "gaps", "unknowns", "gap_count", "recheck")
_COLUMNS: Final = (
    "enterprise_id, programme, pack_digest, fact_revision, outcome, score_low, score_high, gaps, unknowns, gap_count, "
    "recheck_on, judged_on"
)


@dataclass(frozen=True)
class Verdicts:
    """What one pack said about n enterprises, ready to be written; MISSING = no value.

    columns: fact_revision, outcome, score_low, score_high (1/100 point), gaps, unknowns, gap_count, recheck (day number),
    each (n,).
    """

    programme: str
    digest: str
    ids: Ints
    columns: dict[str, Ints]


@dataclass(frozen=True)
class Written:
    """How many rows were new, changed in verdict, and refreshed only (newer facts or text, same verdict)."""

    new: int
    moved: int
    refreshed: int
    moved_ids: tuple[int, ...]

    def __add__(self, other: Written) -> Written:
        return Written(
            self.new + other.new,
            self.moved + other.moved,
            self.refreshed + other.refreshed,
            self.moved_ids + other.moved_ids,
        )


def store(verdicts: Verdicts, *, on: date) -> Written:
    """Writes the rows that differ from what is stored; running it twice writes nothing the second time.

    verdicts.ids ascend. Each slice is one transaction that reads, compares, writes rows and their changes, so a kill
    leaves either all of a slice or nothing, and two workers on the same enterprises write a change once.
    A row from newer facts is never overwritten by one from older facts, so a slow worker can do no harm.
    """
    total = Written(0, 0, 0, ())
    step = verdicts.ids.size if connection.vendor == "postgresql" else SQLITE_ROWS
    for start in range(0, verdicts.ids.size, max(step, 1)):
        part = slice(start, start + step)
        with transaction.atomic():
            total += _store(
                Verdicts(
                    verdicts.programme,
                    verdicts.digest,
                    verdicts.ids[part],
                    {name: column[part] for name, column in verdicts.columns.items()},
                ),
                on=on,
            )
    return total


def _store(verdicts: Verdicts, *, on: date) -> Written:
    low, high = int(verdicts.ids[0]), int(verdicts.ids[-1]) + 1
    lock(low, high)
    old = _aligned(_stored(verdicts.programme, verdicts.digest, verdicts.ids), verdicts.ids)
    known = old["known"] == 1
    newer = known & (old["fact_revision"] > verdicts.columns["fact_revision"])
    same = known & (old["same_text"] == 1)
    for name in _KEPT:
        same &= old[name] == verdicts.columns[name]
    differs = ~same & ~newer
    moved = known & differs
    moved &= (old["outcome"] != verdicts.columns["outcome"]) | (old["gaps"] != verdicts.columns["gaps"])
    rows = np.flatnonzero(differs)
    if rows.size:
        _write(verdicts, rows, on=on, is_first=not known.any())
        _append_changes(verdicts, np.flatnonzero(moved), old, on=on)
    return Written(
        new=int((~known).sum()),
        moved=int(moved.sum()),
        refreshed=int((known & differs & ~moved).sum()),
        moved_ids=tuple(verdicts.ids[~known | moved].tolist()),
    )


def lock(low: int, high: int) -> None:
    """Shuts out another worker on the same enterprises until the transaction ends; SQLite has one writer anyway.

    A transaction that writes several programmes locks their whole range first: every writer takes blocks in ascending order.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for block in range(low // LOCK_BLOCK, (high - 1) // LOCK_BLOCK + 1):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, block])


def _aligned(stored: dict[str, Ints], ids: Ints) -> dict[str, Ints]:
    """The stored rows in the order of ids; `known` is 0, and every value MISSING, where there is none."""
    place = np.searchsorted(stored["enterprise"], ids)
    inside = np.minimum(place, stored["enterprise"].size - 1)
    if not stored["enterprise"].size:
        return {name: np.full(ids.size, MISSING, dtype=np.int64) for name in stored} | {
            "known": np.zeros(ids.size, np.int64)
        }
    known = stored["enterprise"][inside] == ids
    aligned = {name: np.where(known, column[inside], MISSING) for name, column in stored.items()}
    return aligned | {"known": known.astype(np.int64)}


def _stored(programme: str, digest: str, ids: Ints) -> dict[str, Ints]:
    low, high = int(ids[0]), int(ids[-1]) + 1
    is_sparse = SPARSE * ids.size < high - low
    among = f"AND a.enterprise_id IN ({','.join(map(str, ids.tolist()))}) " if is_sparse else ""
    return fetch_columns(
        {
            "enterprise": "a.enterprise_id",
            "fact_revision": "a.fact_revision",
            "outcome": "a.outcome",
            "score_low": "a.score_low",
            "score_high": "a.score_high",
            "gaps": "a.gaps",
            "unknowns": "a.unknowns",
            "gap_count": "a.gap_count",
            "recheck": day_sql("a.recheck_on"),
            "same_text": f"CASE WHEN a.pack_digest = '{digest}' THEN 1 ELSE 0 END",
        },
        f"FROM {Assessment._meta.db_table} a WHERE a.programme = '{programme}' "
        f"AND a.enterprise_id >= {low} AND a.enterprise_id < {high} {among}ORDER BY a.enterprise_id",
    )


def _write(verdicts: Verdicts, rows: Ints, *, on: date, is_first: bool) -> None:
    """is_first: none of these enterprises has a verdict of the programme yet; the lock is held, so none gets one meanwhile."""
    if connection.vendor == "postgresql":
        _copy(verdicts, rows, on=on, is_first=is_first)
        return
    statement = f"INSERT INTO {Assessment._meta.db_table} ({_COLUMNS}) VALUES ({','.join(['%s'] * 12)}) {_merge()}"
    with connection.cursor() as cursor:
        cursor.executemany(statement, _records(verdicts, rows, on=on))


def _copy(verdicts: Verdicts, rows: Ints, *, on: date, is_first: bool) -> None:
    """COPY straight into the table where nothing stands yet; else into a temporary one, then one INSERT … ON CONFLICT."""
    stream = binary_rows(_binary(verdicts, rows, on=on), rows.size)
    table = Assessment._meta.db_table
    with connection.cursor() as cursor:
        if is_first:
            cursor.cursor.copy_expert(f"COPY {table} ({_COLUMNS}) FROM STDIN (FORMAT binary)", stream)
            return
        cursor.execute(
            f"CREATE TEMPORARY TABLE assessment_stage ON COMMIT DROP AS SELECT {_COLUMNS} FROM {table} WITH NO DATA"
        )
        cursor.cursor.copy_expert(f"COPY assessment_stage ({_COLUMNS}) FROM STDIN (FORMAT binary)", stream)
        cursor.execute(f"INSERT INTO {table} ({_COLUMNS}) SELECT {_COLUMNS} FROM assessment_stage {_merge()}")
        cursor.execute("DROP TABLE assessment_stage")


def _binary(verdicts: Verdicts, rows: Ints, *, on: date) -> list[Cells | Same]:
    """The columns of _COLUMNS, in its order."""
    column = {name: values[rows] for name, values in verdicts.columns.items()}
    return [
        Cells("bigint", verdicts.ids[rows]),
        Same(verdicts.programme),
        Same(verdicts.digest),
        Cells("integer", column["fact_revision"]),
        Cells("smallint", column["outcome"]),
        Cells("integer", column["score_low"]),
        Cells("integer", column["score_high"]),
        Cells("bigint", column["gaps"]),
        Cells("bigint", column["unknowns"]),
        Cells("smallint", column["gap_count"]),
        Cells("date", column["recheck"]),
        Cells("date", np.full(rows.size, day_number(on), dtype=np.int64)),
    ]


def _merge() -> str:
    changed = [name for name in _COLUMNS.replace(" ", "").split(",") if name not in ("enterprise_id", "programme")]
    # "WHERE true" in front keeps SQLite from reading ON CONFLICT as a join; PostgreSQL needs no such help.
    return (
        "ON CONFLICT (enterprise_id, programme) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in changed)
        + f" WHERE {Assessment._meta.db_table}.fact_revision <= excluded.fact_revision"
    )


def _records(verdicts: Verdicts, rows: Ints, *, on: date) -> list[tuple[object, ...]]:
    columns = {name: verdicts.columns[name][rows].tolist() for name in _KEPT}
    today = on.isoformat()
    days: dict[int, str | None] = {MISSING: None}
    for number in set(columns["recheck"]) - {MISSING}:
        days[number] = day_of(number).isoformat()
    return [
        (
            enterprise,
            verdicts.programme,
            verdicts.digest,
            revision,
            outcome,
            None if low == MISSING else low,
            None if high == MISSING else high,
            gaps,
            unknowns,
            gap_count,
            days[recheck],
            today,
        )
        for enterprise, revision, outcome, low, high, gaps, unknowns, gap_count, recheck in zip(
            verdicts.ids[rows].tolist(), *(columns[name] for name in _KEPT), strict=True
        )
    ]


def _append_changes(verdicts: Verdicts, rows: Ints, old: dict[str, Ints], *, on: date) -> None:
    now = verdicts.columns
    AssessmentChange.objects.bulk_create(
        [
            AssessmentChange(
                enterprise_id=int(verdicts.ids[row]),
                programme=verdicts.programme,
                was=int(old["outcome"][row]),
                now=int(now["outcome"][row]),
                was_gaps=int(old["gaps"][row]),
                now_gaps=int(now["gaps"][row]),
                pack_digest=verdicts.digest,
                fact_revision=int(now["fact_revision"][row]),
                on=on,
            )
            for row in rows.tolist()
        ],
        batch_size=1_000,
    )
