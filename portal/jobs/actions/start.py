"""Starting a job."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.models import Job
from portal.jobs.registry import find
from portal.jobs.send import send


def start(
    task: str,
    *,
    by: User,
    title: str,
    at: datetime,
    arguments: dict[str, Any] | None = None,
    key: str | None = None,
    link: str = "",
) -> Job:
    """Writes the job down, and tells the workers once the caller's transaction is committed.

    task: a name registered with portal.jobs.registry.job. arguments: plain values that JSON can carry.
    key: makes the start idempotent for good: a second start with the same key gives the first job back, whatever became
    of it (a failed one is taken up again by `retry`).
    link: the address of the page where the outcome can be seen.
    Raises KeyError for a task that no room registers.
    """
    known = find(task)
    if key is not None and (earlier := Job.objects.filter(key=key).first()):
        return earlier
    try:
        with transaction.atomic():
            job = Job.objects.create(
                task=task,
                title=title[:120],
                key=key,
                arguments=arguments or {},
                link=link,
                asked_by=by,
                asked_as_id=by.acting.grant_id,
                created_at=at,
                max_attempts=known.max_attempts,
            )
            record("job.started", job, by=by, after={"task": task})
    except IntegrityError:
        # Somebody else started it between our look and our write.
        if key is None or (earlier := Job.objects.filter(key=key).first()) is None:
            raise
        return earlier
    transaction.on_commit(partial(send, job.ref, at=at), robust=True)
    return job
