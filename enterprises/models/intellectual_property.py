"""IntellectualProperty (知识产权): one right, with class, days and use."""

from __future__ import annotations

from django.db import models

from enterprises.enums import CLASS_ONE, Acquisition, RightClass, RightKind, Source
from portal.accounts.models import new_ref


class IntellectualProperty(models.Model):
    """知识产权. It counts for a programme on a day when granted, in force, undisputed and linked to the main product.

    used_in_hnte: year of the recognition that consumed it; a Ⅱ类 right serves one recognition only
    (国科发火〔2016〕195号 三(二)); empty = not used.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="rights")
    kind = models.CharField("类别", max_length=20, choices=RightKind)
    right_class = models.CharField("分类", max_length=1, choices=RightClass, editable=False)
    number = models.CharField("授权号", max_length=40)
    name = models.CharField("名称", max_length=200)
    applied_on = models.DateField("申请日", null=True, blank=True)
    granted_on = models.DateField("授权日", null=True, blank=True)
    expires_on = models.DateField("到期日", null=True, blank=True)
    lapsed_on = models.DateField("失效日", null=True, blank=True)
    acquisition = models.CharField("获得方式", max_length=10, choices=Acquisition, blank=True)
    is_disputed = models.BooleanField("有争议", default=False)
    serves_main_product = models.BooleanField("与主要产品（服务）相关", null=True, blank=True)
    used_in_hnte_year = models.PositiveSmallIntegerField("已用于高企认定年度", null=True, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.TYPED)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "kind", "number"], name="right_once_per_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @staticmethod
    def class_of(kind: str) -> str:
        """Ⅰ类 or Ⅱ类 of a kind. Clause: 国科发政〔2017〕115号 第九条; 国科发火〔2016〕195号 附件."""
        return RightClass.ONE if kind in CLASS_ONE else RightClass.TWO
