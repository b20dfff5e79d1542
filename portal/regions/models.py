"""行政区划 as data: two independent axes, the statutory county and the managing zone."""

from django.db import models


class Axis(models.TextChoices):
    """Which division of the territory a region belongs to (rules: a firm has one key on each axis)."""

    STATUTORY = "statutory", "行政区划"
    ZONE = "zone", "功能区"


class Level(models.TextChoices):
    """How large a region is."""

    PROVINCE = "province", "省级"
    CITY = "city", "地级"
    COUNTY = "county", "县级"
    TOWN = "town", "乡级"
    ZONE = "zone", "功能区"


class Region(models.Model):
    """行政区划 or 功能区, by code; renamed or abolished regions stay with their dates.

    code: GB/T 2260 six digits, nine digits for towns and zones of the statistics list, or a local code such as
    530300-JKQ for a zone without one. A zone is nobody's county: sums over counties never contain it.
    """

    code = models.CharField("代码", max_length=16, unique=True)
    name = models.CharField("名称", max_length=40)
    aliases = models.JSONField("别名", default=list, blank=True)
    level = models.CharField("级别", max_length=10, choices=Level)
    axis = models.CharField("维度", max_length=10, choices=Axis)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    city = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    is_statistical = models.BooleanField("统计用代码", default=False)
    source = models.CharField("来源", max_length=120)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_city(self) -> bool:
        """Whether this is a whole city, the territory of one bureau."""
        return self.level == Level.CITY
