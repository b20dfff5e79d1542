"""Draft (规则草稿): the text of a rule that a bureau is writing."""

import re

from django.db import models

from policies.enums import DraftState
from portal.accounts.models import new_ref

LONGEST_NOTE = 300
# What may name a version: letters of any script, digits, point, dash.
VERSION = re.compile(r"^[\w.\-]{1,40}$")


class Draft(models.Model):
    """A rule of one region on its way to publication; it may be wrong while it is edited.

    title: of the text when it last loaded. text, cases: TOML as in policies/packs. based_on: what it was copied from, in words. revision: grows by one with
    every save, so that the second of two people who edit at once is told. editors: everybody who wrote a word of it;
    none of them may approve it. previewed_digest: the digest of the text whose effect was last estimated;
    previewed_against: the digests of the texts in force that it was compared with.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    programme = models.CharField("项目", max_length=40)
    title = models.CharField("名称", max_length=120)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name="地区")
    text = models.TextField("规则文本")
    cases = models.TextField("算例", blank=True)
    based_on = models.CharField("依据", max_length=160, blank=True)
    note = models.CharField("说明", max_length=LONGEST_NOTE, blank=True)
    state = models.CharField("状态", max_length=10, choices=DraftState, default=DraftState.EDITING)
    revision = models.PositiveIntegerField("修订", default=1)

    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="起草人")
    editors = models.ManyToManyField("accounts.User", related_name="+", verbose_name="修改人")
    created_at = models.DateTimeField("建立时间")
    saved_at = models.DateTimeField("保存时间")
    saved_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="最近修改人")
    submitted_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="提交人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True)
    reviewer = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    reviewed_at = models.DateTimeField("复核时间", null=True)
    review_note = models.CharField("复核意见", max_length=LONGEST_NOTE, blank=True)
    previewed_digest = models.CharField("已估影响的摘要", max_length=64, blank=True)
    previewed_against = models.JSONField("对照的规则摘要", default=list, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["region", "state"], name="draft_region_state")]

    def __str__(self) -> str:
        return f"{self.title}草稿（{self.region}）"

    @property
    def city_id(self) -> int | None:
        """The city it belongs to, for the log."""
        return self.region.pk if self.region.is_city else self.region.city_id

    @property
    def is_open(self) -> bool:
        """Whether its words may still change."""
        return self.state in (DraftState.EDITING, DraftState.RETURNED)
