"""ImpactPreview (影响预估): whose verdicts would move if a draft were in force."""

from django.db import models

from cultivation.pools.enums import Outcome


class ImpactPreview(models.Model):
    """What a draft's text would change, against what was in force on the day it was asked.

    digest: of the text that was tried; against: the digests in force at the places it would rule. The preview is stale
    when either has moved on. counts: [was, now, enterprises] of those that move; by_county: [code, was, now,
    enterprises], code "" where the county is unknown; was is null where no text was in force.
    """

    draft = models.OneToOneField("policies.Draft", models.CASCADE, related_name="impact")
    digest = models.CharField("规则摘要", max_length=64)
    against = models.JSONField("对照的规则摘要")
    on = models.DateField("事实截至")
    judged_on = models.DateField("按哪天的规则")
    judged = models.PositiveIntegerField("试算企业")
    moved = models.PositiveIntegerField("结论变化")
    counts = models.JSONField("变化")
    by_county = models.JSONField("分县区变化")
    made_at = models.DateTimeField("预估时间")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.draft}影响预估"


class ImpactMove(models.Model):
    """One enterprise whose verdict would move; was is empty where no text was in force."""

    preview = models.ForeignKey("pools.ImpactPreview", models.CASCADE, related_name="moves")
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="+")
    was = models.SmallIntegerField("现行规则下", choices=Outcome, null=True)
    now = models.SmallIntegerField("草稿规则下", choices=Outcome)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.was}→{self.now}"
