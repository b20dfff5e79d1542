"""The failing rows of an import as the person's own workbook: mend the red cells and upload it as it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from django.db.models import Q

from enterprises.intake.prepare import as_path
from enterprises.intake.sheets import SHEETS
from enterprises.models import Intake, IntakeRow, RowOutcome, RowState
from portal.workbooks.problems import Problem, Severity
from portal.workbooks.read import Row, Table, open_table
from portal.workbooks.write import write_errors


def problem_of(stored: dict[str, Any]) -> Problem:
    """A finding as it was kept with its row."""
    return Problem(**{**stored, "severity": Severity(stored["severity"])})


def sentences(intake: Intake, stored: list[dict[str, Any]]) -> list[tuple[Problem, str]]:
    """Each finding of a row with its whole sentence: cell, header as the file has it, what was seen, what is allowed."""
    headers = {column["letters"]: column["header"] for column in intake.columns}
    problems = [problem_of(each) for each in stored]
    return [(problem, problem.sentence(headers.get(problem.cell.rstrip("0123456789"), ""))) for problem in problems]


def write_error_workbook(intake: Intake, target: BinaryIO, *, on: date) -> int:
    """Writes the rows that were refused, asked about or not written; gives how many.

    Raises portal.workbooks.guard.WorkbookRefused when the kept file cannot be read any more.
    """
    failing = {row.number: row for row in _failing(intake)}
    with as_path(intake.file) as path, open_table(path, SHEETS[intake.sheet], on=on) as table:
        return write_errors(target, table, _rows(table, failing))


def _failing(intake: Intake) -> Iterator[IntakeRow]:
    states = [RowState.HELD, RowState.CONFLICT, RowState.FAILED]
    condition = Q(outcome=RowOutcome.REFUSED) | Q(is_asked=True) | Q(state__in=states)
    rows = IntakeRow.objects.filter(condition, intake=intake).exclude(state=RowState.WRITTEN)
    yield from rows.only("number", "problems", "remark", "state").iterator()


def _rows(table: Table, failing: dict[int, IntakeRow]) -> Iterator[tuple[Row, list[Problem]]]:
    for row in table.rows():
        found = failing.get(row.number)
        if found is None:
            continue
        problems = [problem_of(each) for each in found.problems]
        problems = [problem for problem in problems if problem.severity != Severity.NOTE]
        if found.remark:
            problems.append(Problem("", "", found.state, Severity.REFUSE, found.remark))
        yield row, problems
