"""作业: what was asked for in the background, newest first, with its state and its result."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from portal.accounts.access import require
from portal.accounts.models import User
from portal.jobs.models import Job, State
from portal.jobs.permissions import has_a_file_for
from portal.jobs.queries import matching_jobs, visible_jobs
from portal.jobs.views.detail import elapsed
from portal.web.formats import NOT_APPLICABLE, moment, number
from portal.web.links import without
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column, Row, table

COLUMNS = (
    Column("作业", is_fixed=True),
    Column("状态"),
    Column("已处理", is_number=True, priority=2),
    Column("发起人", priority=2),
    Column("提交时间", priority=2),
    Column("用时", priority=3),
    Column("结果文件", priority=2),
)
LIGHTS = {
    State.QUEUED: "grey",
    State.RUNNING: "blue",
    State.DONE: "green",
    State.FAILED: "red",
    State.CANCELLED: "yellow",
}
WHOSE = {"mine": "我发起的"}


@require("job.view")
def list_page(request: HttpRequest) -> HttpResponse:
    """The list with its filters."""
    query, at = request.GET, timezone.now()
    found = matching_jobs(
        visible_jobs(request.user),
        user=request.user,
        search=query.get("q", "").strip(),
        state=query.get("state", ""),
        whose=query.get("whose", ""),
    )
    shown = paginate(found, query)
    return page(
        request,
        "portal/jobs/list.html",
        {
            "page": shown,
            "table": table("作业", COLUMNS, [_row(each, request.user, at=at) for each in shown.items]),
            "chips": _chips(request),
            "states": State.choices,
            "whose": WHOSE.items() if request.user.acting.may("job.view_all") else [],
            "chosen": {key: query.get(key, "") for key in ("q", "state", "whose")},
            "as_of": at,
        },
        fragment="list",
    )


def _row(job: Job, user: User, *, at: datetime) -> Row:
    done = number(job.progress_done)
    if job.progress_total is not None:
        done = f"{done} / {number(job.progress_total)}"
    return Row(
        (
            Cell(job.title, "link", url=reverse("jobs:detail", args=[job.ref])),
            Cell(job.get_state_display(), "light", light=LIGHTS[State(job.state)]),
            done if job.progress_done or job.progress_total is not None else NOT_APPLICABLE,
            Cell(job.asked_by.full_name),
            Cell(moment(job.created_at)),
            Cell(elapsed(job, at=at)),
            _file(job, user, at=at),
        )
    )


def _file(job: Job, user: User, *, at: datetime) -> Cell:
    if has_a_file_for(user, job, at=at):
        return Cell("下载", "link", url=reverse("jobs:download", args=[job.ref]), title=job.file_name)
    return (
        Cell("已过期", "gap")
        if job.result_file_expires_at and job.result_file_expires_at <= at
        else Cell(NOT_APPLICABLE)
    )


def _chips(request: HttpRequest) -> list[Chip]:
    query = request.GET
    words = {"q": ("名称", {}), "state": ("状态", dict(State.choices)), "whose": ("范围", WHOSE)}
    return [
        Chip(label, said.get(value, value), without(query, key, value))
        for key, (label, said) in words.items()
        if (value := query.get(key, "").strip())
    ]
