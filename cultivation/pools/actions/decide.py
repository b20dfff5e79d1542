"""A person's answer to proposals: confirm, or dismiss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from cultivation.pools.actions.certify import keep
from cultivation.pools.actions.enter import BATCH, CannotEnter, Place, enter_many
from cultivation.pools.actions.leave import Departure, leave_many
from cultivation.pools.enums import MembershipState, ProposalKind, ProposalState
from cultivation.pools.evidence.diagnosis import Diagnosis, diagnose_many
from cultivation.pools.models import Membership, Proposal
from enterprises.models import Certificate
from policies.engine import ELIGIBLE
from portal.accounts.models import User
from portal.audit.record import record, record_many

LONGEST_NOTE = 200


class CannotDecide(Exception):
    """Nothing was decided; the text says why, for the person. field: the form field it is about, or nothing."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Decided:
    """How many proposals were settled, and which were left alone because somebody or the facts came first."""

    done: int
    skipped: tuple[str, ...] = field(default=())


def confirm(
    proposal: Proposal, *, note: str = "", entered_on: date | None = None, on: date, at: datetime, by: User
) -> Proposal:
    """Confirms one proposal: 可入库 enters the enterprise, 应退出 ends its membership, the others are noted as arranged.

    Raises CannotDecide when it is no longer open or the entry is refused.
    """
    decided = confirm_many([proposal], note=note, entered_on=entered_on, on=on, at=at, by=by)
    if decided.skipped:
        raise CannotDecide(decided.skipped[0])
    proposal.refresh_from_db()
    return proposal


def dismiss(proposal: Proposal, *, note: str, on: date, by: User) -> Proposal:
    """Dismisses one proposal with a reason; it is not made again while its ground stays the same."""
    decided = dismiss_many([proposal], note=note, on=on, by=by)
    if decided.skipped:
        raise CannotDecide(decided.skipped[0])
    proposal.refresh_from_db()
    return proposal


def confirm_many(
    proposals: Sequence[Proposal], *, note: str = "", entered_on: date | None = None, on: date, at: datetime, by: User
) -> Decided:
    """Confirms many. entered_on: the day of entry for all, today when None; an earlier day needs a note.

    What is no longer open is left alone and named, and so is who would enter by a verdict that no longer holds. Raises
    CannotDecide for a note that is too long or missing, and for an entry that the pool refuses; then nothing is written.
    """
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise CannotDecide(f"意见有{len(note)}个字，最多{LONGEST_NOTE}个字。")
    day = entered_on or on
    if day < on and not note:
        raise CannotDecide(f"入库日期{day}早于今天，补录请在意见里写明原因。", field="note")
    with transaction.atomic():
        found, skipped = _still_open(proposals)
        grounds, fallen = _grounds([each for each in found if each.kind == ProposalKind.ENTER], on=on)
        found = [each for each in found if each.pk not in fallen]
        try:
            _enter(grounds, day=day, note=note, on=on, at=at, by=by)
        except CannotEnter as refusal:
            raise CannotDecide(str(refusal)) from refusal
        _leave([each for each in found if each.kind == ProposalKind.LEAVE], on=on, by=by)
        _settle(found, ProposalState.CONFIRMED, note=note, on=on, by=by)
    return Decided(len(found), (*skipped, *fallen.values()))


def dismiss_many(proposals: Sequence[Proposal], *, note: str, on: date, by: User) -> Decided:
    """Dismisses many with one reason; what is no longer open is left alone and named."""
    note = note.strip()
    if not note:
        raise CannotDecide("不采纳请写明原因，例如“企业已书面说明不申报”。")
    if len(note) > LONGEST_NOTE:
        raise CannotDecide(f"原因有{len(note)}个字，最多{LONGEST_NOTE}个字。")
    with transaction.atomic():
        found, skipped = _still_open(proposals)
        _settle(found, ProposalState.DISMISSED, note=note, on=on, by=by)
    return Decided(len(found), skipped)


def _still_open(proposals: Sequence[Proposal]) -> tuple[list[Proposal], tuple[str, ...]]:
    """The proposals that are open in the database now, locked, and a sentence for each other."""
    ids = [proposal.pk for proposal in proposals]
    now: dict[int, Proposal] = {}
    for start in range(0, len(ids), BATCH):
        rows = Proposal.objects.select_for_update(of=("self",)).select_related(
            "enterprise__county", "enterprise__city", "tier__ladder__city"
        )
        now.update(rows.in_bulk(ids[start : start + BATCH]))
    found, skipped = [], []
    for proposal in proposals:
        fresh = now[proposal.pk]
        if fresh.state == ProposalState.OPEN:
            found.append(fresh)
        else:
            label = ProposalState(fresh.state).label
            skipped.append(f"{fresh.enterprise}的“{fresh.get_kind_display()}{fresh.tier}”{label}，没有再处理。")
    return found, tuple(skipped)


