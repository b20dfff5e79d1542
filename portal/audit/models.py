"""Entry: one deed, kept for good."""

from django.db import models


class Entry(models.Model):
    """Who did what to what, when, and what it looked like before and after (操作日志).

    People are written down by reference and name, not linked: an entry outlives the account, and audit lies below
    accounts in the house.
    city: the territory the deed belongs to, the subject's if it lies somewhere, else that of whoever acted.
    """

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    by_ref = models.CharField("操作人编号", max_length=26, db_index=True)
    by_name = models.CharField("操作人", max_length=60)
    by_role = models.CharField("角色", max_length=20, blank=True)
    deed = models.CharField("操作", max_length=60, db_index=True)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_ref = models.CharField("对象编号", max_length=40)
    subject_name = models.CharField("对象", max_length=200)
    before = models.JSONField("之前", null=True)
    after = models.JSONField("之后", null=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    city = models.ForeignKey(
        "regions.Region", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在市"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_ref"]),
            models.Index(fields=["city", "-id"], name="entry_city_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.by_name} {self.deed} {self.subject_name}"
