"""Giving a draft up."""

from __future__ import annotations

from django.db import transaction

from policies.enums import DraftState
from policies.models import Draft
from policies.permissions import can_edit
from portal.accounts.models import User
from portal.audit.record import record


class CannotWithdraw(Exception):
    """The draft stays; the text says why, for the person."""


def withdraw_draft(draft: Draft, *, by: User) -> Draft:
    """The draft is kept for reading and changes no more. Raises CannotWithdraw while it is reviewed or published."""
    with transaction.atomic():
        now = Draft.objects.select_for_update(of=("self",)).select_related("region").get(pk=draft.pk)
        if not can_edit(by, now):
            raise CannotWithdraw(f"草稿{now.get_state_display()}，不能撤销。")
        before = now.state
        now.state = DraftState.WITHDRAWN
        now.save(update_fields=["state"])
        record("draft.withdrawn", now, by=by, before={"state": before}, after={"state": now.state})
    return now
