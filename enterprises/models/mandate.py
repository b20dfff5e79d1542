"""Mandate (授权委托): an enterprise lets a service agency see it, and perhaps fill for it, for a time; a data scope."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from portal.accounts.models import new_ref

if TYPE_CHECKING:
    from portal.accounts.models import User


class Agency(models.Model):
    """服务机构: an intermediary that a bureau has registered, so that enterprises of its city can choose it."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    city = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="城市")
    code = models.CharField("统一社会信用代码", max_length=18)
    name = models.CharField("名称", max_length=120)
    registered_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["city", "code"], name="agency_once_per_city")]

    def __str__(self) -> str:
        return self.name


class AgencyPerson(models.Model):
    """A person who works for an agency; one who left acts for nobody."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="people")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="agencies")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["agency", "user"], name="agency_person_once")]

    def __str__(self) -> str:
        return f"{self.user}（{self.agency}）"


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Mandates by day and by who uses them."""

    def in_force(self, on: date) -> MandateQuerySet:
        """Those that hold on a day: begun, not over, not revoked."""
        return self.filter(revoked_at=None, valid_from__lte=on, valid_to__gte=on)

    def used_by(self, user: User, *, on: date | None) -> MandateQuerySet:
        """Those in force that a person uses as one of their agency; none without a day."""
        if on is None:
            return self.none()
        return self.in_force(on).filter(
            pk__in=Mandate.objects.filter(agency__people__user=user.pk, agency__people__left_at=None).values("pk")
        )


class Mandate(models.Model):
    """授权委托 from a day through a day. It lives here, not in the pools, because it decides what an agency may see.

    programmes: those it may diagnose, as named by the rules. may_fill: it may also file reports and statements.
    Never changed but once, by being revoked; what is to be different is a new mandate.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="mandates")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="mandates", verbose_name="服务机构")
    programmes = models.JSONField("事项", default=list)
    may_fill = models.BooleanField("可代填", default=False)
    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("截止日期")
    given_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    given_at = models.DateTimeField("授权时间", auto_now_add=True)
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    revoked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    revoked_reason = models.CharField("收回原因", max_length=200, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="mandate_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="mandate_is_revoked_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["agency", "valid_to"], name="mandate_agency_end")]

    def __str__(self) -> str:
        return f"{self.enterprise}委托{self.agency}"

    def holds_on(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.revoked_at is None and self.valid_from <= on <= self.valid_to
