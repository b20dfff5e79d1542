"""Gives a person a new password."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import User
from portal.accounts.permissions import can_change_standing
from portal.audit.record import record


def set_password(user: User, *, password: str, by: User) -> User:
    """The person with a new password; every other session of theirs ends with it.

    One's own password stays as chosen; one set by somebody else must be changed at the next sign-in.
    Raises CannotManage for an account that is not the doer's to reset.
    """
    is_own = by.pk == user.pk
    if not is_own and not can_change_standing(by, user):
        raise CannotManage("这个账号不归您管理，不能重置它的密码。")
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = not is_own
        user.save(update_fields=["password", "must_change_password"])
        record("password.changed" if is_own else "password.reset", user, by=by)
    return user
