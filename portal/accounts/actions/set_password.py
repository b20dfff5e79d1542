"""Changes one's own password."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import User
from portal.audit.record import record


def set_password(user: User, *, password: str, by: User) -> User:
    """The person with the password they chose; every other session of theirs ends with it.

    Raises CannotManage for somebody else's account: theirs is reset (reset_password), never set.
    """
    if by.pk != user.pk:
        raise CannotManage("别人的密码只能重置为一次性密码，不能替他设定。")
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        record("password.changed", user, by=by)
    return user
