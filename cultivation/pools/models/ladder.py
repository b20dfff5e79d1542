"""Ladder and Tier (梯队): the rungs are data, several ladders may coexist."""

from django.db import models
from django.db.models import Q

TIER_SHADES = tuple((f"tier-{step}", f"色阶{step}") for step in range(1, 8))


class Ladder(models.Model):
    """A way up, for example 科技型中小企业 → 高新技术企业 → 瞪羚 → 领军. city empty = offered to every city."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)
    city = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField("依据", max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Tier(models.Model):
    """A rung. programme: the pack that judges entry, empty where no rule is published; scheme: the certificate that proves it.

    code is unique over all ladders: it stands in addresses. note says honestly what the portal does not do for this rung.
    """

    ladder = models.ForeignKey("pools.Ladder", models.CASCADE, related_name="tiers")
    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=40)
    position = models.PositiveSmallIntegerField("次序")
    programme = models.CharField("规则", max_length=40, blank=True)
    scheme = models.CharField("资质", max_length=20, blank=True)
    colour = models.CharField("色阶", max_length=20, choices=TIER_SHADES, default="tier-1")
    near_within = models.PositiveSmallIntegerField("临界：不超过几项", default=1)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        ordering = ["ladder", "position"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "position"], name="tier_position_once"),
            models.CheckConstraint(name="tier_position_positive", condition=Q(position__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shade(self) -> int:
        """The step of the tier palette, 1 (light) to 7 (dark)."""
        return int(self.colour.removeprefix("tier-"))
