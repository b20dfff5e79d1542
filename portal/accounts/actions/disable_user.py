"""Closes an account."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import User
from portal.accounts.permissions import can_change_standing
from portal.accounts.queries import has_lasting_sysadmin, is_sysadmin
from portal.audit.record import record


def disable_user(user: User, *, reason: str, by: User, on: date) -> User:
    """The account, closed: its sessions end with the next click, its deeds and grants stay on record.

    Raises CannotManage: one's own account, a person not the doer's to manage, or the bureau's last lasting
    administrator.
    """
    if not can_change_standing(by, user):
        raise CannotManage("不能停用自己的账号。" if by.pk == user.pk else "这个账号不归您管理。")
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).select_related("bureau__region").get(pk=user.pk)
        if not user.is_active:
            return user
        if is_sysadmin(user, on=on) and not has_lasting_sysadmin(user.bureau, on=on, except_for=user):
            raise CannotManage(
                "这是本局最后一位长期有效的系统管理员，不能停用。请先给另一位同事授予系统管理员，且不填到期日期。"
            )
        user.is_active = False
        user.save(update_fields=["is_active"])
        record("person.disabled", user, by=by, before={"is_active": True}, after={"is_active": False}, reason=reason)
    return user
