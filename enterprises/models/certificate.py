"""Certificate (资质证书): a title held from a day to a day, first or again."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from enterprises.enums import RecognitionKind, Scheme, Source
from portal.accounts.models import new_ref


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates by day."""

    def valid_on(self, on: date) -> CertificateQuerySet:
        """Those in force on a day: 总量 counts valid_from <= on <= valid_to, not revoked before."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on).exclude(revoked_on__lte=on)


class Certificate(models.Model):
    """资质证书 or 入库编号. valid_to is inclusive; empty means without end."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="certificates")
    scheme = models.CharField("资质", max_length=20, choices=Scheme)
    number = models.CharField("证书编号", max_length=40)
    kind = models.CharField("认定类型", max_length=10, choices=RecognitionKind, default=RecognitionKind.FIRST)
    valid_from = models.DateField("发证日期")
    valid_to = models.DateField("有效期至", null=True, blank=True)
    revoked_on = models.DateField("取消日期", null=True, blank=True)
    revoked_reason = models.CharField("取消原因", max_length=120, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.TYPED)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "scheme", "number"], name="certificate_once"),
            models.CheckConstraint(
                name="certificate_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                violation_error_message="有效期至不能早于发证日期。",
            ),
        ]
        indexes = [models.Index(fields=["scheme", "valid_to"], name="certificate_scheme_end")]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.number}"

    def holds_on(self, on: date) -> bool:
        """Whether the title is in force on a day."""
        if self.revoked_on is not None and self.revoked_on <= on:
            return False
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
