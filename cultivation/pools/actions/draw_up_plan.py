"""Draws up a 一企一策 from a chosen way, and makes its next version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from cultivation.pools.enums import PlanState
from cultivation.pools.evidence.plan import Offer, Offers, Planned
from cultivation.pools.models import FirmPlan, PlanMeasure, PlanNote
from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.audit.record import record

MOST_MEASURES: Final = 20
BY_FIRM: Final = "企业"


class CannotPlan(Exception):
    """Nothing was written; the text says why. field: the form field it is about; plan: the one that stands in the way."""

    def __init__(self, sentence: str, *, field: str | None = None, plan: FirmPlan | None = None) -> None:
        super().__init__(sentence)
        self.field = field
        self.plan = plan


@dataclass(frozen=True)
class Charge:
    """Who sees to one measure, until when, and what proves it. owner None: the enterprise itself."""

    owner: User | None
    due_on: date
    evidence: str


@dataclass(frozen=True)
class Own:
    """A measure that a person wrote, beside those of the way."""

    text: str
    charge: Charge


def draw_up(
    enterprise: Enterprise,
    offered: Offers,
    chosen: Offer,
    charges: Sequence[Charge],
    *,
    year: int,
    own: Sequence[Own] = (),
    on: date,
    at: datetime,
    by: User,
) -> FirmPlan:
    """The draft of a plan. charges: one for each measure of the way, in its order.

    Raises CannotPlan when the year has a plan of the programme already, when a month lies before the plan, or when a
    measure has nobody in charge or nothing to prove it.
    """
    told = offered.found.explanation
    plan = FirmPlan(
        enterprise=enterprise,
        programme=told.programme,
        title=told.title,
        year=year,
        kind=offered.found.kind,
        on=on,
        pack_digest=told.digest,
        standing=told.sentence[:200],
        goal=chosen.goal[:200],
        made_by=by,
        made_at=at,
    )
    rows = [_row(planned, charge) for planned, charge in zip(chosen.measures, charges, strict=True)]
    rows += [_own(each) for each in own]
    _check(rows, on=on)
    _save(plan, rows)
    record("plan.drawn_up", plan, by=by, after={"year": year, "programme": told.programme, "measures": len(rows)})
    return plan


def revise_plan(
    plan: FirmPlan,
    charges: Sequence[Charge],
    *,
    own: Sequence[Own] = (),
    reason: str = "",
    on: date,
    at: datetime,
    by: User,
) -> FirmPlan:
    """A draft with other charges; of a signed plan its next version, a draft again, with the progress so far kept.

    charges: one for each measure that is there, in its order. own: measures to add. Raises CannotPlan as draw_up does,
    for a version that has been replaced, and for a signed one without a reason.
    """
    with transaction.atomic():
        plan = FirmPlan.objects.select_for_update(of=("self",)).select_related("enterprise").get(pk=plan.pk)
        if plan.state == PlanState.REPLACED:
            raise CannotPlan(f"第{plan.version}版已被新版代替，请打开现行的一版再改。", plan=plan)
        measures = list(plan.measures.select_related("owner"))
        rows = [_again(measure, charge) for measure, charge in zip(measures, charges, strict=True)]
        rows += [_own(each) for each in own]
        _check(rows, on=on, kept=measures)
        if plan.state == PlanState.DRAFT:
            return _rewrite(plan, measures, rows, by=by)
        if not reason.strip():
            raise CannotPlan("已签发的一企一策改动要写明原因，例如：企业申报年度调整。", field="reason")
        return _next_version(plan, measures, rows, reason.strip(), at=at, by=by)


def _rewrite(plan: FirmPlan, measures: Sequence[PlanMeasure], rows: Sequence[PlanMeasure], *, by: User) -> FirmPlan:
    for old, new in zip(measures, rows, strict=False):
        new.pk, new.plan, new.position, new.state = old.pk, plan, old.position, old.state
        new.save()
    _number(plan, rows[len(measures) :], after=len(measures))
    record("plan.revised", plan, by=by, after={"measures": len(rows)})
    return plan


def _next_version(
    plan: FirmPlan, measures: Sequence[PlanMeasure], rows: Sequence[PlanMeasure], reason: str, *, at: datetime, by: User
) -> FirmPlan:
    FirmPlan.objects.filter(pk=plan.pk).update(state=PlanState.REPLACED)
    following = FirmPlan(
        **{
            name: getattr(plan, name)
            for name in ("enterprise", "programme", "title", "year", "kind", "on", "pack_digest", "standing", "goal")
        },
        version=plan.version + 1,
        previous=plan,
        made_by=by,
        made_at=at,
    )
    for old, new in zip(measures, rows, strict=False):
        new.state = old.state
    _save(following, rows)
    notes = [
        PlanNote(measure=new, state=note.state, text=note.text, on=note.on, by_id=note.by_id, at=note.at)
        for old, new in zip(measures, rows, strict=False)
        for note in old.notes.all()
    ]
    PlanNote.objects.bulk_create(notes)
    record(
        "plan.revised",
        following,
        by=by,
        before={"version": plan.version},
        after={"version": following.version, "measures": len(rows)},
        reason=reason,
    )
    return following


def _save(plan: FirmPlan, rows: Sequence[PlanMeasure]) -> None:
    try:
        with transaction.atomic():
            plan.save()
            _number(plan, rows)
    except IntegrityError:
        other = (
            FirmPlan.objects.filter(enterprise=plan.enterprise, programme=plan.programme, year=plan.year)
            .exclude(state=PlanState.REPLACED)
            .first()
        )
        if other is None:
            raise
        raise CannotPlan(
            f"{plan.enterprise.name}{plan.year}年已有“{plan.title}”的一企一策（第{other.version}版，"
            f"{other.get_state_display()}），不能再生成一份。请打开它修订，或另选年度。",
            field="year",
            plan=other,
        ) from None


def _number(plan: FirmPlan, rows: Sequence[PlanMeasure], *, after: int = 0) -> None:
    for position, row in enumerate(rows, start=after + 1):
        row.plan, row.position = plan, position
    PlanMeasure.objects.bulk_create(rows)


def _check(rows: Sequence[PlanMeasure], *, on: date, kept: Sequence[PlanMeasure] = ()) -> None:
    """kept: those that were there before; a month of theirs that has passed may stay."""
    if not rows:
        raise CannotPlan("一企一策至少要有一项措施。")
    if len(rows) > MOST_MEASURES:
        raise CannotPlan(f"有{len(rows)}项措施，最多{MOST_MEASURES}项。")
    for place, row in enumerate(rows):
        is_kept = place < len(kept) and kept[place].due_on == row.due_on
        if row.due_on < on and not is_kept:
            raise CannotPlan(
                f"“{row.title}”的时限{row.due_on:%Y年%m月}已经过去，请选{on:%Y年%m月}或以后。", field=f"due_{place}"
            )
        if not row.evidence:
            raise CannotPlan(f"请写明“{row.title}”用什么证明，例如研发辅助账或证书复印件。", field=f"evidence_{place}")


def _row(planned: Planned, charge: Charge) -> PlanMeasure:
    return PlanMeasure(
        title=planned.title[:120],
        text=planned.text[:300],
        lead=planned.lead[:200],
        ready_on=planned.ready_on,
        figures=list(planned.figures),
        **_charged(charge),
    )


def _again(measure: PlanMeasure, charge: Charge) -> PlanMeasure:
    return PlanMeasure(
        **{name: getattr(measure, name) for name in ("title", "text", "lead", "ready_on", "figures")},
        **_charged(charge),
    )


def _own(own: Own) -> PlanMeasure:
    text = own.text.strip()
    return PlanMeasure(title="其他措施", text=text[:300], **_charged(own.charge))


def _charged(charge: Charge) -> dict[str, object]:
    return {
        "owner": charge.owner,
        "owner_name": charge.owner.full_name if charge.owner else BY_FIRM,
        "due_on": charge.due_on,
        "evidence": charge.evidence.strip()[:200],
    }
