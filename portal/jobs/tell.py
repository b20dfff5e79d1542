"""Telling whoever asked what became of their job."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from portal.jobs.models import Job, State
from portal.notices.notify import notify

KINDS = {State.DONE: "job_done", State.FAILED: "job_failed", State.CANCELLED: "job_cancelled"}


def tell(job: Job, state: State, *, at: datetime, reason: str = "") -> None:
    """Leaves a notice that leads to the job, when the state is an end; inside the transaction that marks it."""
    if state in KINDS:
        url = reverse("jobs:detail", args=[job.ref])
        notify(job.asked_by, kind=KINDS[state], at=at, url=url, title=job.title, reason=reason)
