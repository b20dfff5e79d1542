"""Who may do what with a job; whether they may see it at all is queries.visible_jobs."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.queries import grants_in_force
from portal.jobs.models import UNFINISHED, Job, State


def is_in_charge(user: User, job: Job) -> bool:
    """Whether the person asked for the job, or manages jobs."""
    return job.asked_by_id == user.pk or user.acting.may("job.manage")


def can_cancel(user: User, job: Job) -> bool:
    """Whoever is in charge, while the job waits or runs and nobody has asked yet."""
    return job.state in UNFINISHED and not job.cancel_requested and is_in_charge(user, job)


def can_retry(user: User, job: Job) -> bool:
    """Whoever is in charge, once the job failed or was cancelled."""
    return job.state in (State.FAILED, State.CANCELLED) and is_in_charge(user, job)


def has_a_file_for(user: User, job: Job, *, at: datetime) -> bool:
    """Whether the job keeps a file that the person asked for; the grant is asked only at the download."""
    kept_until = job.result_file_expires_at
    return bool(job.result_file) and job.asked_by_id == user.pk and kept_until is not None and kept_until > at


def can_download(user: User, job: Job, *, at: datetime) -> bool:
    """Only the person who asked, only while the grant they asked under holds and the file is kept.

    Asked again at every download: a link that was sent on, or a role that was withdrawn, opens nothing.
    """
    if job.asked_as_id is None or not has_a_file_for(user, job, at=at):
        return False
    return grants_in_force(user, on=timezone.localtime(at).date()).filter(pk=job.asked_as_id).exists()


def can_see_traceback(user: User) -> bool:
    """Those who keep the system; a traceback may name tables and values."""
    return user.acting.may("job.trace")
