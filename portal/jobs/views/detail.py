"""作业详情: how far one job is, what came of it, and what can be done about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from portal.accounts.access import require
from portal.accounts.models import User
from portal.jobs.models import Job, State
from portal.jobs.permissions import can_cancel, can_download, can_retry, can_see_traceback
from portal.jobs.queries import visible_jobs
from portal.web.formats import NOT_APPLICABLE, moment, number
from portal.web.pages import page
from portal.web.parts import Crumb, Fact, Progress

# Asked again every two seconds, and every five once a minute has passed.
SOON, LATER = 2, 5
PATIENCE = timedelta(minutes=1)

STATES = {
    State.QUEUED: "waiting",
    State.RUNNING: "running",
    State.DONE: "done",
    State.FAILED: "failed",
    State.CANCELLED: "stopped",
}


@require("job.view")
def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The page; htmx asks for its part `live` again and again until the job has ended."""
    job = get_object_or_404(visible_jobs(request.user), ref=ref)
    return page(request, "portal/jobs/detail.html", context_of(job, request.user, at=timezone.now()), fragment="live")


def context_of(job: Job, user: User, *, at: datetime) -> dict[str, Any]:
    """What the page shows of a job to a person at a moment."""
    return {
        "job": job,
        "progress": progress_of(job, user),
        "pause": SOON if at - job.created_at < PATIENCE else LATER,
        "note": _note(job),
        "results": [_result(label, value) for label, value in job.result_items],
        "file_url": reverse("jobs:download", args=[job.ref]) if can_download(user, job, at=at) else "",
        "facts": _facts(job, at=at),
        "traceback": job.traceback if can_see_traceback(user) else "",
        "crumbs": [Crumb("作业", reverse("jobs:list")), Crumb(job.title)],
    }


def progress_of(job: Job, user: User) -> Progress:
    """A job as components/job.html draws it, with the deeds that the person may do."""
    is_running = job.state == State.RUNNING
    return Progress(
        title=job.title,
        state=STATES[State(job.state)],
        done=job.progress_done,
        total=job.progress_total,
        rate=_rate(job.rate) if is_running and job.rate else "",
        remaining=_remaining(job.remaining_seconds),
        problem=job.error,
        started_at=job.started_at,
        result_url=job.link if job.state == State.DONE else "",
        retry_url=reverse("jobs:retry", args=[job.ref]) if can_retry(user, job) else "",
        stop_url=reverse("jobs:cancel", args=[job.ref]) if can_cancel(user, job) else "",
    )


def duration(seconds: float) -> str:
    """不到1秒, 45秒, 3分20秒, 2小时5分."""
    whole = int(seconds)
    if whole < 1:
        return "不到1秒"
    if whole < 60:
        return f"{whole}秒"
    if whole < 3600:
        return f"{whole // 60}分{whole % 60}秒" if whole % 60 else f"{whole // 60}分钟"
    minutes = whole % 3600 // 60
    return f"{whole // 3600}小时{minutes}分" if minutes else f"{whole // 3600}小时"


def elapsed(job: Job, *, at: datetime) -> str:
    """How long the last attempt has taken, or took."""
    if job.started_at is None:
        return NOT_APPLICABLE
    end = job.finished_at if job.is_finished else at
    return duration((end - job.started_at).total_seconds()) if end else NOT_APPLICABLE


def _rate(rate: float) -> str:
    return f"每秒{number(rate)}条" if rate >= 1 else f"每分钟{number(rate * 60, 1)}条"


def _remaining(seconds: float | None) -> str:
    """How long it will still take, rounded as an estimate is."""
    if seconds is None:
        return ""
    if seconds < 10:
        return "马上完成"
    rounded = round(seconds, -1) if seconds < 60 else seconds // 60 * 60
    return f"大约还要{duration(rounded)}"


def _note(job: Job) -> str:
    """One sentence about what is going on now."""
    if job.is_finished:
        return ""
    if job.cancel_requested:
        return "已要求取消，正在完成当前一步。"
    if job.state == State.QUEUED and job.attempts:
        return f"第{job.attempts}次没有成功，稍后会自动再试（最多{job.max_attempts}次）。已完成的步骤不会重做。"
    if job.state == State.QUEUED:
        return "前面还有别的作业，轮到时会自动开始。"
    return job.progress_note


def _result(label: str, value: Any) -> Fact:
    if value is None or value == "":
        return Fact(label, gap="未填")
    if isinstance(value, bool):
        return Fact(label, "是" if value else "否")
    return Fact(label, number(value) if isinstance(value, int) else value)


def _facts(job: Job, *, at: datetime) -> list[Fact]:
    facts = [
        Fact("编号", job.ref[-8:], copy=True),
        Fact("发起人", job.asked_by.full_name),
        Fact("提交时间", moment(job.created_at)),
        Fact("开始时间", moment(job.started_at)) if job.started_at else Fact("开始时间", gap="还没有开始"),
    ]
    if job.finished_at:
        facts.append(Fact("结束时间", moment(job.finished_at)))
    if job.started_at:
        facts.append(Fact("用时", elapsed(job, at=at)))
    if job.attempts > 1:
        facts.append(Fact("执行次数", f"{job.attempts}次", note="中断后从断点接着做，不会重复"))
    if job.result_file_expires_at:
        words = "保留到" if job.result_file and job.result_file_expires_at > at else "已过期，保留到"
        facts.append(
            Fact("结果文件", job.file_name or NOT_APPLICABLE, note=f"{words} {moment(job.result_file_expires_at)}")
        )
    return facts
