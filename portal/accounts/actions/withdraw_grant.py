"""Takes a role back from a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import Grant, User
from portal.accounts.permissions import can_change_standing
from portal.accounts.queries import has_lasting_sysadmin
from portal.audit.record import record


def withdraw_grant(grant: Grant, *, by: User, at: datetime) -> Grant:
    """The grant, withdrawn; the person loses the role with their next click. Withdrawing again changes nothing.

    Raises CannotManage: one's own grant, a person not the doer's to manage, or the bureau's last lasting
    administrator.
    """
    user = grant.user
    if not can_change_standing(by, user):
        raise CannotManage(
            "不能收回自己的授权，请由另一位系统管理员办理。" if by.pk == user.pk else "这个账号不归您管理。"
        )
    with transaction.atomic():
        grant = Grant.objects.select_for_update(of=("self",)).select_related("user__bureau", "region").get(pk=grant.pk)
        if grant.withdrawn_at is not None:
            return grant
        if grant.is_sysadmin and not has_lasting_sysadmin(user.bureau, on=timezone.localtime(at).date(), without=grant):
            raise CannotManage(
                "这是本局最后一位长期有效的系统管理员，不能收回。请先给另一位同事授予系统管理员，且不填到期日期。"
            )
        grant.withdrawn_at = at
        grant.save(update_fields=["withdrawn_at"])
        record(
            "grant.withdrawn",
            user,
            by=by,
            before={
                "role": grant.get_role_display(),
                "region": grant.region.name if grant.region else "",
                "line": grant.line,
                "valid_from": grant.valid_from,
                "expires_on": grant.expires_on,
            },
        )
    return grant
