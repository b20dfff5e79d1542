"""Enterprise (企业): one legal person, keyed by its 统一社会信用代码."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models

from enterprises.enums import EnterpriseStatus, SizeClass, Source, TaxCollection
from portal.accounts.models import new_ref
from portal.regions.scoping import ScopedQuerySet


class EnterpriseQuerySet(ScopedQuerySet):
    """Enterprises that lie somewhere and carry a revision of their facts."""

    def facts_changed(self, ids: Collection[int]) -> None:
        """Adds one to fact_revision of each enterprise, atomically; for actions, inside the deed's transaction."""
        unique = sorted(set(ids))
        for start in range(0, len(unique), 500):
            self.filter(pk__in=unique[start : start + 500]).update(fact_revision=models.F("fact_revision") + 1)


class Enterprise(models.Model):
    """企业: identity and where it belongs, on two independent axes.

    code: GB 32100 unified social credit code, 18 characters, upper case, check digit valid.
    city: whose territory the row lies in. county: statutory county, empty while nobody knows (a to-do, not a guess).
    zone: managing zone, empty when none. fact_revision: grows by one with every changed fact; whoever derived
    something from older facts can see that it is stale.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    code = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("企业名称", max_length=200, db_index=True)
    city = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="所在市")
    county = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="县区"
    )
    zone = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="功能区"
    )
    address = models.CharField("注册地址", max_length=300, blank=True)
    founded_on = models.DateField("注册成立日期", null=True, blank=True)
    legal_type = models.CharField("企业类型", max_length=80, blank=True)
    capital_minor = models.BigIntegerField("注册资本（最小货币单位）", null=True, blank=True)
    capital_currency = models.CharField("注册资本币种", max_length=3, blank=True)
    capital_text = models.CharField("注册资本原文", max_length=60, blank=True)
    business_scope = models.TextField("经营范围", blank=True)
    industry_code = models.CharField("国民经济行业", max_length=5, blank=True, db_index=True)
    field_code = models.CharField("高新技术领域", max_length=6, blank=True)
    is_resident = models.BooleanField("居民企业", null=True, blank=True)
    tax_collection = models.CharField("企业所得税征收方式", max_length=10, choices=TaxCollection, blank=True)
    accounts_sound = models.BooleanField("会计核算健全", null=True, blank=True)
    industry_allowed = models.BooleanField("不属于禁止、限制、淘汰类", null=True, blank=True)
    industry_barred = models.BooleanField("属于加计扣除负面清单行业", null=True, blank=True)
    size_class = models.CharField("企业规模", max_length=10, choices=SizeClass, blank=True, editable=False)
    legal_person = models.CharField("法定代表人", max_length=60, blank=True)
    contact_name = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    status = models.CharField("状态", max_length=12, choices=EnterpriseStatus, default=EnterpriseStatus.ACTIVE)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.TYPED)
    origins = models.JSONField("各字段来源", default=dict, blank=True)
    fact_revision = models.PositiveIntegerField("事实版本", default=1)
    created_at = models.DateTimeField("建档时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["city", "id"], name="enterprise_city_id"),
            models.Index(fields=["county", "id"], name="enterprise_county_id"),
            models.Index(fields=["zone", "id"], name="enterprise_zone_id"),
            models.Index(fields=["city", "name"], name="enterprise_city_name"),
            models.Index(fields=["city", "founded_on"], name="enterprise_city_founded"),
        ]

    def __str__(self) -> str:
        return self.name

    def owes_report(self, fiscal_year: int) -> bool:
        """Whether a report of a year can be expected: not before the enterprise was founded."""
        return self.founded_on is None or self.founded_on.year <= fiscal_year


class EnterpriseName(models.Model):
    """曾用名 and the present name, with the days each held."""

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="names")
    name = models.CharField("名称", max_length=200)
    valid_from = models.DateField("启用日期", null=True, blank=True)
    valid_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
