"""Job (作业): one piece of background work, a row before it is anything else."""

from __future__ import annotations

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from portal.accounts.models import new_ref


class State(models.TextChoices):
    """Where a job stands. Only a queued job can be claimed; done, failed and cancelled are ends."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    FAILED = "failed", "失败"
    CANCELLED = "cancelled", "已取消"


UNFINISHED = (State.QUEUED, State.RUNNING)


def file_path(job: Job, name: str) -> str:
    """Where a result file lies in the private storage: a folder per job, so that names may repeat."""
    return f"jobs/{job.ref}/{name}"


class Job(models.Model):
    """Who asked for what, how far it is, and what came of it. The broker only says "look here"; this row is the truth.

    token: drawn anew at every claim. Whoever writes about a running job names the token it claimed with, so a worker
    that was given up for dead and wakes again changes nothing (fencing).
    checkpoint: what the work itself wrote down to go on from, in the transaction of its last finished step.
    rate: units per second in this attempt; null while unknown.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    task = models.CharField("任务", max_length=80)
    title = models.CharField("名称", max_length=120)
    key = models.CharField("防重键", max_length=120, unique=True, null=True, blank=True)
    arguments = models.JSONField("参数", default=dict, blank=True)
    link = models.CharField("结果页面", max_length=300, blank=True)

    asked_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="jobs", verbose_name="发起人")
    asked_as = models.ForeignKey(
        "accounts.Grant", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起时的授权"
    )

    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    created_at = models.DateTimeField("提交时间")
    run_after = models.DateTimeField("最早开始时间", null=True, blank=True)
    sent_at = models.DateTimeField("通知后台时间", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    finished_at = models.DateTimeField("结束时间", null=True, blank=True)

    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多次数", default=5, validators=[MinValueValidator(1)])
    worker = models.CharField("工作进程", max_length=120, blank=True)
    token = models.CharField(max_length=32, blank=True, editable=False)
    cancel_requested = models.BooleanField("要求取消", default=False)

    progress_done = models.PositiveBigIntegerField("已处理", default=0)
    progress_total = models.PositiveBigIntegerField("总数", null=True, blank=True)
    progress_note = models.CharField("进行到", max_length=200, blank=True)
    rate = models.FloatField("每秒处理", null=True, blank=True)
    checkpoint = models.JSONField("断点", null=True, blank=True)

    result = models.JSONField("结果", null=True, blank=True)
    result_file = models.FileField("结果文件", upload_to=file_path, max_length=300, blank=True)
    result_file_expires_at = models.DateTimeField("文件保留到", null=True, blank=True)
    error = models.CharField("原因", max_length=500, blank=True)
    traceback = models.TextField("技术细节", blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["asked_by", "-id"], name="job_asked_by"),
            models.Index(fields=["state", "created_at"], name="job_open", condition=Q(state__in=["queued", "running"])),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_running_is_claimed",
                condition=~Q(state="running") | (~Q(token="") & Q(heartbeat_at__isnull=False)),
                violation_error_message="进行中的作业必须有工作进程认领。",
            ),
            models.CheckConstraint(
                name="job_finished_has_an_end",
                condition=Q(state__in=["queued", "running"]) | Q(finished_at__isnull=False),
                violation_error_message="已结束的作业必须有结束时间。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state not in UNFINISHED

    @property
    def file_name(self) -> str:
        """The name of the result file as a person sees it, or nothing."""
        return str(self.result_file.name).rsplit("/", 1)[-1] if self.result_file else ""

    @property
    def remaining_seconds(self) -> float | None:
        """How long it will still take at the rate so far; None when the total or the rate is unknown."""
        if self.state != State.RUNNING or not self.rate or self.progress_total is None:
            return None
        return max(0.0, (self.progress_total - self.progress_done) / self.rate)

    @property
    def result_items(self) -> list[tuple[str, Any]]:
        """What came of it as pairs of label and value, in the order the work gave them."""
        return list(self.result.items()) if isinstance(self.result, dict) else []


class ShareState(models.TextChoices):
    """Where a share stands. Only an open share can be taken; done is its end."""

    OPEN = "open", "待处理"
    TAKEN = "taken", "处理中"
    DONE = "done", "完成"


class Share(models.Model):
    """One share (份) of a job's work, dealt by whoever runs the job to any worker that has time; gone when the job ends.

    units: how much of the job's progress it is. token: drawn anew at every claim, as a job's is.
    worker, heartbeat_at: set while a helper has it; empty while the run of the job itself has it, whose own heart tells.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="shares", verbose_name="作业")
    number = models.PositiveIntegerField("序号")
    arguments = models.JSONField("参数", default=dict)
    units = models.PositiveBigIntegerField("数量", default=0)
    state = models.CharField("状态", max_length=10, choices=ShareState, default=ShareState.OPEN)
    token = models.CharField(max_length=32, blank=True, editable=False)
    worker = models.CharField("工作进程", max_length=120, blank=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    result = models.JSONField("结果", null=True, blank=True)

    class Meta:
        ordering = ["job", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "number"], name="share_number", violation_error_message="同一作业的份号不能重复。"
            ),
            models.CheckConstraint(
                name="share_taken_is_claimed",
                condition=~Q(state="taken") | ~Q(token=""),
                violation_error_message="处理中的一份必须有人认领。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} / {self.number}"
