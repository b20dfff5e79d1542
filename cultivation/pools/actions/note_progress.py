"""Notes how far a measure of a 一企一策 has come; notes are added, never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction

from cultivation.pools.enums import MeasureState, PlanState
from cultivation.pools.models import PlanMeasure, PlanNote
from portal.accounts.models import User
from portal.audit.record import record

LONGEST: Final = 300


class CannotNote(Exception):
    """Nothing was written; the text says why, for the person."""


def note_progress(measure: PlanMeasure, *, state: str, text: str = "", on: date, at: datetime, by: User) -> PlanNote:
    """One more note, whose state becomes the measure's. Raises CannotNote for a plan not in force, for a measure dropped
    without a reason, and for a note that says nothing new."""
    text = text.strip()
    with transaction.atomic():
        measure = PlanMeasure.objects.select_for_update(of=("self",)).select_related("plan").get(pk=measure.pk)
        if measure.plan.state != PlanState.SIGNED:
            raise CannotNote(f"这一版{measure.plan.get_state_display()}，签发后的现行版才登记进展。")
        if state not in MeasureState.values:
            raise CannotNote(f"没有“{state}”这种进展，请选{'、'.join(MeasureState.labels)}之一。")
        if state == MeasureState.DROPPED and not text:
            raise CannotNote("不再做的措施要写明原因，例如：企业今年不申报。")
        if len(text) > LONGEST:
            raise CannotNote(f"说明有{len(text)}个字，最多{LONGEST}个字。")
        if state == measure.state and not text:
            raise CannotNote("进展没有变化。请改选进展，或写一句说明。")
        note = PlanNote.objects.create(measure=measure, state=state, text=text, on=on, by=by, at=at)
        PlanMeasure.objects.filter(pk=measure.pk).update(state=state)
        record("plan.noted", measure.plan, by=by, after={"measure": str(measure), "state": state}, reason=text)
    return note
