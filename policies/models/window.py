"""Window (年度窗口): when a place takes applications of a programme in a year."""

from django.db import models
from django.db.models import F, Q

from portal.accounts.models import new_ref


class Window(models.Model):
    """What a bureau says of one year; of several for the same place and year the last one holds, the others stay.

    opens_on, closes_on: the first and the last day of filing. published_by: the day by which results are published.
    lapses_on: the last day of the number given in that year. Any of these two is empty while nobody knows it.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    programme = models.CharField("项目", max_length=40)
    year = models.PositiveSmallIntegerField("年度")
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="适用地区")
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    published_by = models.DateField("公布期限", null=True, blank=True)
    lapses_on = models.DateField("编号有效期至", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        ordering = ["-year", "programme", "-id"]
        constraints = [
            models.CheckConstraint(name="window_closes_after_it_opens", condition=Q(closes_on__gte=F("opens_on")))
        ]

    def __str__(self) -> str:
        return f"{self.year}年{self.programme}申报窗口"

    @property
    def city_id(self) -> int | None:
        """The city it belongs to, for the log."""
        return self.region.pk if self.region.is_city else self.region.city_id
