"""Merit (奖励与标准): awards and standards that open the direct route."""

from django.db import models

from portal.accounts.models import new_ref


class Merit(models.Model):
    """国家级科技奖励 or a standard the enterprise helped to write, with its rank among the units.

    Clause: 国科发政〔2017〕115号 第八条(二)(四).
    """

    class Kind(models.TextChoices):
        NATIONAL_AWARD = "national_award", "国家级科技奖励"
        PROVINCIAL_AWARD = "provincial_award", "省部级科技奖励"
        STANDARD_INTERNATIONAL = "standard_international", "国际标准"
        STANDARD_NATIONAL = "standard_national", "国家标准"
        STANDARD_INDUSTRY = "standard_industry", "行业标准"

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="merits")
    kind = models.CharField("类别", max_length=30, choices=Kind)
    name = models.CharField("名称", max_length=200)
    granted_on = models.DateField("取得日期")
    unit_rank = models.PositiveSmallIntegerField("本企业排名", null=True, blank=True)

    class Meta:
        ordering = ["-granted_on", "id"]

    def __str__(self) -> str:
        return self.name
