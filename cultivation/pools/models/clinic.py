"""Clinic (企业创新诊所): who looks into enterprises, where, and since when."""

from django.db import models
from django.db.models import F, Q

from portal.accounts.models import new_ref


class Clinic(models.Model):
    """An institution that a bureau has named to examine enterprises. It is closed, never deleted: check-ups name it.

    region: the city or county it serves. closed_on: the first day on which it makes no check-ups any more.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="服务地区")
    name = models.CharField("名称", max_length=80)
    host = models.CharField("依托单位", max_length=120)
    domain = models.CharField("服务领域", max_length=120)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    started_on = models.DateField("设立日期")
    closed_on = models.DateField("停办日期", null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="clinic_name_once",
                violation_error_message="这个地区已有同名的诊所。",
            ),
            models.CheckConstraint(
                name="clinic_closes_after_it_starts",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("started_on")),
                violation_error_message="停办日期不能早于设立日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def city_id(self) -> int | None:
        """The city it belongs to, for the log."""
        return self.region.pk if self.region.is_city else self.region.city_id
