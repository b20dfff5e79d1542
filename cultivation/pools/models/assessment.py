"""Assessment (判定): the latest verdict of one programme for one enterprise, and every change of it."""

from django.db import models

from cultivation.pools.enums import Outcome


class Assessment(models.Model):
    """What the pack said, and from which facts and which text.

    It is stale when the enterprise's fact_revision or the pack's digest has moved on, or when recheck_on has come:
    the day on which the calendar alone may change the verdict (an age reached, a certificate ending, a new year).
    gaps, unknowns: bit i set = criterion i of the pack unmet, or unknown. gap_count: how many conditions (direct routes
    are none) are unmet. Scores are in 1/100 point.
    """

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="assessments", db_index=False)
    programme = models.CharField("规则", max_length=40)
    pack_digest = models.CharField("规则摘要", max_length=64)
    fact_revision = models.PositiveIntegerField("事实版本")
    outcome = models.SmallIntegerField("结论", choices=Outcome)
    score_low = models.IntegerField("最低得分（百分之一分）", null=True)
    score_high = models.IntegerField("最高得分（百分之一分）", null=True)
    gaps = models.BigIntegerField("未达标项")
    unknowns = models.BigIntegerField("缺数据项")
    gap_count = models.PositiveSmallIntegerField("未达标项数", default=0)
    recheck_on = models.DateField("复判日期", null=True)
    judged_on = models.DateField("判定日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "programme"], name="assessment_once")]
        indexes = [
            models.Index(fields=["programme", "outcome", "enterprise"], name="assessment_programme_outcome"),
            models.Index(fields=["programme", "gap_count", "-score_high"], name="assessment_nearest"),
            models.Index(fields=["recheck_on"], name="assessment_recheck"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}：{self.get_outcome_display()}"


class AssessmentChange(models.Model):
    """One move of a verdict: from what, to what, by which text and facts."""

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="assessment_changes")
    programme = models.CharField("规则", max_length=40)
    was = models.SmallIntegerField("之前", choices=Outcome, null=True)
    now = models.SmallIntegerField("之后", choices=Outcome)
    was_gaps = models.BigIntegerField("之前未达标项", null=True)
    now_gaps = models.BigIntegerField("之后未达标项")
    pack_digest = models.CharField("规则摘要", max_length=64)
    fact_revision = models.PositiveIntegerField("事实版本")
    on = models.DateField("判定日期")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.programme}：{self.was}→{self.now}"
