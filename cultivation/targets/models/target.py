"""Target (目标): a number promised by a territory for a year."""

from django.db import models


class Target(models.Model):
    """目标: how many enterprises a county or zone is to have on a rung by the year's end, and where that is written."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    tier = models.ForeignKey("pools.Tier", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    value = models.PositiveIntegerField("目标（家）")
    source = models.CharField("来源文件", max_length=200)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    set_at = models.DateTimeField("下达时间", auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "tier", "year"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.region}{self.year}年{self.tier}目标{self.value}家"
