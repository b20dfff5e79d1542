"""The ledger as a workbook: exactly the lines, the order, the columns and the sums of the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

from django.db.models import QuerySet

from enterprises import queries
from enterprises.models import Enterprise
from enterprises.queries.register_columns import RegisterColumn
from portal.workbooks.write import write_table

CHUNK = 500
AT_ONCE = 2_000
"""Up to so many lines the file is the answer; above, it is made in the background."""

Beat = Callable[[int], None]


def write_register(
    target: Path | IO[bytes],
    lines: QuerySet[Enterprise],
    columns: Sequence[RegisterColumn],
    *,
    on: date,
    beat: Beat | None = None,
) -> int:
    """Writes the lines as they are ordered; gives how many. beat: called with the lines written so far."""
    totals = queries.register_totals(lines)
    return write_table(
        target,
        queries.sheet_of(columns),
        _rows(lines, columns, on=on, beat=beat),
        title="企业台账",
        as_of=f"截至{on.isoformat()}，共{totals.count}家；年报数据为{queries.fiscal_year_of(on)}年",
        totals={each.key: queries.file_value(each, each.total(totals)) for each in columns if each.total is not None},
    )


def _rows(
    lines: QuerySet[Enterprise], columns: Sequence[RegisterColumn], *, on: date, beat: Beat | None
) -> Iterator[dict[str, Any]]:
    keys = [column.key for column in columns]
    # The ids are fixed first, so that a change made meanwhile neither doubles nor drops a line.
    ids = list(lines.values_list("pk", flat=True))
    found = queries.with_regions(lines)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        by_id = found.in_bulk(chunk)
        enterprises = [by_id[pk] for pk in chunk if pk in by_id]
        for line in queries.with_details(enterprises, on=on, columns=keys):
            yield {column.key: queries.file_value(column, column.value(line)) for column in columns}
        if beat is not None:
            beat(min(start + CHUNK, len(ids)))
