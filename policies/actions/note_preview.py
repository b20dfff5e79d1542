"""Writing down that the effect of a draft's text was estimated."""

from __future__ import annotations

from django.db import transaction

from policies.models import Draft
from portal.accounts.models import User
from portal.audit.record import record


def note_preview(draft: Draft, *, digest: str, against: list[str], moved: int, judged: int, by: User) -> None:
    """Which text was estimated, against which in force, for submit_draft to compare. moved, judged: enterprises, for the log."""
    with transaction.atomic():
        Draft.objects.filter(pk=draft.pk).update(previewed_digest=digest, previewed_against=against)
        record("draft.previewed", draft, by=by, after={"digest": digest, "moved": moved, "judged": judged})
