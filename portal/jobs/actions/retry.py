"""Taking a failed or cancelled job up again."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import transaction

from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.models import Job, State
from portal.jobs.send import send


class CannotRetry(Exception):
    """The job did not fail and was not cancelled."""


def retry(job: Job, *, by: User, at: datetime) -> None:
    """Queues an ended job again with all its attempts; it goes on from its checkpoint, as the person who first asked.

    Raises CannotRetry unless it failed or was cancelled.
    """
    with transaction.atomic():
        before = job.state
        again = Job.objects.filter(pk=job.pk, state__in=[State.FAILED, State.CANCELLED]).update(
            state=State.QUEUED,
            attempts=0,
            cancel_requested=False,
            run_after=None,
            sent_at=None,
            started_at=None,
            finished_at=None,
            error="",
            traceback="",
        )
        if not again:
            raise CannotRetry(f"作业“{job.title}”没有失败，也没有被取消，不需要重试。")
        record("job.retried", job, by=by, before={"state": before}, after={"state": State.QUEUED})
    transaction.on_commit(partial(send, job.ref, at=at), robust=True)
    job.refresh_from_db()
