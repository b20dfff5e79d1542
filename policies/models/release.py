"""Release (规则版本): a bureau's rule as published, and the days on which it is in force."""

from django.db import models
from django.db.models import F, Q

from portal.accounts.models import new_ref


class Release(models.Model):
    """The text that two people put in force. Kept as it is for good; only its end is written, when a successor begins.

    in_force_to: the last day, empty while nothing ends it. The day before in_force_from says that it never came into
    force: its successor began on the same day. The database refuses any other change, and an overlap of spans.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    draft = models.OneToOneField("policies.Draft", models.PROTECT, related_name="release", verbose_name="草稿")
    programme = models.CharField("项目", max_length=40)
    version = models.CharField("版本", max_length=40)
    title = models.CharField("名称", max_length=120)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="地区")
    kinds = models.JSONField("申请种类")
    text = models.TextField("规则文本")
    cases = models.TextField("算例")
    digest = models.CharField("摘要", max_length=64, unique=True)
    in_force_from = models.DateField("施行日期")
    in_force_to = models.DateField("废止日期", null=True)
    note = models.CharField("说明", max_length=300, blank=True)
    published_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="提交人")
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="批准人")
    published_at = models.DateTimeField("发布时间")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="successors", verbose_name="替代的版本"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="release_has_two_people",
                condition=~Q(published_by=F("approved_by")),
                violation_error_message="提交人和批准人须是两个人。",
            ),
            models.UniqueConstraint(
                fields=["programme", "region", "version"],
                name="release_version_once",
                violation_error_message="这个地区的这个项目已经有同名的版本。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.version}，{self.region}）"

    @property
    def city_id(self) -> int | None:
        """The city it belongs to, for the log."""
        return self.region.pk if self.region.is_city else self.region.city_id


class ReleaseSpan(models.Model):
    """The days on which a release is in force for one kind of application.

    Two spans of the same programme, region and kind never overlap: the database holds that (migrations/0002).
    """

    release = models.ForeignKey("policies.Release", models.PROTECT, related_name="spans")
    programme = models.CharField("项目", max_length=40)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+")
    kind = models.CharField("申请种类", max_length=10)
    in_force_from = models.DateField("施行日期")
    in_force_to = models.DateField("废止日期", null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["release", "kind"], name="release_span_once")]

    def __str__(self) -> str:
        return f"{self.release} {self.kind} {self.in_force_from} ～ {self.in_force_to or '今'}"
