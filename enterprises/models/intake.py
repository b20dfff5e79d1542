"""Intake (导入): one uploaded file, what each of its rows would do, and what became of it."""

from __future__ import annotations

from django.db import models

from portal.accounts.models import new_ref


class IntakeState(models.TextChoices):
    """Where an import stands. Nothing is written to the registry before COMMITTING."""

    CHECKING = "checking", "检查中"
    REFUSED = "refused", "文件未通过"
    CHECKED = "checked", "待确认"
    COMMITTING = "committing", "写入中"
    COMMITTED = "committed", "已写入"
    DISCARDED = "discarded", "已放弃"


class RowOutcome(models.TextChoices):
    """What a row would do to the registry, by the preview."""

    NEW = "new", "新增"
    CHANGED = "changed", "修改"
    UNCHANGED = "unchanged", "无变化"
    REFUSED = "refused", "有错"


class RowState(models.TextChoices):
    """What became of a row when the import was written."""

    WAITING = "waiting", "未写入"
    WRITTEN = "written", "已写入"
    HELD = "held", "待核对，未写入"
    CONFLICT = "conflict", "有冲突，未写入"
    FAILED = "failed", "写入失败"


def intake_path(intake: Intake, name: str) -> str:
    """Where the uploaded file lies in the private storage; the name a person gave it is kept in a column only."""
    return f"intakes/{intake.ref}.{intake.suffix}"


class Intake(models.Model):
    """导入: a file as it was uploaded, its digest, what was seen in it, and the rows in IntakeRow.

    region: the territory of whoever uploaded it; the same people see it. notes: findings about the file as a whole.
    columns: header as written → header of the sheet. counts: rows by what became of them.
    takes_questions: rows with questions are written too, because a person said they are right.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    sheet = models.CharField("表", max_length=30)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="辖区")
    state = models.CharField("状态", max_length=12, choices=IntakeState, default=IntakeState.CHECKING)
    file = models.FileField("文件", upload_to=intake_path, max_length=200)
    file_name = models.CharField("文件名", max_length=200)
    file_size = models.PositiveBigIntegerField("大小（字节）")
    digest = models.CharField("摘要", max_length=64, db_index=True)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间")
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    refusal = models.CharField("未通过的原因", max_length=1000, blank=True)
    sheet_name = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头行", null=True, blank=True)
    columns = models.JSONField("对列", default=list, blank=True)
    notes = models.JSONField("文件提示", default=list, blank=True)
    counts = models.JSONField("计数", default=dict, blank=True)
    takes_questions = models.BooleanField("待核对的行也写入", default=False)
    committed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    committed_at = models.DateTimeField("写入时间", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["region", "-id"], name="intake_region")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def suffix(self) -> str:
        """csv or xlsx, by the name it came under; what the file really is was decided by its content."""
        return "csv" if self.file_name.lower().endswith((".csv", ".txt", ".tsv")) else "xlsx"

    @property
    def is_open(self) -> bool:
        """Whether a job is still at work on it."""
        return self.state in (IntakeState.CHECKING, IntakeState.COMMITTING)

    @property
    def is_discardable(self) -> bool:
        """Whether it can be put away: looked at, refused, or its check was stopped; never once writing has begun."""
        is_stopped = self.state == IntakeState.CHECKING and (self.job is None or self.job.is_finished)
        return is_stopped or self.state in (IntakeState.CHECKED, IntakeState.REFUSED)


class IntakeRow(models.Model):
    """One row of the file. values: what would be written, field → plain value; before: what stood there at the check.

    changes: the same in words, for people. problems: findings with their cells. is_asked: a question waits for a yes.
    has_no_county: the county could not be told, a to-do.
    """

    intake = models.ForeignKey("enterprises.Intake", models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行号")
    key = models.CharField("标识", max_length=40, blank=True)
    name = models.CharField("企业", max_length=200, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=RowOutcome)
    is_asked = models.BooleanField("请核对", default=False)
    has_no_county = models.BooleanField("县区待定", default=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.SET_NULL, null=True, blank=True, related_name="+")
    values = models.JSONField(default=dict, blank=True)
    before = models.JSONField(default=dict, blank=True)
    changes = models.JSONField(default=list, blank=True)
    problems = models.JSONField(default=list, blank=True)
    state = models.CharField("状态", max_length=10, choices=RowState, default=RowState.WAITING)
    remark = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["intake", "number"], name="intake_row_once")]
        indexes = [
            models.Index(fields=["intake", "outcome", "number"], name="intake_row_outcome"),
            models.Index(fields=["intake", "state", "number"], name="intake_row_state"),
        ]

    def __str__(self) -> str:
        return f"第{self.number}行 {self.name}"
