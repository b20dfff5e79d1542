"""Reads an uploaded file, checks every row, and keeps what each would do; the registry is not touched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.files import File

from enterprises.intake import preview
from enterprises.intake.checks import problems_of, repeated_sentence
from enterprises.intake.ground import Ground, ground_of
from enterprises.intake.preview import Draft
from enterprises.intake.sheets import ENTERPRISES, SHEETS
from enterprises.models import Intake, IntakeRow, IntakeState, RowOutcome
from enterprises.queries.intakes import counts_by_filter, earlier_intake
from portal.jobs.running import Run
from portal.workbooks.guard import WorkbookRefused
from portal.workbooks.problems import Problem, Severity
from portal.workbooks.read import Row, Table, open_table
from portal.workbooks.values import Capital

CHUNK = 500
SHOWN_NOTES = 200


def prepare(intake: Intake, run: Run, *, on: date) -> None:
    """Fills the rows of an import in chunks of one transaction each; may be started again after a crash.

    A file that cannot be read ends REFUSED with the sentence; otherwise CHECKED. `on` is the day dates are held against.
    """
    try:
        with as_path(intake.file) as path, open_table(path, SHEETS[intake.sheet], on=on) as table:
            _prepare(intake, table, run, on=on)
    except WorkbookRefused as refusal:
        with run.step():
            IntakeRow.objects.filter(intake=intake).delete()
            intake.state, intake.refusal = IntakeState.REFUSED, str(refusal)[:1000]
            intake.save(update_fields=["state", "refusal"])


@contextmanager
def as_path(file: File[bytes]) -> Iterator[Path]:
    """A stored file as a path on this machine; one that lies elsewhere is copied for the time of the block."""
    try:
        local = Path(file.path)  # type: ignore[attr-defined]
    except NotImplementedError:
        with tempfile.NamedTemporaryFile() as copy, file.open("rb") as source:
            for block in source.chunks():
                copy.write(block)
            copy.flush()
            yield Path(copy.name)
        return
    yield local


def _prepare(intake: Intake, table: Table, run: Run, *, on: date) -> None:
    ground = ground_of(by=run.by, territory=intake.region, on=on)
    tally = _Tally()
    total = max(table.scan.filled_rows - 1, 0)
    with run.step(done=0, total=total, note="正在检查"):
        # An attempt that was cut off starts over: nothing outside these rows was written.
        IntakeRow.objects.filter(intake=intake).delete()
    done = 0
    for rows in _chunks(table.rows(), CHUNK):
        checked = [(row, problems_of(row, table.spec, ground)) for row in rows]
        drafts = preview.drafts(table.spec.code, checked, ground)
        tally.add(rows, drafts, ground)
        done += len(rows)
        with run.step(done=done, note=f"已检查到第{rows[-1].number}行"):
            IntakeRow.objects.bulk_create(_kept(intake, draft) for draft in drafts)
    with run.step(done=done, total=done, note="检查完成"):
        _refuse_first_of_repeated(intake, table, ground)
        _finish(intake, table, tally)


def _chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, size)):
        yield chunk


def _kept(intake: Intake, draft: Draft) -> IntakeRow:
    return IntakeRow(
        intake=intake,
        number=draft.number,
        key=draft.key[:40],
        name=draft.name[:200],
        outcome=draft.outcome,
        is_asked=draft.is_asked,
        has_no_county=draft.has_no_county,
        enterprise_id=draft.enterprise_id,
        values=draft.values,
        before=draft.before,
        changes=draft.changes,
        problems=draft.plain_problems(),
    )


def _refuse_first_of_repeated(intake: Intake, table: Table, ground: Ground) -> None:
    """The first of several rows about one firm is no better than the others; it was kept before they were read."""
    letters = next(match.letters for match in table.matches if match.column and match.column.field == "code")
    firsts = IntakeRow.objects.filter(intake=intake, number__in=list(ground.repeated))
    for row in firsts:
        message = repeated_sentence(ground.repeated[row.number])
        problem = Problem(f"{letters}{row.number}", "code", "repeated", Severity.REFUSE, message, row.key)
        row.problems = [*row.problems, asdict(problem)]
        row.outcome, row.values, row.before, row.changes = RowOutcome.REFUSED, {}, {}, []
        row.save(update_fields=["problems", "outcome", "values", "before", "changes"])


class _Tally:
    """Counts that the kept rows do not tell: how the capitals and the places were understood."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(
            ("county_found", "county_unknown", "zone_found", "capital_read", "capital_unknown", "capital_unclear"), 0
        )

    def add(self, rows: list[Row], drafts: list[Draft], ground: Ground) -> None:
        for row, draft in zip(rows, drafts, strict=True):
            if "capital" in row.cells:
                self._capital(row)
            if "address" in row.cells or "county" in row.cells:
                self._place(row, draft, ground)

    def _capital(self, row: Row) -> None:
        unclear = any(problem.field == "capital" and problem.severity != Severity.NOTE for problem in row.problems)
        is_read = isinstance(row.value("capital"), Capital)
        name = "capital_unclear" if unclear else "capital_read" if is_read else "capital_unknown"
        self.counts[name] += 1

    def _place(self, row: Row, draft: Draft, ground: Ground) -> None:
        place = preview.where(row, ground)
        self.counts["county_found" if place.county else "county_unknown"] += 1
        self.counts["zone_found"] += place.zone is not None


def _finish(intake: Intake, table: Table, tally: _Tally) -> None:
    notes = [asdict(note) for note in table.problems[:SHOWN_NOTES]]
    if earlier := earlier_intake(intake):
        message = f"同一个文件已在{earlier.committed_at:%Y-%m-%d}写入过一次，没有变化的行不会重复写入"
        notes.insert(0, asdict(Problem("", "", "same_file", Severity.NOTE, message)))
    intake.sheet_name = table.sheet[:100]
    intake.header_row = table.header_row
    intake.columns = [
        {
            "letters": match.letters,
            "header": match.header,
            "column": match.column.header if match.column else "",
            "unit": match.unit,
        }
        for match in table.matches
        if match.header
    ]
    intake.notes = notes
    counts: dict[str, Any] = {**counts_by_filter(intake), "blank": table.counts.blank}
    counts["skipped"] = table.counts.subtotal + table.counts.example + table.counts.repeated_header
    if intake.sheet == ENTERPRISES.code:
        counts |= tally.counts
    intake.counts = counts
    intake.state = IntakeState.CHECKED
    intake.save(update_fields=["sheet_name", "header_row", "columns", "notes", "counts", "state"])
