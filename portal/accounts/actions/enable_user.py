"""Opens a closed account again."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import User
from portal.accounts.permissions import can_change_standing
from portal.audit.record import record


def enable_user(user: User, *, by: User) -> User:
    """The account, open again, with the grants still in force. Raises CannotManage for a person not the doer's."""
    if not can_change_standing(by, user):
        raise CannotManage("这个账号不归您管理。")
    with transaction.atomic():
        user = User.objects.select_for_update(of=("self",)).select_related("bureau__region").get(pk=user.pk)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
            record("person.enabled", user, by=by, before={"is_active": False}, after={"is_active": True})
    return user
