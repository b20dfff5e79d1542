"""Enterprises whose proposals the calendar alone may change: a title of theirs is about to end, or has just ended."""

from __future__ import annotations

from datetime import date, timedelta

from cultivation.pools.actions.propose import EXPIRING_WITHIN_DAYS
from cultivation.pools.enums import ProposalKind, ProposalState
from cultivation.pools.models import Proposal
from enterprises.models import Certificate

_LOOK_BACK_DAYS = 31


def calendar_ids(*, on: date) -> list[int]:
    """Ids, ascending, of enterprises with a title that ends around the day, or an open proposal about one."""
    ending = Certificate.objects.filter(
        valid_to__range=(on - timedelta(days=_LOOK_BACK_DAYS), on + timedelta(days=EXPIRING_WITHIN_DAYS))
    ).values_list("enterprise_id", flat=True)
    proposed = Proposal.objects.filter(
        state=ProposalState.OPEN, kind__in=[ProposalKind.EXPIRING, ProposalKind.LEAVE]
    ).values_list("enterprise_id", flat=True)
    return sorted(set(ending.iterator()) | set(proposed.iterator()))
