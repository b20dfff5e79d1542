"""Writes what a person saw and confirmed, through the same deeds as the forms; a row is written once or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from enterprises.actions.file_report import Filing, file_reports
from enterprises.actions.register import register_many
from enterprises.actions.revise import revise_many
from enterprises.enums import Source
from enterprises.intake.preview import plain
from enterprises.intake.sheets import ANNUAL_REPORTS, ENTERPRISES
from enterprises.models import (
    Enterprise,
    Intake,
    IntakeRow,
    IntakeState,
    Refusal,
    RowOutcome,
    RowState,
)
from enterprises.queries import current_reports
from enterprises.queries.intakes import counts_by_filter, enterprises_by_code, waiting_rows
from portal.accounts.queries import system_user
from portal.jobs.actions.start import start
from portal.jobs.running import Run
from portal.regions.models import Region
from portal.regions.queries import parts_of

CHUNK = 500
# What follows from new facts is another room's work, asked for by name.
JUDGE_AGAIN = "pools.recompute"
_DAYS = {"founded_on"}
_PLACES = {"county", "zone"}


def commit(intake: Intake, run: Run, *, on: date) -> None:
    """Writes the waiting rows in chunks, each one transaction together with the mark on its rows.

    Killed at any moment and started again it goes on with the rows that are still waiting: the mark and the deed stand
    or fall together. A row whose ground moved since the preview is not written and says so.
    """
    city = intake.region if intake.region.is_city else intake.region.city
    assert city is not None
    writer = _Writer(intake, run, city=city, on=on)
    left = waiting_rows(intake).count()
    total = left + IntakeRow.objects.filter(intake=intake).exclude(state=RowState.WAITING).count()
    done = total - left
    run.beat(done=done, total=total, note="正在写入")
    while rows := list(waiting_rows(intake).order_by("number")[:CHUNK]):
        done += len(rows)
        with run.step(done=done, total=total, note=f"已写到第{rows[-1].number}行"):
            writer.write(rows)
    with run.step(done=done, total=total, note="写入完成"):
        _finish(intake, run)


def _finish(intake: Intake, run: Run) -> None:
    IntakeRow.objects.filter(
        intake=intake, state=RowState.WAITING, is_asked=True, outcome__in=[RowOutcome.NEW, RowOutcome.CHANGED]
    ).update(state=RowState.HELD, remark="有提醒的行没有选择写入")
    states = IntakeRow.objects.filter(intake=intake)
    written = states.filter(state=RowState.WRITTEN)
    intake.counts = {
        **intake.counts,
        **counts_by_filter(intake),
        "written_new": written.filter(outcome=RowOutcome.NEW).count(),
        "written_changed": written.filter(outcome=RowOutcome.CHANGED).count(),
        "held": states.filter(state=RowState.HELD).count(),
        "conflict": states.filter(state=RowState.CONFLICT).count(),
        "failed": states.filter(state=RowState.FAILED).count(),
    }
    intake.state = IntakeState.COMMITTED
    intake.committed_at = run.at
    intake.save(update_fields=["counts", "state", "committed_at"])
    if intake.counts["written_new"] or intake.counts["written_changed"]:
        start(
            JUDGE_AGAIN,
            by=system_user(),
            title="导入后重新判定",
            at=run.at,
            key=f"{JUDGE_AGAIN}:{intake.ref}",
        )


class _Writer:
    """Writes chunks of one import inside the transaction of the caller."""

    def __init__(self, intake: Intake, run: Run, *, city: Region, on: date) -> None:
        self.intake = intake
        self.by = run.by
        self.on = on
        self.city = city
        self.places = {part.pk: part for part in parts_of(city)}

    def write(self, rows: Sequence[IntakeRow]) -> None:
        """Writes what can be written and marks every row with what became of it."""
        if self.intake.sheet == ENTERPRISES.code:
            self._register([row for row in rows if row.outcome == RowOutcome.NEW])
            self._revise([row for row in rows if row.outcome == RowOutcome.CHANGED])
        elif self.intake.sheet == ANNUAL_REPORTS.code:
            self._file(rows)
        IntakeRow.objects.bulk_update(rows, ["state", "remark", "enterprise"])

    def _facts(self, row: IntakeRow) -> dict[str, Any]:
        facts = dict(row.values)
        for name in _DAYS & facts.keys():
            facts[name] = date.fromisoformat(facts[name])
        for name in _PLACES & facts.keys():
            facts[name] = self.places[facts[name]]
        return facts

    def _register(self, rows: Sequence[IntakeRow]) -> None:
        taken = enterprises_by_code([row.key for row in rows])
        fresh = []
        for row in rows:
            if row.key in taken:
                _mark(row, RowState.CONFLICT, "预览之后已有人建了这家企业的档；请重新导入，核对后再写入")
            else:
                fresh.append(row)

        def deed(some: Sequence[IntakeRow]) -> None:
            lines = [{"code": row.key, "city": self.city, **self._facts(row)} for row in some]
            made = register_many(lines, by=self.by, on=self.on, source=Source.IMPORTED)
            for row, enterprise in zip(some, made, strict=True):
                row.enterprise = enterprise

        self._together_or_each(fresh, deed)

    def _revise(self, rows: Sequence[IntakeRow]) -> None:
        ids = [row.enterprise_id for row in rows]
        # The lock is kept until the deed is done, so that nobody changes a fact between the comparison and the write.
        locked = Enterprise.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
        present = {each.pk: each for each in locked}
        fresh = []
        for row in rows:
            enterprise = present.get(row.enterprise_id)
            if enterprise is None:
                _mark(row, RowState.CONFLICT, "预览之后这家企业的档案已不在台账中")
                continue
            now = {name: plain(_raw(enterprise, name)) for name in row.values}
            if _settled(row, now, row.values, row.before):
                fresh.append(row)

        def deed(some: Sequence[IntakeRow]) -> None:
            changes = [(present[row.enterprise_id], self._facts(row)) for row in some]
            revise_many(changes, by=self.by, on=self.on, source=Source.IMPORTED)

        self._together_or_each(fresh, deed)

    def _file(self, rows: Sequence[IntakeRow]) -> None:
        ids = [row.enterprise_id for row in rows if row.enterprise_id is not None]
        locked = Enterprise.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
        present = {each.pk: each for each in locked}
        reports = current_reports(ids, {row.values["fiscal_year"] for row in rows})
        fresh = []
        for row in rows:
            if row.enterprise_id not in present:
                _mark(row, RowState.CONFLICT, "预览之后这家企业的档案已不在台账中")
                continue
            report = reports.get((row.enterprise_id, row.values["fiscal_year"]))
            figures = row.values["figures"]
            now = {name: getattr(report, name) if report else None for name in figures}
            if _settled(row, now, figures, row.before):
                fresh.append(row)
        for is_asked in (False, True):
            self._together_or_each(
                [row for row in fresh if row.is_asked == is_asked],
                lambda some, confirmed=is_asked: self._file_some(some, present, confirmed=confirmed),
            )

    def _file_some(self, rows: Sequence[IntakeRow], present: Mapping[int, Enterprise], *, confirmed: bool) -> None:
        filings = [
            Filing(present[row.enterprise_id], row.values["fiscal_year"], row.values["figures"])  # type: ignore[index]
            for row in rows
        ]
        filed = file_reports(
            filings,
            by=self.by,
            on=self.on,
            source=Source.IMPORTED,
            source_note=self.intake.file_name[:120],
            confirmed=confirmed,
        )
        for row, each in zip(rows, filed, strict=True):
            if each.questions:
                _mark(row, RowState.HELD, "；".join(question.text for question in each.questions))

    def _together_or_each(self, rows: Sequence[IntakeRow], deed: Callable[[Sequence[IntakeRow]], None]) -> None:
        """One deed for all; when one of them cannot stand, each by itself, so that it alone is left out."""
        if not rows:
            return
        try:
            with transaction.atomic():
                deed(rows)
        except Refusal:
            for row in rows:
                try:
                    with transaction.atomic():
                        deed([row])
                except Refusal as refusal:
                    row.enterprise = None if row.outcome == RowOutcome.NEW else row.enterprise
                    # A code that was refused now and not at the check has been taken by somebody in between.
                    state = RowState.CONFLICT if "code" in refusal.problems else RowState.FAILED
                    _mark(row, state, "；".join(refusal.problems.values()))
        for row in rows:
            if row.state == RowState.WAITING:
                _mark(row, RowState.WRITTEN, "")


def _settled(row: IntakeRow, now: Mapping[str, Any], wanted: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether the row may be written: what stands there is what the person saw. Marks it when not."""
    if all(now[name] == value for name, value in wanted.items()):
        _mark(row, RowState.WRITTEN, "预览之后已有人改成同样的内容")
        return False
    if any(now[name] not in (before.get(name), wanted[name]) for name in wanted):
        _mark(row, RowState.CONFLICT, "预览之后有人改过同样的内容，没有覆盖；请重新导入，核对后再写入")
        return False
    return True


def _raw(enterprise: Enterprise, name: str) -> Any:
    """A fact without reading the region it points to."""
    return getattr(enterprise, f"{name}_id") if name in _PLACES else getattr(enterprise, name)


def _mark(row: IntakeRow, state: str, remark: str) -> None:
    row.state, row.remark = state, remark[:500]
