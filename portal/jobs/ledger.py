"""What a worker may write about a job: claiming it, and everything after that under the token of the claim.

Each write is one conditional UPDATE, so that it is atomic on SQLite and PostgreSQL alike and needs no lock of its own.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import F, Q

from portal.jobs.models import Job, Share, State
from portal.jobs.tell import tell

logger = logging.getLogger(__name__)

# How long the mark of an end is tried again while the database is away (a restart); after that the reaper decides.
SETTLE_SECONDS = 30.0

_LET_GO: dict[str, Any] = {"token": "", "worker": ""}


def claim(ref: str, *, worker: str, token: str, at: datetime) -> Job | None:
    """The job, now running under the token; None when it is not waiting any more, or not yet due.

    Of any number that try at once exactly one gets it.
    """
    due = Q(run_after=None) | Q(run_after__lte=at)
    claimed = Job.objects.filter(due, ref=ref, state=State.QUEUED).update(
        state=State.RUNNING,
        token=token,
        worker=worker,
        started_at=at,
        heartbeat_at=at,
        attempts=F("attempts") + 1,
        rate=None,
        error="",
        traceback="",
    )
    if not claimed:
        return None
    # The token again: between the two statements the job may already have been given up for dead.
    return Job.objects.select_related("asked_by", "asked_as").filter(ref=ref, token=token).first()


def freshen_connections() -> None:
    """Lets go of connections that broke or grew old; what Django does between two requests, a worker does between two jobs.

    An open transaction is left alone: closing under it would hide that its work is lost.
    """
    for each in connections.all(initialized_only=True):
        if not each.in_atomic_block:
            each.close_if_unusable_or_obsolete()


def write(job: Job, **fields: Any) -> bool:
    """Changes a running job under the token it was claimed with; False when it is no longer ours."""
    return bool(Job.objects.filter(pk=job.pk, state=State.RUNNING, token=job.token).update(**fields))


def is_cancelling(job: Job) -> bool:
    """Whether somebody asked for this running job to be cancelled."""
    return Job.objects.filter(pk=job.pk, token=job.token, cancel_requested=True).exists()


def settle(job: Job, *, state: State, at: datetime, **fields: Any) -> bool:
    """Marks the end of a run: an end state, of which the asker is told, or queued again; False when it is not ours any more.

    Tries again while the database is away: the work is done, and only its mark is missing.
    """
    if state != State.QUEUED:
        fields["finished_at"] = at
    give_up = time.monotonic() + SETTLE_SECONDS
    while True:
        try:
            with transaction.atomic():
                is_ours = write(job, state=state, heartbeat_at=at, **_LET_GO, **fields)
                if is_ours:
                    if state == State.DONE:
                        Share.objects.filter(job=job).delete()
                    tell(job, state, at=at, reason=str(fields.get("error", "")))
            return is_ours
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > give_up:
                raise
            logger.warning("the database is away; the end of job %s is marked when it is back", job.ref)
            connection.close()
            time.sleep(0.5)
