"""Writes down that an enterprise of a pool was put forward (入库申报), and what became of it."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from cultivation.pools.enums import MembershipState
from cultivation.pools.models import Membership, Submission
from portal.accounts.models import User
from portal.audit.record import record


class CannotSubmit(Exception):
    """Nothing was written; the text says why. field: the form field it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def submit(membership: Membership, *, submitted_on: date, batch: str, on: date, by: User) -> Submission:
    """One submission. Raises CannotSubmit for a day to come or before the entry, no batch, an end, or one still pending."""
    batch = batch.strip()
    if membership.state != MembershipState.ACTIVE:
        raise CannotSubmit("企业已退出本库，不能再登记推荐。")
    if not batch:
        raise CannotSubmit("请填写批次，例如2026年第2批。", field="batch")
    if submitted_on > on:
        raise CannotSubmit(f"推荐日期{submitted_on}还没有到，请填今天或以前。", field="submitted_on")
    if submitted_on < membership.entered_on:
        raise CannotSubmit(f"推荐日期{submitted_on}早于入库日期{membership.entered_on}，请核对。", field="submitted_on")
    try:
        with transaction.atomic():
            made = Submission.objects.create(membership=membership, submitted_on=submitted_on, batch=batch[:80], by=by)
            record("submission.made", membership, by=by, after={"batch": batch, "on": submitted_on})
    except IntegrityError:
        raise CannotSubmit("已有一次推荐还没有结果，先登记它的结果。") from None
    return made


def settle_submission(
    submission: Submission, *, state: str, decided_on: date, note: str = "", on: date, by: User
) -> Submission:
    """What became of it; said once. Raises CannotSubmit for a day to come or too early, or where it has been said."""
    if state not in (Submission.State.ACCEPTED, Submission.State.REFUSED):
        raise CannotSubmit("结果只能是通过或未通过。", field="state")
    with transaction.atomic():
        row = Submission.objects.select_for_update().get(pk=submission.pk)
        if row.state != Submission.State.PENDING:
            raise CannotSubmit(f"这次推荐的结果已登记为“{row.get_state_display()}”。")
        if not row.submitted_on <= decided_on <= on:
            raise CannotSubmit(f"结果日期应在{row.submitted_on}到{on}之间，填的是{decided_on}。", field="decided_on")
        row.state, row.decided_on, row.note = state, decided_on, note.strip()[:200]
        row.save(update_fields=["state", "decided_on", "note"])
        record("submission.settled", row.membership, by=by, after={"state": state, "on": decided_on}, reason=row.note)
    return row
