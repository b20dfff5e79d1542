"""Asking for a recompute."""

from __future__ import annotations

from datetime import datetime

from portal.accounts.models import User
from portal.jobs.actions.start import start
from portal.jobs.models import Job
from portal.jobs.queries import unfinished_jobs

TASK = "pools.recompute"


def start_recompute(
    *, by: User, at: datetime, title: str = "重新判定", everything: bool = False, moved: bool = False
) -> Job:
    """The job that judges again what is stale, everything, or who has moved; one under way is given back instead.

    One at a time is enough: a run takes up whatever became stale before it reached it, and the next finds the rest.
    `start` writes the audit entry.
    """
    if not everything and (underway := unfinished_jobs(TASK).first()):
        return underway
    return start(TASK, by=by, title=title, arguments={"everything": everything, "moved": moved}, at=at)
