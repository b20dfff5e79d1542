"""Compliance (合规): what went wrong, and when somebody last looked."""

from django.db import models

from enterprises.enums import ComplianceKind, Source
from portal.accounts.models import new_ref


class ComplianceEvent(models.Model):
    """An accident, violation or listing, with its day and the authority that says so."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="compliance_events")
    kind = models.CharField("事项", max_length=12, choices=ComplianceKind)
    happened_on = models.DateField("发生日期")
    ended_on = models.DateField("移出日期", null=True, blank=True)
    authority = models.CharField("认定部门", max_length=80)
    evidence = models.CharField("文书号", max_length=120, blank=True)

    class Meta:
        ordering = ["-happened_on", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.happened_on}"


class ComplianceCheck(models.Model):
    """比对: on a day somebody compared one kind with the authority's list. Without a check, clean is unknown."""

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="compliance_checks")
    kind = models.CharField("事项", max_length=12, choices=ComplianceKind)
    checked_on = models.DateField("比对日期")
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.TYPED)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enterprise", "kind"], name="compliance_check_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.checked_on}比对"
