"""Retention (高企巩固): what a city asks of a valid 高企 each year, and what is recorded of it; nothing is overwritten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cultivation.pools.enums import Answer, CountedBy, RetentionItem
from enterprises.enums import Source


class RetentionStandard(models.Model):
    """What one city asks from a year on, by a document of its own. The latest row of the latest from_year rules a year.

    ip_min, class_one_min: rights in the year, by the day of counted_by. rd_percent, ledger_percent, deduction_percent: the
    share of valid 高企 to be covered, whole per cent.
    """

    city = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="城市")
    from_year = models.PositiveSmallIntegerField("起始年度")
    ip_min = models.PositiveSmallIntegerField("每年知识产权")
    class_one_min = models.PositiveSmallIntegerField("其中Ⅰ类")
    counted_by = models.CharField("计入年度按", max_length=10, choices=CountedBy, default=CountedBy.APPLIED)
    rd_percent = models.PositiveSmallIntegerField("研发项目备案覆盖率")
    ledger_percent = models.PositiveSmallIntegerField("辅助账覆盖率")
    deduction_percent = models.PositiveSmallIntegerField("加计扣除享受率")
    source = models.CharField("来源文件", max_length=200)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    set_at = models.DateTimeField("设定时间", auto_now_add=True)

    class Meta:
        ordering = ["-from_year", "-id"]
        indexes = [models.Index(fields=["city", "-from_year"], name="retention_standard_city")]

    def __str__(self) -> str:
        return f"{self.city}自{self.from_year}年起"


class RetentionRecord(models.Model):
    """What was said of one item in one year. Exactly one record of an item and year is current; the others stay.

    reason: required with Answer.NONE, which alone takes an enterprise out of those who could enjoy the deduction.
    """

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="retention")
    year = models.PositiveSmallIntegerField("年度")
    item = models.CharField("事项", max_length=12, choices=RetentionItem)
    answer = models.CharField("情况", max_length=6, choices=Answer, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    as_of = models.DateField("截至")
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.TYPED)
    source_note = models.CharField("来源说明", max_length=120, blank=True)
    is_current = models.BooleanField("现行", default=True)
    stated_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    stated_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "year", "item"], condition=Q(is_current=True), name="retention_current_once"
            ),
            models.CheckConstraint(
                condition=~Q(answer="none") | (Q(item="rd_project") & ~Q(reason="")), name="retention_none_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.get_item_display()}：{self.get_answer_display() or '未知'}"
