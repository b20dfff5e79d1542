"""Gives somebody else a one-time password."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import User
from portal.accounts.permissions import can_change_standing
from portal.audit.record import record


def reset_password(user: User, *, password: str, by: User) -> User:
    """The person with a one-time password, to be changed at the next sign-in; every session of theirs ends.

    Raises CannotManage for one's own account, and for one that is not the doer's to keep.
    """
    if not can_change_standing(by, user):
        raise CannotManage(
            "自己的密码请在“修改密码”里改，不用重置。" if by.pk == user.pk else "这个账号不归您管理，不能重置它的密码。"
        )
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        record("password.reset", user, by=by)
    return user
