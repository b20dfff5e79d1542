"""FirmPlan (一企一策): what one enterprise does in a year to pass one programme, who sees to it, and by when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cultivation.pools.enums import MeasureState, PlanState
from portal.accounts.models import new_ref


class FirmPlan(models.Model):
    """One version of the plan of an enterprise for a programme and a year; of the versions one is in force.

    on: the day whose facts and text it rests on; pack_digest: that text. standing: the verdict of that day in words.
    goal: where the chosen way leads, in words. signed_*: the bureau's sign-off; acknowledged_*: the enterprise's own.
    A signed version is never changed, only replaced by the next one.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="firm_plans")
    programme = models.CharField("规则", max_length=40)
    title = models.CharField("规则名称", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    version = models.PositiveSmallIntegerField("版本", default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="following")
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    kind = models.CharField("申请种类", max_length=10, default="first")
    on = models.DateField("依据日期")
    pack_digest = models.CharField("规则摘要", max_length=64)
    standing = models.CharField("当时的结论", max_length=200)
    goal = models.CharField("做到后", max_length=200, blank=True)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="拟定人")
    made_at = models.DateTimeField("拟定时间")
    signed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="企业确认人"
    )
    acknowledged_at = models.DateTimeField("企业确认时间", null=True, blank=True)

    class Meta:
        ordering = ["-year", "programme", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "programme", "year"],
                condition=~Q(state="replaced"),
                name="firm_plan_in_force_once",
                violation_error_message="这家企业这一年已有这一项的一企一策。",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "programme", "year", "version"], name="firm_plan_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.title}一企一策（第{self.version}版）"


class PlanMeasure(models.Model):
    """One thing to do: 科技人员：内部认定11人, by whom, until when, and what will prove it.

    figures: what it moves, a list of {word, label, before, after, was, amount}; was and amount in stored units, was null
    when nobody had said the figure; empty for a measure that a person wrote. owner: somebody of the portal, or null for
    the enterprise; owner_name: the name as it was. due_on: the last day of its month. ready_on: when it can have its
    effect at the earliest, null at once. state: the latest that was noted.
    """

    plan = models.ForeignKey("pools.FirmPlan", models.CASCADE, related_name="measures")
    position = models.PositiveSmallIntegerField("次序")
    title = models.CharField("事项", max_length=120)
    text = models.CharField("做法", max_length=300)
    lead = models.CharField("为什么要时间", max_length=200, blank=True)
    ready_on = models.DateField("最早生效", null=True, blank=True)
    figures = models.JSONField("指标", default=list, blank=True)
    owner = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="责任人"
    )
    owner_name = models.CharField("责任人姓名", max_length=120)
    due_on = models.DateField("完成时限")
    evidence = models.CharField("证明材料", max_length=200)
    state = models.CharField("进展", max_length=10, choices=MeasureState, default=MeasureState.PLANNED)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="plan_measure_once")]

    def __str__(self) -> str:
        return f"{self.title}：{self.text}"


class PlanNote(models.Model):
    """What somebody said about a measure on a day; added, never changed."""

    measure = models.ForeignKey("pools.PlanMeasure", models.CASCADE, related_name="notes")
    state = models.CharField("进展", max_length=10, choices=MeasureState)
    text = models.CharField("说明", max_length=300, blank=True)
    on = models.DateField("日期")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="记录人")
    at = models.DateTimeField("记录时间")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.text}".strip()
