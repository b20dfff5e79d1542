"""The hint to the workers that a job waits. Losing it costs seconds, never the job."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings

from portal.celery import app
from portal.jobs.models import Job, State
from portal.jobs.workers import reads_memory_broker

logger = logging.getLogger(__name__)


def send(ref: str, *, at: datetime) -> bool:
    """Sends the message for one queued job by name and notes when; whether it went out.

    A broker that cannot be reached is logged and not raised: the row is there, the reaper sends again.
    """
    if settings.CELERY_BROKER_URL.startswith("memory:") and not reads_memory_broker():
        # Nobody in this process reads the queue; the process that does finds the row by its reaper.
        return False
    try:
        app.send_task("jobs.run_job", kwargs={"ref": ref}, retry=False)
    except Exception as error:  # whatever the broker's client raises; none of it may reach the person who asked
        logger.warning("the broker did not take the message for job %s: %s", ref, error)
        return False
    Job.objects.filter(ref=ref, state=State.QUEUED).update(sent_at=at)
    return True
