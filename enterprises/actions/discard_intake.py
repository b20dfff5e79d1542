"""Discard (放弃): an import that was not written is put away; its rows and its file go."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from enterprises.models import Intake, IntakeRow, IntakeState
from portal.accounts.models import User
from portal.audit.record import record


class CannotDiscard(Exception):
    """The import was written, or is being written."""


def discard_intake(intake: Intake, *, by: User) -> None:
    """The import without rows and file; the line in the list stays.

    Raises CannotDiscard while a check is at work, and once writing has begun.
    """
    with transaction.atomic():
        row: Intake = Intake.objects.select_for_update(of=("self",)).select_related("job").get(pk=intake.pk)
        if not row.is_discardable:
            raise CannotDiscard(f"这次导入现在是“{row.get_state_display()}”，不能放弃。")
        before = row.state
        IntakeRow.objects.filter(intake=row).delete()
        row.state = IntakeState.DISCARDED
        row.save(update_fields=["state"])
        record("intake.discarded", row, by=by, before={"state": before}, after={"state": row.state})
        transaction.on_commit(partial(row.file.storage.delete, str(row.file.name)))
