"""Handing a draft to a second person."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from policies.enums import DraftState
from policies.library import texts_beside, trial_of
from policies.models import Draft
from policies.permissions import can_edit, obstacles
from portal.accounts.models import User
from portal.audit.record import record


class CannotSubmit(Exception):
    """The draft stays with its author; the text says why, for the person."""


def submit_draft(draft: Draft, *, by: User, on: date, at: datetime) -> Draft:
    """The draft waits for its reviewer; its words are fixed meanwhile.

    Raises CannotSubmit while anything stands in the way: see permissions.obstacles.
    """
    with transaction.atomic():
        now = Draft.objects.select_for_update(of=("self",)).select_related("region").get(pk=draft.pk)
        if not can_edit(by, now):
            raise CannotSubmit(f"草稿{now.get_state_display()}，不能提交。")
        if found := obstacles(now, trial_of(now), texts_beside(now, on)):
            raise CannotSubmit("还不能提交：" + "".join(found))
        now.state = DraftState.SUBMITTED
        now.submitted_by, now.submitted_at = by, at
        now.reviewer = now.reviewed_at = None
        now.review_note = ""
        now.save()
        record("draft.submitted", now, by=by, after={"revision": now.revision, "digest": now.previewed_digest})
    return now
