"""The room's background work; the rules are in intake/ and actions/."""

from __future__ import annotations

from datetime import date
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from enterprises import queries
from enterprises.exports import write_register
from enterprises.forms.register_request import read
from enterprises.intake.commit import commit
from enterprises.intake.ground import act_for
from enterprises.intake.prepare import prepare
from enterprises.intake.receipt import receipt
from enterprises.models import Intake, IntakeState
from portal.jobs.registry import job
from portal.jobs.running import CannotFinish, Run


@job("enterprises.check_intake")
def check_intake(run: Run, *, intake_id: int, **_: Any) -> dict[str, Any]:
    """Reads and checks an uploaded file; may run again after a crash."""
    intake = Intake.objects.select_related("region__city__parent", "region__parent").get(pk=intake_id)
    if intake.state == IntakeState.CHECKING:
        act_for(run.by, intake.region)
        prepare(intake, run, on=timezone.localtime(run.at).date())
    if intake.state == IntakeState.REFUSED:
        raise CannotFinish(intake.refusal[:500])
    return dict(receipt(intake))


@job("enterprises.commit_intake")
def commit_intake(run: Run, *, intake_id: int, **_: Any) -> dict[str, Any]:
    """Writes the confirmed rows; may run again after a crash."""
    intake = Intake.objects.select_related("region__city__parent", "region__parent").get(pk=intake_id)
    if intake.state == IntakeState.COMMITTING:
        act_for(run.by, intake.region)
        commit(intake, run, on=timezone.localtime(run.at).date())
    return dict(receipt(intake))


@job("enterprises.export_register")
def export_register(run: Run, *, query: str, columns: list[str], on: str, **_: Any) -> dict[str, Any]:
    """Writes the ledger as the asker saw it on the screen into a workbook; repeating it only writes the file again."""
    day = date.fromisoformat(on)
    asked = read(QueryDict(query), run.by, on=day)
    lines = queries.register_lines(run.by, asked.wanted, on=day, sort=asked.sort)
    total = lines.count()
    with NamedTemporaryFile(suffix=".xlsx") as file:
        count = write_register(
            file,
            lines,
            queries.chosen_columns(columns),
            on=day,
            beat=lambda done: run.beat(done=done, total=total),
        )
        file.seek(0)
        run.attach(file, name=f"企业台账{day:%Y%m%d}.xlsx")
    return {"导出企业": count}
