"""The room's background work; the rules are in intake/ and actions/."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

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
