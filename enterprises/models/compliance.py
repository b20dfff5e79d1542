"""Compliance (合规): what went wrong, and when somebody last looked at which list."""

from django.db import models

from enterprises.enums import ComplianceKind
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


class ListCheck(models.Model):
    """核对: the day on which somebody last compared an enterprise with each list; empty = nobody has.

    One row per enterprise. Without a check an absence is unknown, never "no": an enterprise without rights on file
    has "no rights" only when its rights were checked, and is "clean" only when the authority's list was compared.
    The first six columns are named after ComplianceKind.
    """

    enterprise = models.OneToOneField("enterprises.Enterprise", models.CASCADE, related_name="list_check")
    safety_on = models.DateField("安全事故比对日期", null=True, blank=True)
    quality_on = models.DateField("质量事故比对日期", null=True, blank=True)
    environment_on = models.DateField("环境违法比对日期", null=True, blank=True)
    research_on = models.DateField("科研失信比对日期", null=True, blank=True)
    abnormal_on = models.DateField("经营异常比对日期", null=True, blank=True)
    dishonest_on = models.DateField("严重失信比对日期", null=True, blank=True)
    rights_on = models.DateField("知识产权核对日期", null=True, blank=True)
    titles_on = models.DateField("资质核对日期", null=True, blank=True)
    merits_on = models.DateField("奖励与标准核对日期", null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.enterprise}核对日期"
