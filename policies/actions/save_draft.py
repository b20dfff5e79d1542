"""Saving the words of a draft, once: the second of two people who edit the same revision is told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from policies.engine.text import MAX_BYTES
from policies.enums import DraftState
from policies.library import trial_of
from policies.models import Draft
from policies.permissions import can_edit
from portal.accounts.models import User
from portal.audit.record import record


class CannotSave(Exception):
    """The draft was left as it was; the text says why, for the person."""


class Conflict(CannotSave):
    """Somebody else saved since. now: the draft as they left it; what the person typed is still theirs to keep."""

    def __init__(self, now: Draft) -> None:
        super().__init__(f"{now.saved_by}在您编辑期间保存过这份草稿。")
        self.now = now


def save_draft(draft: Draft, *, text: str, cases: str, revision: int, by: User, at: datetime) -> Draft:
    """Writes text and cases, right or wrong; a text that loads also says the draft's programme.

    revision: the one the person began with. A returned draft is being edited again. Raises CannotSave for a text too
    large, a draft under review or done, no right to; Conflict when the draft has moved on.
    """
    text, cases = (each.replace("\r\n", "\n").replace("\r", "\n") for each in (text, cases))
    for name, each in (("规则文本", text), ("算例", cases)):
        size = len(each.encode())
        if size > MAX_BYTES:
            raise CannotSave(
                f"{name}有{size:,}字节，最多{MAX_BYTES:,}字节。一份规则只写一个项目的一份文本，请核对是不是贴错了内容。"
            )
    with transaction.atomic():
        now = Draft.objects.select_for_update(of=("self",)).select_related("region", "saved_by").get(pk=draft.pk)
        if not can_edit(by, now):
            raise CannotSave(f"草稿{now.get_state_display()}，不能修改。")
        if now.revision != revision:
            raise Conflict(now)
        if (now.text, now.cases) == (text, cases):
            return now
        before = {"revision": now.revision, "state": now.state}
        now.text, now.cases, now.state = text, cases, DraftState.EDITING
        now.revision += 1
        now.saved_by, now.saved_at = by, at
        if (pack := trial_of(now).pack) is not None:
            now.programme, now.title = pack.programme, pack.title[:120]
        now.save()
        now.editors.add(by)
        record("draft.saved", now, by=by, before=before, after={"revision": now.revision, "state": now.state})
    return now
