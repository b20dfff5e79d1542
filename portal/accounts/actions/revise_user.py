"""Corrects what the portal knows of a person."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import Bureau, User
from portal.accounts.permissions import can_manage, can_manage_bureau
from portal.audit.record import record


def revise_user(user: User, *, full_name: str, phone: str, bureau: Bureau | None, by: User) -> User:
    """The person with a new name, phone or bureau; the username stays. Saying the same again changes nothing.

    Raises CannotManage: the person or the new bureau lies outside the territory of whoever revises.
    """
    if not can_manage(by, user):
        raise CannotManage("这个账号不归您管理。")
    if not can_manage_bureau(by, bureau):
        raise CannotManage("只能把账号放在本局辖区内的科技局。", field="bureau")
    before = {"full_name": user.full_name, "phone": user.phone, "bureau": user.bureau.name if user.bureau else ""}
    after = {"full_name": full_name, "phone": phone, "bureau": bureau.name if bureau else ""}
    changed = [key for key, value in after.items() if value != before[key]]
    if not changed:
        return user
    with transaction.atomic():
        user.full_name, user.phone, user.bureau = full_name, phone, bureau
        user.save(update_fields=["full_name", "phone", "bureau"])
        record(
            "person.revised",
            user,
            by=by,
            before={key: before[key] for key in changed},
            after={key: after[key] for key in changed},
        )
    return user
