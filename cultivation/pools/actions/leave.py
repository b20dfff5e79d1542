"""Takes enterprises off a rung: an end is written, nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from cultivation.pools.actions.enter import BATCH, LONGEST_REASON
from cultivation.pools.enums import MembershipState
from cultivation.pools.models import Membership, MembershipChange
from portal.accounts.models import User
from portal.audit.record import record, record_many


class CannotLeave(Exception):
    """The enterprise stays on the rung; the text says why, for the person."""


@dataclass(frozen=True)
class Departure:
    """Who leaves, on which day (the first day outside), and why."""

    membership: Membership
    left_on: date
    reason: str


def leave(membership: Membership, *, left_on: date, reason: str, on: date, by: User) -> Membership:
    """Ends one membership. Raises CannotLeave: no reason, a day to come or before the entry, already over."""
    return leave_many([Departure(membership, left_on, reason.strip())], on=on, by=by)[0]


def leave_many(departures: Sequence[Departure], *, on: date, by: User) -> list[Membership]:
    """Ends many at once, all or none, with the same checks, changes and log entries as one."""
    if not departures:
        return []
    with transaction.atomic():
        changes = []
        for each in departures:
            membership = each.membership
            _check(each, on=on)
            changes.append(
                MembershipChange(
                    membership=membership,
                    was=membership.state,
                    now=MembershipState.ENDED,
                    on=each.left_on,
                    by=by,
                    reason=each.reason,
                )
            )
            membership.state = MembershipState.ENDED
            membership.left_on = each.left_on
            membership.left_reason = each.reason
        memberships = [each.membership for each in departures]
        Membership.objects.bulk_update(memberships, ["state", "left_on", "left_reason"], batch_size=BATCH)
        MembershipChange.objects.bulk_create(changes, batch_size=BATCH)
        _record(departures, by=by)
    return memberships


def _record(departures: Sequence[Departure], *, by: User) -> None:
    before = {"state": MembershipState.ACTIVE}
    if len(departures) == 1:
        only = departures[0]
        after = {"state": MembershipState.ENDED, "left_on": only.left_on}
        record("membership.left", only.membership, by=by, before=before, after=after, reason=only.reason)
        return
    record_many(
        "membership.left",
        [
            (
                each.membership,
                before,
                {"state": MembershipState.ENDED, "left_on": each.left_on, "reason": each.reason},
            )
            for each in departures
        ],
        by=by,
    )


def _check(departure: Departure, *, on: date) -> None:
    membership = departure.membership
    if membership.state == MembershipState.ENDED:
        raise CannotLeave(f"{membership.enterprise}已于{membership.left_on}退出“{membership.tier}”。")
    if not departure.reason:
        raise CannotLeave("退出请填写原因，例如“证书到期未续”。")
    if len(departure.reason) > LONGEST_REASON:
        raise CannotLeave(f"原因有{len(departure.reason)}个字，最多{LONGEST_REASON}个字。")
    if departure.left_on > on:
        raise CannotLeave(f"退出日期{departure.left_on}在将来，今天是{on}。")
    if departure.left_on < membership.entered_on:
        raise CannotLeave(f"退出日期{departure.left_on}早于入库日期{membership.entered_on}。")
