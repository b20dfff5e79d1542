"""Sorting (分类办法), what it made of each enterprise in a pool, and who was put forward."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.accounts.models import new_ref


class Sorting(models.Model):
    """How one pool is sorted, from a day on; of a city, or offered to every city. Changed by a later one, never in place.

    dimensions: [{code, name, lines}], a line being kind:code of an explanation (gate:tech_staff, item:management_1).
    classes: [{code, name, most, years, guidance}], by rising number of dimensions that fall short (most; none in the last),
    years: from the present one to the year of application. stages: [{code, name, when}], the first that holds is the
    stage; when: submitted, class:<code>, younger:<months>, rest.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    tier = models.ForeignKey("pools.Tier", models.PROTECT, related_name="sortings")
    city = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField("施行日期")
    source = models.CharField("依据", max_length=200)
    dimensions = models.JSONField("维度")
    classes = models.JSONField("类别")
    stages = models.JSONField("阶段")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        ordering = ["-valid_from", "-id"]

    def __str__(self) -> str:
        return f"{self.tier}分类办法（{self.valid_from}起）"


class Standing(models.Model):
    """The class of one enterprise in a pool from a day on, with what it rests on; the next one is added, this one stays.

    dimensions: [{code, name, state, lines: [{title, value, state}]}], state: met, gap, unknown or expert (专家 has yet to
    say). class_code empty: the figures that are missing decide between two classes. reason: which line moved, or a person's.
    is_manual: a person set the year.
    """

    membership = models.ForeignKey("pools.Membership", models.CASCADE, related_name="standings")
    sorting = models.ForeignKey("pools.Sorting", models.PROTECT, related_name="+")
    class_code = models.SlugField("类别", max_length=40, blank=True)
    class_name = models.CharField("类别名称", max_length=40)
    target_year = models.PositiveSmallIntegerField("目标年度")
    dimensions = models.JSONField("各维度")
    gap_count = models.PositiveSmallIntegerField("短板数")
    reason = models.CharField("原因", max_length=400)
    is_manual = models.BooleanField("人工定的年度", default=False)
    is_current = models.BooleanField("现行", default=True)
    on = models.DateField("日期")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["membership"], condition=Q(is_current=True), name="standing_current_once")
        ]

    def __str__(self) -> str:
        return f"{self.class_name}，{self.target_year}年"


class Submission(models.Model):
    """One time an enterprise in a pool was put forward (入库申报), and what became of it."""

    class State(models.TextChoices):
        """What became of it."""

        PENDING = "pending", "已报待定"
        ACCEPTED = "accepted", "通过"
        REFUSED = "refused", "未通过"

    membership = models.ForeignKey("pools.Membership", models.PROTECT, related_name="submissions")
    submitted_on = models.DateField("推荐日期")
    batch = models.CharField("批次", max_length=80)
    state = models.CharField("结果", max_length=10, choices=State, default=State.PENDING)
    decided_on = models.DateField("结果日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["-submitted_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["membership"], condition=Q(state="pending"), name="submission_pending_once")
        ]

    def __str__(self) -> str:
        return f"{self.batch}：{self.get_state_display()}"
