"""Dealing the work of one job to several workers: rows that are claimed, each done exactly once.

Whoever runs the job deals, works along, waits for the last helper and takes the sum. A helper is called by a message, does
one share, and goes to the back of the queue, so that other jobs get their turn. Without a broker that other processes read
nobody is called, and the run does every share itself.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from portal.accounts.models import User
from portal.celery import app
from portal.jobs import registry, workers
from portal.jobs.acting import NoLongerAllowed, asker_of
from portal.jobs.models import Job, Share, ShareState, State
from portal.jobs.running import Clock, Lost, Run, beating

logger = logging.getLogger(__name__)

WAIT_SECONDS: Final = 0.05
INSERT_ROWS: Final = 200


@dataclass(frozen=True)
class Part:
    """A share to be dealt: its arguments, plain values that JSON can carry, and how many units of progress it is."""

    arguments: dict[str, Any]
    units: int


class Turn:
    """One share under the claim of one worker. by: who asked for the job; at: when the run of the job began."""

    def __init__(self, job: Job, share: Share, *, by: User, at: datetime, clock: Clock) -> None:
        self.job = job
        self.share = share
        self.by = by
        self.at = at
        self._clock = clock

    @contextmanager
    def finish(self) -> Iterator[dict[str, Any]]:
        """The transaction in which the share's work is written; what is put into the mapping is kept as its result.

        At its end the share must still be ours and the job still running; else Lost is raised and the work rolled back.
        """
        with transaction.atomic(durable=True):
            result: dict[str, Any] = {}
            yield result
            ours = Share.objects.filter(pk=self.share.pk, state=ShareState.TAKEN, token=self.share.token)
            if not ours.filter(job__in=Job.objects.filter(pk=self.job.pk, state=State.RUNNING)).update(
                state=ShareState.DONE, result=result, token="", worker="", heartbeat_at=None
            ):
                raise Lost(self.job.ref)

    def pulse(self) -> None:
        """Shows from another thread that the helper is alive."""
        Share.objects.filter(pk=self.share.pk, state=ShareState.TAKEN, token=self.share.token).update(
            heartbeat_at=self._clock()
        )


def deal(run: Run, parts: Sequence[Part], *, checkpoint: Any) -> None:
    """Writes the shares of a job down in place of those it had, with the checkpoint that says so, in one step.

    Raises as Run.step does.
    """
    with run.step(done=0, total=sum(part.units for part in parts), checkpoint=checkpoint):
        Share.objects.filter(job=run.job).delete()
        Share.objects.bulk_create(
            [
                Share(job=run.job, number=number, arguments=part.arguments, units=part.units)
                for number, part in enumerate(parts)
            ],
            batch_size=INSERT_ROWS,
        )


def work_off(run: Run, do: Callable[[Turn], None], *, note: str) -> list[dict[str, Any]]:
    """Does the open shares of a job with whoever helps, and gives the results of all of them, in their order.

    do: judges, writes and ends in `turn.finish()`. Call it once an attempt: shares that an earlier attempt left taken are
    open again, and whoever still sits on one will find it lost. Raises as Run.beat does, and what `do` raises.
    """
    Share.objects.filter(job=run.job, state=ShareState.TAKEN).update(**_OPEN)
    called_at = call_helpers(run.job)
    while True:
        total, done, helpers, is_open = _standing(run.job)
        run.beat(done=done, total=total, note=f"{note}，{helpers + 1}个进程同时进行" if helpers else note)
        share = _take(run.job) if is_open else None
        if share is not None:
            do(Turn(run.job, share, by=run.by, at=run.at, clock=run.clock))
        elif is_open or helpers:
            # Not left to the reaper: this run may hold the only worker that is left.
            with workers.dead_workers(forget=False) as dead:
                release_lost(dead=dead, silent_since=run.clock() - timedelta(seconds=settings.JOB_STALE_SECONDS))
            time.sleep(WAIT_SECONDS)
        else:
            return list(Share.objects.filter(job=run.job).order_by("number").values_list("result", flat=True))
        if not helpers and time.monotonic() - called_at > settings.JOB_RESEND_SECONDS:
            called_at = call_helpers(run.job)


def call_helpers(job: Job, *, at_most: int | None = None) -> float:
    """Sends for workers while more than one share is open, at most JOB_HELPERS; gives the moment (monotonic seconds).

    Nobody is sent for where no other process could help: with the in-process broker, or one writer (SQLite).
    """
    if not settings.CELERY_BROKER_URL.startswith("memory:") and connection.vendor == "postgresql":
        spare = Share.objects.filter(job=job, state=ShareState.OPEN).count() - 1
        for _ in range(min(spare, settings.JOB_HELPERS if at_most is None else at_most)):
            try:
                app.send_task(
                    "jobs.help", kwargs={"ref": job.ref}, retry=False, expires=max(settings.JOB_RESEND_SECONDS, 1)
                )
            except Exception as error:  # whatever the broker's client raises: the run does the work alone
                logger.warning("the broker did not take the call for help with job %s: %s", job.ref, error)
                break
    return time.monotonic()


def help_with(ref: str, *, clock: Clock) -> bool:
    """Does one open share of a running job that somebody else runs; whether one was done.

    Never raises for what the work does: the share is open again, and the run of the job meets the error itself.
    """
    job = Job.objects.select_related("asked_by", "asked_as").filter(ref=ref, state=State.RUNNING).first()
    if job is None or job.started_at is None or workers.is_stopping():
        return False
    share_function = registry.find(job.task).share
    if share_function is None:
        return False
    try:
        by = asker_of(job, at=clock())
    except NoLongerAllowed:
        return False
    share = _take(job, worker=workers.identity(), at=clock())
    if share is None:
        return False
    turn = Turn(job, share, by=by, at=job.started_at, clock=clock)
    try:
        with beating(turn):
            share_function(turn)
    except Lost:
        logger.warning("a share of job %s was given to somebody else while it was done here", ref)
        return False
    except Exception:  # whatever the work raises belongs to the job, not to the worker
        logger.exception("share %d of job %s failed here; its run takes it up", share.number, ref)
        _give_back(share)
        return False
    if not Share.objects.filter(pk=share.pk, state=ShareState.DONE).exists():
        _give_back(share)
        return False
    call_helpers(job, at_most=1)
    return True


def release_lost(*, dead: Sequence[str], silent_since: datetime) -> int:
    """Opens the shares of helpers that died or fell silent; how many."""
    lost = Share.objects.filter(Q(worker__in=list(dead)) | Q(heartbeat_at__lt=silent_since), state=ShareState.TAKEN)
    return lost.update(**_OPEN)


_OPEN: Final[dict[str, Any]] = {"state": ShareState.OPEN, "token": "", "worker": "", "heartbeat_at": None}


def _take(job: Job, *, worker: str = "", at: datetime | None = None) -> Share | None:
    """The first open share, now ours; None when there is none, or the job is to end."""
    going_on = Job.objects.filter(pk=job.pk, state=State.RUNNING, cancel_requested=False)
    # No join: PostgreSQL asks the conditions on the row itself again after waiting for another worker's claim.
    shares = Share.objects.filter(state=ShareState.OPEN, job__in=going_on)
    for pk in list(shares.order_by("number").values_list("pk", flat=True)):
        token = secrets.token_hex(16)
        if shares.filter(pk=pk).update(state=ShareState.TAKEN, token=token, worker=worker, heartbeat_at=at):
            return Share.objects.filter(pk=pk, token=token).first()
    return None


def _give_back(share: Share) -> None:
    Share.objects.filter(pk=share.pk, state=ShareState.TAKEN, token=share.token).update(**_OPEN)


def _standing(job: Job) -> tuple[int, int, int, bool]:
    """Units in all, units done, how many helpers are at it, and whether a share is open."""
    units: Counter[str] = Counter()
    count: Counter[str] = Counter()
    rows = Share.objects.filter(job=job).order_by().values_list("state").annotate(Sum("units"), Count("pk"))
    for state, total, number in rows:
        units[state], count[state] = total, number
    return units.total(), units[ShareState.DONE], count[ShareState.TAKEN], count[ShareState.OPEN] > 0
