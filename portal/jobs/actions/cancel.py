"""Cancelling a job."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.models import Job, State


class CannotCancel(Exception):
    """The job has ended already."""


def cancel(job: Job, *, by: User, at: datetime) -> None:
    """Ends a waiting job at once, and asks a running one to stop after its current step.

    Raises CannotCancel when it has ended meanwhile.
    """
    with transaction.atomic():
        rows = Job.objects.filter(pk=job.pk)
        waiting = rows.filter(state=State.QUEUED).update(state=State.CANCELLED, finished_at=at, cancel_requested=True)
        if not waiting and not rows.filter(state=State.RUNNING).update(cancel_requested=True):
            raise CannotCancel(f"作业“{job.title}”已经结束，不能再取消。")
        record("job.cancelled" if waiting else "job.cancel_requested", job, by=by)
    job.refresh_from_db()
