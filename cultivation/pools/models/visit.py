"""Visit (走访核实): what a person of the bureau saw at an enterprise, group by group of the rule's score; added, never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from cultivation.pools.enums import Finding
from portal.accounts.models import new_ref


class Visit(models.Model):
    """One visit on a day, under one programme. A trigger of the database refuses every change and deletion of it and of its items.

    corrects: the visit whose record was wrong; it stays as it was and no longer counts. recorded_as: the role in which the
    person recorded it, in words. There is no sum of visits over persons, and there shall be none.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="visits")
    programme = models.CharField("规则", max_length=40)
    pack_digest = models.CharField("规则摘要", max_length=64)
    visited_on = models.DateField("走访日期")
    companions = models.CharField("同行人员", max_length=200, blank=True)
    note = models.CharField("其他情况", max_length=500, blank=True)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="corrected_by")
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_as = models.CharField("记录时的角色", max_length=20, blank=True)
    recorded_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["-visited_on", "-id"]
        indexes = [models.Index(fields=["enterprise", "programme", "-visited_on"], name="visit_enterprise")]

    def __str__(self) -> str:
        return f"{self.enterprise} {self.visited_on}走访"


class VisitItem(models.Model):
    """What was found of one group of the score. section: its code in the rule; title: its title in the rule of that day.

    points_low, points_high: the range the visitor would give, in the units of the rule's score; empty is not judged.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="items")
    section = models.CharField("评分组", max_length=40)
    title = models.CharField("评分组名称", max_length=80)
    finding = models.CharField("核实结果", max_length=12, choices=Finding)
    seen = models.CharField("看到了什么", max_length=500, blank=True)
    value = models.CharField("核实的数值", max_length=200, blank=True)
    points_low = models.PositiveIntegerField("评分下限", null=True, blank=True)
    points_high = models.PositiveIntegerField("评分上限", null=True, blank=True)
    evidence = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "section"], name="visit_item_once"),
            models.CheckConstraint(
                condition=Q(points_low=None, points_high=None) | Q(points_low__lte=F("points_high")),
                name="visit_item_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}：{self.get_finding_display()}"
