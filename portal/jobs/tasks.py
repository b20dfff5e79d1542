"""The messages a worker understands, and the ground's own nightly work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone

from portal.accounts.queries import system_user
from portal.jobs import workers
from portal.jobs.actions.clear_files import clear_files
from portal.jobs.actions.reap import reap as reap_now
from portal.jobs.actions.start import start
from portal.jobs.execute import execute
from portal.jobs.ledger import freshen_connections
from portal.jobs.registry import job, nightly_tasks
from portal.jobs.running import Run
from portal.jobs.sharing import help_with as help_with_one

# The night begins at two o'clock; a catch-up later in the day still belongs to it.
NIGHT_BEGINS = timedelta(hours=2)


@shared_task(name="jobs.run_job", acks_late=False)
def run_job(*, ref: str, **_: Any) -> None:
    """Runs one job if it still waits. The message is only a hint and is gone once read; the row remains."""
    freshen_connections()
    try:
        execute(ref, clock=timezone.now)
    finally:
        freshen_connections()


@shared_task(name="jobs.help", acks_late=False)
def help_with(*, ref: str, **_: Any) -> None:
    """Does one share of a job that another worker runs. Losing the message costs time, never work."""
    freshen_connections()
    try:
        help_with_one(ref, clock=timezone.now)
    finally:
        freshen_connections()


@shared_task(name="jobs.reap", acks_late=False)
def reap(**_: Any) -> None:
    """Finds jobs that lost their worker or their message."""
    freshen_connections()
    try:
        reap_now(by=system_user(), at=timezone.now())
    finally:
        freshen_connections()


@shared_task(name="jobs.start_nightly", acks_late=False)
def start_nightly(**_: Any) -> None:
    """Starts the night's jobs, each once a night however often and by however many schedulers this is called."""
    freshen_connections()
    try:
        at = timezone.now()
        night = (timezone.localtime(at) - NIGHT_BEGINS).date()
        for task in nightly_tasks():
            start(task.name, by=system_user(), title=task.title, at=at, key=f"nightly:{task.name}:{night}")
    finally:
        freshen_connections()


@job("jobs.clear_files", title="清理到期的结果文件", nightly=True)
def clear_expired_files(run: Run, **_: Any) -> dict[str, Any]:
    """Deletes result files that nobody may download any more."""
    return {"已删除文件": clear_files(by=run.by, at=run.at)}


@worker_shutting_down.connect
def _hand_back(**_: Any) -> None:
    """A worker told to end lets its jobs finish their step and wait again, instead of running to their end."""
    workers.stop()
