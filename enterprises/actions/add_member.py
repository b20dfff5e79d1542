"""Add a member (登记企业成员), or let one leave: who may act for an enterprise."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from enterprises.enums import MemberRole
from enterprises.models import Enterprise, Member, Refusal
from portal.accounts.models import User
from portal.audit.record import record


class CannotChangeMember(Refusal):
    """The member cannot be added or removed."""


def add_member(enterprise: Enterprise, *, person: User, by: User, role: str = MemberRole.ADMIN) -> Member:
    """The person acts for the enterprise; one who had left comes back. Raises CannotChangeMember for an unknown role."""
    if role not in MemberRole.values:
        raise CannotChangeMember({"role": f"身份“{role}”不存在，可选：{'、'.join(MemberRole.labels)}。"})
    with transaction.atomic():
        member, _ = Member.objects.update_or_create(
            enterprise=enterprise, user=person, defaults={"role": role, "left_at": None}
        )
        record("member.added", enterprise, by=by, after={"person": person.full_name, "role": str(role)})
    return member


def remove_member(member: Member, *, by: User, at: datetime) -> Member:
    """The member leaves. Raises CannotChangeMember for the last 企业管理员: somebody must be able to act."""
    with transaction.atomic():
        members = Member.objects.select_for_update().filter(enterprise=member.enterprise_id, left_at=None)
        others = [each for each in members if each.pk != member.pk and each.role == MemberRole.ADMIN]
        if member.role == MemberRole.ADMIN and not others:
            raise CannotChangeMember({"": "这是最后一名企业管理员，请先登记另一名管理员。"})
        member.left_at = at
        member.save(update_fields=["left_at"])
        record("member.left", member.enterprise, by=by, before={"person": member.user.full_name, "role": member.role})
    return member