def _grounds(
    proposals: Sequence[Proposal], *, on: date
) -> tuple[list[tuple[Proposal, Certificate | Diagnosis]], dict[int, str]]:
    """What each entry rests on today, a certificate before a verdict; and a sentence for each that rests on nothing."""
    certificates = _certificates(proposals, on=on)
    by_verdict = [
        each for each in proposals if each.tier.programme and (each.enterprise_id, each.tier.scheme) not in certificates
    ]
    asked = [(each.enterprise, each.tier.programme) for each in by_verdict]
    verdicts = dict(zip((each.pk for each in by_verdict), diagnose_many(asked, on=on), strict=True))
    grounds: list[tuple[Proposal, Certificate | Diagnosis]] = []
    fallen: dict[int, str] = {}
    for proposal in proposals:
        certificate = certificates.get((proposal.enterprise_id, proposal.tier.scheme))
        found = verdicts.get(proposal.pk)
        if certificate is not None:
            grounds.append((proposal, certificate))
        elif isinstance(found, Diagnosis) and found.explanation.outcome == ELIGIBLE:
            grounds.append((proposal, found))
        else:
            why = f"没有有效证书，“{proposal.tier}”也没有可判断的规则"
            if isinstance(found, Diagnosis):
                why = f"按现在的数据{found.explanation.outcome_text}：{found.explanation.sentence}"
            elif found is not None:
                why = str(found)
            fallen[proposal.pk] = f"{proposal.enterprise}没有进入“{proposal.tier}”库。{why.rstrip('。')}。"
    return grounds, fallen


def _enter(
    grounds: Sequence[tuple[Proposal, Certificate | Diagnosis]],
    *,
    day: date,
    note: str,
    on: date,
    at: datetime,
    by: User,
) -> None:
    # who enters by the diagnosis alone enters by what it said that day, kept whole
    relied = [(proposal, ground) for proposal, ground in grounds if isinstance(ground, Diagnosis)]
    frozen = keep(
        [(proposal.enterprise, ground) for proposal, ground in relied], on=on, at=at, reason="确认入库", by=by
    )
    refs = {proposal.pk: kept.ref for (proposal, _), kept in zip(relied, frozen, strict=True)}
    places = []
    for proposal, ground in grounds:
        certificate = ground if isinstance(ground, Certificate) else None
        evidence: dict[str, object] = {"basis": "certificate" if certificate else "eligible", "note": proposal.reason}
        if certificate:
            evidence["number"] = certificate.number
        else:
            evidence["attestation"] = refs[proposal.pk]
        places.append(Place(proposal.enterprise, proposal.tier, day, note, certificate, evidence))
    enter_many(places, on=on, by=by)


def _certificates(proposals: Sequence[Proposal], *, on: date) -> dict[tuple[int, str], Certificate]:
    """The certificate in force that ends last, by enterprise and scheme."""
    found: dict[tuple[int, str], Certificate] = {}
    ids = [proposal.enterprise_id for proposal in proposals]
    for start in range(0, len(ids), BATCH):
        rows = Certificate.objects.valid_on(on).filter(enterprise__in=ids[start : start + BATCH])
        for certificate in rows:
            key = (certificate.enterprise_id, certificate.scheme)
            former = found.get(key)
            if former is None or (certificate.valid_to or date.max) > (former.valid_to or date.max):
                found[key] = certificate
    return found


def _leave(proposals: Sequence[Proposal], *, on: date, by: User) -> None:
    reasons = {(proposal.enterprise_id, proposal.tier_id): proposal.reason for proposal in proposals}
    departures = []
    ids = [proposal.enterprise_id for proposal in proposals]
    for start in range(0, len(ids), BATCH):
        rows = Membership.objects.filter(state=MembershipState.ACTIVE, enterprise__in=ids[start : start + BATCH])
        for membership in rows.select_related("enterprise", "tier"):
            reason = reasons.get((membership.enterprise_id, membership.tier_id))
            if reason:
                departures.append(Departure(membership, on, reason))
    leave_many(departures, on=on, by=by)


def _settle(proposals: Sequence[Proposal], state: str, *, note: str, on: date, by: User) -> None:
    for proposal in proposals:
        proposal.state, proposal.decided_by, proposal.decided_on = state, by, on
        proposal.decision_note = note
    Proposal.objects.bulk_update(proposals, ["state", "decided_by", "decided_on", "decision_note"], batch_size=BATCH)
    before = {"state": ProposalState.OPEN}
    if len(proposals) == 1:
        record("proposal.decided", proposals[0], by=by, before=before, after={"state": state}, reason=note)
        return
    entries = [(proposal, before, {"state": state, "note": note}) for proposal in proposals]
    record_many("proposal.decided", entries, by=by)
