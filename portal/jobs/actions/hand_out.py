"""Giving out a result file."""

from __future__ import annotations

from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.models import Job


def hand_out(job: Job, *, by: User) -> str:
    """Writes down who takes the file away, and gives its path in the private storage."""
    path = str(job.result_file.name)
    record("job.file_downloaded", job, by=by, after={"file": path})
    return path
