"""Giving jobs that lost their worker, or whose message was lost, another chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.models import Job, State
from portal.jobs.send import send
from portal.jobs.sharing import release_lost
from portal.jobs.tell import tell
from portal.jobs.workers import dead_workers

# Messages sent again in one pass; the oldest first, so that a long queue is not written to the broker over and over.
SEND_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Reaped:
    """What a pass did: jobs taken from dead workers, and messages sent again."""

    released: int
    sent: int


def reap(*, by: User, at: datetime) -> Reaped:
    """Takes running jobs and shares from workers that died or fell silent, and sends for waiting jobs nobody came for.

    A worker of this data folder is known to be dead at once; any other when its heart has not beaten for
    JOB_STALE_SECONDS. Safe to run anywhere, any number of times at once.
    """
    released = 0
    with dead_workers() as dead:
        silent_since = at - timedelta(seconds=settings.JOB_STALE_SECONDS)
        lost = Job.objects.filter(Q(worker__in=dead) | Q(heartbeat_at__lt=silent_since), state=State.RUNNING)
        for job in lost.select_related("asked_by").order_by("id"):
            released += _release(job, by=by, at=at)
        release_lost(dead=dead, silent_since=silent_since)
    return Reaped(released, _send_again(at=at))


def _release(job: Job, *, by: User, at: datetime) -> bool:
    """Takes one job from its worker, unless its heart beat or it ended since we looked."""
    error = ""
    if job.cancel_requested:
        state = State.CANCELLED
    elif job.attempts < job.max_attempts:
        state = State.QUEUED
    else:
        state = State.FAILED
        error = (
            f"后台进程在处理时中断了 {job.attempts} 次，已停止重试。已完成的步骤都已保存；可以重试，或联系系统管理员。"
        )
    with transaction.atomic():
        taken = Job.objects.filter(
            pk=job.pk, state=State.RUNNING, token=job.token, heartbeat_at=job.heartbeat_at
        ).update(
            state=state,
            error=error,
            finished_at=None if state == State.QUEUED else at,
            token="",
            worker="",
            sent_at=None,
            run_after=None,
        )
        if taken:
            record("job.released", job, by=by, before={"worker": job.worker}, after={"state": state})
            tell(job, state, at=at, reason=error)
    return bool(taken)


def _send_again(*, at: datetime) -> int:
    sent_before = at - timedelta(seconds=settings.JOB_RESEND_SECONDS)
    waiting = (
        Job.objects.filter(Q(run_after=None) | Q(run_after__lte=at), state=State.QUEUED)
        .filter(Q(sent_at=None) | Q(sent_at__lt=sent_before))
        .order_by("id")
        .values_list("ref", flat=True)[:SEND_AT_MOST]
    )
    return sum(send(ref, at=at) for ref in list(waiting))
