"""Target (目标): a number promised by a territory for a year."""

from django.db import models

from cultivation.targets.enums import Division

LARGEST_VALUE = 1_000_000
LONGEST_SOURCE = 200


class Target(models.Model):
    """目标: how many enterprises a county or zone is to have on a rung by the year's end, and where that is written.

    division: which way of dividing the city the number belongs to. A county's number by statutory county includes the
    enterprises of zones inside it, its number by managing unit does not; the two are different promises.
    """

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    tier = models.ForeignKey("pools.Tier", models.PROTECT, related_name="+")
    division = models.CharField("口径", max_length=10, choices=Division, default=Division.COUNTY)
    year = models.PositiveSmallIntegerField("年度")
    value = models.PositiveIntegerField("目标（家）")
    source = models.CharField("来源文件", max_length=LONGEST_SOURCE)
    set_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    set_at = models.DateTimeField("下达时间", auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "tier", "division", "year"], name="target_once")]
        indexes = [models.Index(fields=["year", "division"], name="target_year_division")]

    def __str__(self) -> str:
        return f"{self.region}{self.year}年{self.tier}目标{self.value}家"
