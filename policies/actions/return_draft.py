"""Giving a draft back to its author with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from policies.enums import DraftState
from policies.models import Draft
from policies.models.draft import LONGEST_NOTE
from policies.permissions import can_review
from portal.accounts.models import User
from portal.audit.record import record
from portal.notices.notify import notify


class CannotReturn(Exception):
    """The draft still waits; the text says why, for the person."""


def return_draft(draft: Draft, *, note: str, by: User, at: datetime) -> Draft:
    """The draft may be edited again; whoever submitted it is told why. Raises CannotReturn without a reason or right."""
    note = note.strip()
    if not note:
        raise CannotReturn("请写明退回的理由，例如“第三条的上限应为500人，见原文第二页”。")
    if len(note) > LONGEST_NOTE:
        raise CannotReturn(f"理由有{len(note)}个字，最多{LONGEST_NOTE}个字。")
    with transaction.atomic():
        now = Draft.objects.select_for_update(of=("self",)).select_related("region").get(pk=draft.pk)
        if not can_review(by, now):
            raise CannotReturn("这份草稿不在等您复核：须已提交，且复核的不是起草、修改或提交的人。")
        now.state = DraftState.RETURNED
        now.reviewer, now.reviewed_at, now.review_note = by, at, note
        now.save()
        record("draft.returned", now, by=by, reason=note[:200], after={"state": now.state})
        if now.submitted_by is not None:
            url = reverse("policies:draft", args=[now.ref])
            notify(now.submitted_by, kind="draft_returned", at=at, url=url, draft=str(now), by=by.full_name, note=note)
    return now
