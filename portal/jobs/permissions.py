"""Who may do what with a job; whether they may see it at all is queries.visible_jobs."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.queries import grants_in_force
from portal.jobs.models import UNFINISHED, Job, State


def can_cancel(user: User, job: Job) -> bool:
    """The person who asked, or one who manages jobs, while it waits or runs and nobody has asked yet."""
    return job.state in UNFINISHED and not job.cancel_requested and _is_in_charge(user, job)


def can_retry(user: User, job: Job) -> bool:
    """The person who asked, or one who manages jobs, once it failed or was cancelled."""
    return job.state in (State.FAILED, State.CANCELLED) and _is_in_charge(user, job)


def can_download(user: User, job: Job, *, at: datetime) -> bool:
    """Only the person who asked, only while the grant they asked under holds and the file is kept.

    Asked again at every download: a link that was sent on, or a role that was withdrawn, opens nothing.
    """
    if not job.result_file or job.asked_by_id != user.pk:
        return False
    if job.result_file_expires_at is None or job.result_file_expires_at <= at:
        return False
    if job.asked_as_id is None:
        return user.is_system
    return grants_in_force(user, on=timezone.localtime(at).date()).filter(pk=job.asked_as_id).exists()


def can_see_traceback(user: User) -> bool:
    """Those who keep the system; a traceback may name tables and values."""
    return user.acting.may("job.trace")


def _is_in_charge(user: User, job: Job) -> bool:
    return job.asked_by_id == user.pk or user.acting.may("job.manage")
