"""Run: what a job's function is given; and the pulse that shows the job is alive while one statement takes long."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from django.core.files import File
from django.db import Error, connections, transaction

from portal.accounts.models import User
from portal.jobs import ledger, workers
from portal.jobs.models import Job

Clock = Callable[[], datetime]


class CannotFinish(Exception):
    """The job cannot succeed as asked, for a reason its asker can act on; the sentence is shown as it is."""


class Interruption(BaseException):
    """The run ends here by no fault of its function.

    No Exception: a function that catches those, row by row say, must not catch this.
    """


class Cancelled(Interruption):
    """Somebody asked for the job to be cancelled."""


class Lost(Interruption):
    """The job was given up for dead and is another worker's now; nothing more may be written about it."""


class Stopping(Interruption):
    """This process is stopping; the job waits again and goes on elsewhere, and the attempt does not count."""


class Pulsing(Protocol):
    """Work on a job whose heart beats: a run, or one share of it."""

    job: Job

    def pulse(self) -> None:
        """Shows that the work is alive."""


@dataclass
class Step:
    """What one step of the work reports when it ends; may be changed inside the step."""

    done: int | None = None
    total: int | None = None
    note: str | None = None
    checkpoint: Any = None


class Run:
    """One attempt at a job.

    job: the row as claimed. by: who asked, acting under the grant they asked under. at: when this attempt began.
    clock: tells the time.
    """

    def __init__(self, job: Job, *, by: User, at: datetime, clock: Clock) -> None:
        self.job = job
        self.by = by
        self.at = at
        self.clock = clock
        self._written = float("-inf")
        self._first: tuple[float, int] | None = None
        self._alarm = threading.Event()

    @property
    def checkpoint(self) -> Any:
        """What the last finished step of an earlier attempt wrote down, or None."""
        return self.job.checkpoint

    def beat(self, *, done: int | None = None, total: int | None = None, note: str | None = None) -> None:
        """Reports progress and shows the job is alive; call it between transactions, as often as you like.

        Written at most every JOB_PROGRESS_SECONDS. Raises Cancelled, Lost or Stopping when the run must end here.
        """
        self._take(Step(done, total, note))
        self._heed_stop()
        if self._alarm.is_set() or time.monotonic() - self._written >= settings.JOB_PROGRESS_SECONDS:
            self._report()
            self._heed_cancel()

    @contextmanager
    def step(
        self, *, done: int | None = None, total: int | None = None, note: str | None = None, checkpoint: Any = None
    ) -> Iterator[Step]:
        """One transaction of the work, committed with its progress and checkpoint, or not at all.

        At its end the job must still be ours: a worker that was given up for dead rolls back what it did. So each step
        happens exactly once as long as the function goes on from `checkpoint`. Raises as beat does; Cancelled and
        Stopping only between steps.
        """
        self._heed_stop()
        self._heed_cancel()
        with transaction.atomic(durable=True):
            report = Step(done, total, note, checkpoint)
            yield report
            self._take(report)
            extra = {} if report.checkpoint is None else {"checkpoint": report.checkpoint}
            self._report(**extra)
        if report.checkpoint is not None:
            self.job.checkpoint = report.checkpoint

    def attach(self, content: BinaryIO, *, name: str) -> None:
        """Keeps a file as the job's result for JOB_FILE_DAYS; a later call replaces it. Raises Lost."""
        storage = self.job.result_file.storage
        stored = storage.save(self.job.result_file.field.generate_filename(self.job, name), File(content))
        expires_at = self.clock() + timedelta(days=settings.JOB_FILE_DAYS)
        before = self.job.result_file.name
        if not ledger.write(self.job, result_file=stored, result_file_expires_at=expires_at):
            storage.delete(stored)
            raise Lost(self.job.ref)
        if before and before != stored:
            storage.delete(before)
        self.job.result_file.name = stored

    def progress(self) -> dict[str, Any]:
        """The progress as the row keeps it."""
        job = self.job
        return {
            "progress_done": job.progress_done,
            "progress_total": job.progress_total,
            "progress_note": job.progress_note,
            "rate": job.rate,
        }

    def pulse(self) -> None:
        """Shows from another thread that the job is alive, and learns what became of it."""
        alive = ledger.write(self.job, heartbeat_at=self.clock())
        if not alive or ledger.is_cancelling(self.job):
            self._alarm.set()

    def _take(self, step: Step) -> None:
        job = self.job
        if step.total is not None:
            job.progress_total = step.total
        if step.note is not None:
            job.progress_note = step.note[:200]
        if step.done is None:
            return
        job.progress_done = step.done
        now = time.monotonic()
        if self._first is None or step.done < self._first[1]:
            self._first = (now, step.done)
        elapsed = now - self._first[0]
        gained = step.done - self._first[1]
        job.rate = gained / elapsed if gained and elapsed > 0 else job.rate

    def _report(self, **extra: Any) -> None:
        if not ledger.write(self.job, heartbeat_at=self.clock(), **self.progress(), **extra):
            raise Lost(self.job.ref)
        self._written = time.monotonic()

    def _heed_stop(self) -> None:
        if workers.is_stopping():
            raise Stopping(self.job.ref)

    def _heed_cancel(self) -> None:
        if ledger.is_cancelling(self.job):
            raise Cancelled(self.job.ref)


@contextmanager
def beating(run: Pulsing) -> Iterator[None]:
    """Keeps the heart of a run, or of a share, beating from a thread of its own while the block runs."""
    ended = threading.Event()

    def pulse() -> None:
        try:
            while not ended.wait(settings.JOB_HEARTBEAT_SECONDS):
                try:
                    run.pulse()
                except Error:
                    # The database is busy or away; the next beat opens a new connection.
                    connections.close_all()
        finally:
            connections.close_all()

    thread = threading.Thread(target=pulse, name=f"pulse of {run.job.ref}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(timeout=5)
