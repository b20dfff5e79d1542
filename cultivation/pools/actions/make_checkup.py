"""Makes a check-up (科技创新体检): examines, keeps every verdict it rests on, and writes the report that is signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from cultivation.pools.actions.certify import keep
from cultivation.pools.evidence.checkup import Examined, content_of, examine
from cultivation.pools.evidence.frozen import Occasion
from cultivation.pools.models import CheckUp, CheckUpPart, Clinic
from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.audit.record import record

LONGEST_REMARK = 400
MOST_PROGRAMMES = 12
REASON = "科技创新体检"


class CannotCheckUp(Exception):
    """No check-up was made; the text says why, for the person. field: the form field it is about, or nothing."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def make_checkup(
    enterprise: Enterprise,
    *,
    programmes: Sequence[str],
    clinic: Clinic | None = None,
    remark: str = "",
    on: date,
    at: datetime,
    by: User,
) -> CheckUp:
    """The check-up of today. programmes: in the order of the report; remark: the examiner's own words, may be empty.

    Raises CannotCheckUp without a programme, for one that no text judges, for a remark too long, and for a clinic that
    was not open that day.
    """
    remark = remark.strip()
    wanted = list(dict.fromkeys(programmes))
    if not wanted:
        raise CannotCheckUp("请至少选一个体检项目，例如高新技术企业认定。", field="programmes")
    if len(wanted) > MOST_PROGRAMMES:
        raise CannotCheckUp(f"选了{len(wanted)}个项目，一次最多{MOST_PROGRAMMES}个。", field="programmes")
    if len(remark) > LONGEST_REMARK:
        raise CannotCheckUp(f"体检意见有{len(remark)}个字，最多{LONGEST_REMARK}个字。", field="remark")
    if clinic is not None and (clinic.started_on > on or (clinic.closed_on is not None and clinic.closed_on <= on)):
        raise CannotCheckUp(f"“{clinic}”在{on}不在办，请另选一家，或不填诊所。", field="clinic")
    examined: list[Examined] = []
    for one in examine(enterprise, wanted, on=on):
        if not isinstance(one, Examined):
            raise CannotCheckUp(str(one), field="programmes")
        examined.append(one)
    with transaction.atomic():
        # one after the other: the number and the comparison depend on the one before
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        previous = CheckUp.objects.filter(enterprise=enterprise).order_by("-number").first()
        number = previous.number + 1 if previous else 1
        kept = keep([(enterprise, one.found) for one in examined], on=on, at=at, reason=REASON, by=by)
        occasion = Occasion(enterprise, on, at, remark, by)
        frozen = content_of(examined, kept, occasion, number=number, clinic=clinic, previous=previous)
        made = CheckUp.objects.create(
            enterprise=enterprise,
            number=number,
            on=on,
            clinic=clinic,
            previous=previous,
            content=frozen.content,
            checksum=frozen.checksum,
            made_by=by,
            made_at=at,
        )
        CheckUpPart.objects.bulk_create(
            CheckUpPart(
                checkup=made,
                attestation=attestation,
                position=position,
                title=told.title,
                outcome=told.outcome,
                outcome_text=told.outcome_text,
                score_text=told.score.points_text if told.score else "",
            )
            for position, (attestation, told) in enumerate(
                zip(kept, (one.found.explanation for one in examined), strict=True), start=1
            )
        )
        after = {
            "number": number,
            "programmes": wanted,
            "clinic": clinic.name if clinic else "",
            "checksum": made.checksum,
        }
        record("checkup.made", enterprise, by=by, after=after, reason=remark)
    return made
