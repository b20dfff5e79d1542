"""Attestation (存证): the verdict an official relied on, frozen whole with what it rests on."""

from django.db import models

from portal.accounts.models import new_ref


class Attestation(models.Model):
    """What was known, which text judged, and the whole explanation, on a day; written once, never changed or deleted.

    content: canonical JSON of the occasion (enterprise, day, moment, person, purpose, kind of application, fact
    revision), the text by its key, the options it was read by, the facts (word → period, values, known codes, sources)
    and the explanation; checksum: its SHA-256. A trigger of the database refuses every change.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.PROTECT, related_name="attestations")
    programme = models.CharField("规则", max_length=40)
    pack_digest = models.CharField("规则摘要", max_length=64)
    on = models.DateField("申报日")
    fact_revision = models.PositiveIntegerField("事实版本")
    reason = models.CharField("用途", max_length=200)
    content = models.TextField("内容")
    checksum = models.CharField("校验值", max_length=64)
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("存证时间")

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["enterprise", "programme"], name="attestation_enterprise")]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.programme}"
