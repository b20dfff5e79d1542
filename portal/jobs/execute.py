"""One attempt at one job, from the claim to the mark of its end."""

from __future__ import annotations

import logging
import secrets
import traceback
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from portal.jobs import ledger, registry, workers
from portal.jobs.acting import asker_of
from portal.jobs.models import Job, State
from portal.jobs.running import Cancelled, CannotFinish, Clock, Lost, Run, Stopping, beating

logger = logging.getLogger(__name__)

LONGEST_RETRY_SECONDS = 900


def execute(ref: str, *, clock: Clock) -> State | None:
    """Claims the job, does its work and marks what became of it; None when it was not ours to run.

    Never raises for what the work does; only for a database that stays away, and then the reaper finds the job.
    """
    began = clock()
    job = ledger.claim(ref, worker=workers.identity(), token=secrets.token_hex(16), at=began)
    if job is None:
        return None
    try:
        run = Run(job, by=asker_of(job, at=began), at=began, clock=clock)
        function = registry.find(job.task).function
        with beating(run):
            result = function(run, **job.arguments)
    except Lost:
        logger.warning("job %s was given up for dead while it ran here; another worker has it", ref)
        return None
    except Cancelled:
        return _settle(job, State.CANCELLED, at=clock())
    except Stopping:
        return _settle(job, State.QUEUED, at=clock(), attempts=job.attempts - 1, sent_at=None)
    except CannotFinish as reason:
        return _settle(job, State.FAILED, at=clock(), error=str(reason)[:500], traceback=traceback.format_exc())
    except Exception:  # whatever the work raises belongs to the job, not to the worker
        logger.exception("job %s (%s) failed in attempt %d", ref, job.task, job.attempts)
        return _try_again(job, at=clock())
    return _settle(job, State.DONE, at=clock(), result=result, **run.progress())


def _try_again(job: Job, *, at: datetime) -> State | None:
    """Queues a failed attempt again after a pause that doubles, or ends the job when it had its chances."""
    ledger.freshen_connections()
    details = traceback.format_exc().replace("\x00", "")
    if job.attempts < job.max_attempts:
        pause = min(settings.JOB_RETRY_SECONDS * 2 ** (job.attempts - 1), LONGEST_RETRY_SECONDS)
        return _settle(
            job, State.QUEUED, at=at, run_after=at + timedelta(seconds=pause), sent_at=None, traceback=details
        )
    return _settle(job, State.FAILED, at=at, error=failed_sentence(job), traceback=details)


def failed_sentence(job: Job) -> str:
    """What a person reads after an unexpected error; the error itself is for those who keep the system."""
    times = f"试了 {job.attempts} 次都没有成功" if job.attempts > 1 else "没有成功"
    return f"处理时出现意外错误，{times}。已完成的步骤都已保存；请把编号 {job.ref[-8:]} 告诉系统管理员。"


def _settle(job: Job, state: State, *, at: datetime, **fields: Any) -> State | None:
    if not ledger.settle(job, state=state, at=at, **fields):
        logger.warning("job %s was given up for dead before its end was marked; another worker has it", job.ref)
        return None
    return state
