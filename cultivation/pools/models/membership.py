"""Membership (在库) with its dates, its changes, and the proposals that lead to it."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from cultivation.pools.enums import MembershipState, ProposalKind, ProposalState
from portal.accounts.models import new_ref


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day."""

    def on(self, day: date) -> MembershipQuerySet:
        """Those in the pool on a day."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), entered_on__lte=day)


class Membership(models.Model):
    """An enterprise on a rung, from a day, perhaps until a day; never deleted, an end is written.

    It is in the pool on day d when entered_on <= d and d < left_on; the day of leaving is the first day outside.
    evidence: why it entered: basis (certificate, eligible, hand), certificate number, attestation (its ref) of the verdict
    relied on, note.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="pool_memberships")
    tier = models.ForeignKey("pools.Tier", models.PROTECT, related_name="memberships")
    certificate = models.ForeignKey("enterprises.Certificate", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField("状态", max_length=10, choices=MembershipState, default=MembershipState.ACTIVE)
    entered_on = models.DateField("入库日期")
    left_on = models.DateField("退出日期", null=True, blank=True)
    left_reason = models.CharField("退出原因", max_length=200, blank=True)
    evidence = models.JSONField("依据", default=dict, blank=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField("记录时间", auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-entered_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "tier"], condition=Q(state="active"), name="membership_active_once"
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=Q(left_on=None) | Q(left_on__gte=models.F("entered_on")),
                violation_error_message="退出日期不能早于入库日期。",
            ),
        ]
        indexes = [models.Index(fields=["tier", "state", "enterprise"], name="membership_tier_state")]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.tier}"


class MembershipChange(models.Model):
    """One transition of a membership, kept for good."""

    membership = models.ForeignKey("pools.Membership", models.CASCADE, related_name="changes")
    was = models.CharField("之前", max_length=10, blank=True)
    now = models.CharField("之后", max_length=10)
    on = models.DateField("日期")
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    reason = models.CharField("原因", max_length=200, blank=True)
    at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.was or '—'}→{self.now}"


class Proposal(models.Model):
    """What the system found and a person decides: 可入库, 临界, 到期, 应退出.

    ground names the situation the proposal rests on; what a person has decided is not proposed again while it lasts.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="pool_proposals")
    tier = models.ForeignKey("pools.Tier", models.PROTECT, related_name="proposals")
    kind = models.CharField("类别", max_length=10, choices=ProposalKind)
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    reason = models.CharField("说明", max_length=200)
    ground = models.CharField("情形", max_length=80)
    due_on = models.DateField("到期日", null=True, blank=True)
    made_on = models.DateField("提出日期")
    decided_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField("处理日期", null=True, blank=True)
    decision_note = models.CharField("处理意见", max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "tier", "kind"], condition=Q(state="open"), name="proposal_open_once"
            )
        ]
        indexes = [models.Index(fields=["tier", "kind", "state"], name="proposal_tier_kind")]

    def __str__(self) -> str:
        return f"{self.enterprise}：{self.get_kind_display()}{self.tier}"
