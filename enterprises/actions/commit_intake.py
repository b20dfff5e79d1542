"""Commit (确认写入): a person has seen the preview and says yes; the writing begins as a job."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from enterprises.models import Intake, IntakeState
from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.actions.start import start
from portal.jobs.models import Job


class CannotCommit(Exception):
    """The import is not waiting for a yes."""


def commit_intake(intake: Intake, *, by: User, at: datetime, takes_questions: bool = False) -> Job:
    """The job that writes the checked rows of an import. Saying yes twice gives the same job.

    takes_questions: rows with questions are written too. Raises CannotCommit for an import that is not checked.
    """
    with transaction.atomic():
        row: Intake = Intake.objects.select_for_update(of=("self",)).select_related("job").get(pk=intake.pk)
        if row.state in (IntakeState.COMMITTING, IntakeState.COMMITTED) and row.job is not None:
            return row.job
        if row.state != IntakeState.CHECKED:
            raise CannotCommit(f"这次导入现在是“{row.get_state_display()}”，不能写入。")
        job = start(
            "enterprises.commit_intake",
            by=by,
            title=f"写入导入文件：{row.file_name}",
            at=at,
            arguments={"intake_id": row.pk},
            key=f"commit_intake:{row.ref}",
            link=reverse("enterprises:intake", args=[row.ref]),
        )
        row.state, row.takes_questions, row.committed_by, row.job = IntakeState.COMMITTING, takes_questions, by, job
        row.save(update_fields=["state", "takes_questions", "committed_by", "job"])
        record("intake.committed", row, by=by, after={"takes_questions": takes_questions, "counts": row.counts})
    return job
