"""Puts enterprises on a rung, by hand or because a proposal was confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from cultivation.pools.actions.sort_members import sort_members
from cultivation.pools.enums import MembershipState
from cultivation.pools.models import Membership, MembershipChange, Tier
from enterprises.enums import EnterpriseStatus
from enterprises.models import Certificate, Enterprise
from portal.accounts.models import User
from portal.audit.record import record, record_many

LONGEST_REASON = 200
BATCH = 500


class CannotEnter(Exception):
    """The enterprise was not put on the rung; the text says why, for the person."""


@dataclass(frozen=True)
class Place:
    """A place to be taken: who, where, from which day, and why.

    evidence: basis is certificate, eligible or hand; number, note and the judged text and facts where they apply.
    """

    enterprise: Enterprise
    tier: Tier
    entered_on: date
    reason: str = ""
    certificate: Certificate | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


def enter(
    enterprise: Enterprise,
    *,
    tier: Tier,
    entered_on: date,
    reason: str,
    note: str = "",
    certificate: Certificate | None = None,
    on: date,
    by: User,
) -> Membership:
    """Enters one enterprise by hand. reason: why; note: the document it rests on.

    Raises CannotEnter: no reason, no document, a day to come, a day before the firm existed, already in the pool.
    """
    if not note.strip() and certificate is None:
        raise CannotEnter("请填写依据，例如证书编号、文件名称或文号。")
    if not reason.strip():
        raise CannotEnter("人工入库请填写原因，例如“统计部门升规入统名单”。")
    evidence = {"basis": "certificate" if certificate else "hand", "note": note.strip()}
    if certificate:
        evidence["number"] = certificate.number
    place = Place(enterprise, tier, entered_on, reason.strip(), certificate, evidence)
    return enter_many([place], on=on, by=by)[0]


def enter_many(places: Sequence[Place], *, on: date, by: User) -> list[Membership]:
    """Enters many at once, all or none, with the same checks, changes and log entries as one.

    Raises CannotEnter naming the first place refused; a day before `on` needs a reason.
    """
    if not places:
        return []
    with transaction.atomic():
        _check(places, on=on)
        memberships = Membership.objects.bulk_create(
            [
                Membership(
                    enterprise=place.enterprise,
                    tier=place.tier,
                    certificate=place.certificate,
                    entered_on=place.entered_on,
                    evidence={**place.evidence, "reason": place.reason} if place.reason else place.evidence,
                    confirmed_by=by,
                )
                for place in places
            ],
            batch_size=BATCH,
        )
        MembershipChange.objects.bulk_create(
            [
                MembershipChange(
                    membership=membership,
                    was="",
                    now=MembershipState.ACTIVE,
                    on=place.entered_on,
                    by=by,
                    reason=place.reason,
                )
                for membership, place in zip(memberships, places, strict=True)
            ],
            batch_size=BATCH,
        )
        _record(memberships, places, by=by)
        sort_members([place.enterprise.pk for place in places], on=on, by=by)
    return memberships


def _record(memberships: Sequence[Membership], places: Sequence[Place], *, by: User) -> None:
    entries = [
        {"tier": place.tier.code, "entered_on": place.entered_on, **membership.evidence}
        for membership, place in zip(memberships, places, strict=True)
    ]
    if len(memberships) == 1:
        record("membership.entered", memberships[0], by=by, after=entries[0], reason=places[0].reason)
        return
    record_many(
        "membership.entered",
        [(membership, None, entry) for membership, entry in zip(memberships, entries, strict=True)],
        by=by,
    )


def _check(places: Sequence[Place], *, on: date) -> None:
    ids = [place.enterprise.pk for place in places]
    wanted = {(place.enterprise.pk, place.tier.pk) for place in places}
    if len(wanted) < len(places):
        raise CannotEnter("同一家企业在名单里出现了两次，请去掉重复的。")
    former: dict[tuple[int, int], date | None] = {}
    for enterprise_id, tier_id, left_on in _memberships_of(ids, sorted({place.tier.pk for place in places})):
        last = former.get((enterprise_id, tier_id), date.min)
        former[enterprise_id, tier_id] = None if left_on is None or last is None else max(last, left_on)
    for place in places:
        _check_place(place, former.get((place.enterprise.pk, place.tier.pk), date.min), on=on)


def _memberships_of(ids: Sequence[int], tier_ids: Sequence[int]) -> list[tuple[int, int, date | None]]:
    columns = ("enterprise_id", "tier_id", "left_on")
    rows = Membership.objects.filter(tier_id__in=tier_ids)
    if len(ids) <= BATCH:
        return list(rows.filter(enterprise_id__in=ids).values_list(*columns))
    return list(rows.filter(enterprise__gte=min(ids), enterprise__lte=max(ids)).values_list(*columns))


def _check_place(place: Place, last_left_on: date | None, *, on: date) -> None:
    """last_left_on: None when the enterprise is in the pool now, date.min when it never was."""
    firm, tier = place.enterprise, place.tier
    if last_left_on is None:
        raise CannotEnter(f"{firm}已在“{tier}”库内，不能重复入库。")
    if firm.status != EnterpriseStatus.ACTIVE:
        raise CannotEnter(f"{firm}的状态是“{firm.get_status_display()}”，只有存续企业可以入库。")
    if tier.ladder.city_id and tier.ladder.city_id != firm.city_id:
        raise CannotEnter(f"“{tier}”是{tier.ladder.city}的阶梯，{firm}不在该市。")
    if place.entered_on > on:
        raise CannotEnter(f"入库日期{place.entered_on}在将来，今天是{on}。")
    if firm.founded_on and place.entered_on < firm.founded_on:
        raise CannotEnter(f"入库日期{place.entered_on}早于{firm}的成立日期{firm.founded_on}。")
    if place.entered_on < last_left_on:
        raise CannotEnter(f"{firm}在{last_left_on}才退出“{tier}”，入库日期不能早于这一天。")
    if place.entered_on < on and not place.reason:
        raise CannotEnter(f"入库日期{place.entered_on}早于今天，补录请填写原因，例如“证书批准日期”。")
    if len(place.reason) > LONGEST_REASON:
        raise CannotEnter(f"原因有{len(place.reason)}个字，最多{LONGEST_REASON}个字。")
    if place.certificate is not None and place.certificate.enterprise_id != firm.pk:
        raise CannotEnter(f"证书{place.certificate.number}不是{firm}的。")
