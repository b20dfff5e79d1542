"""Enterprises whose proposals may change without a verdict: a title ends, or the enterprise itself is gone."""

from __future__ import annotations

from datetime import date, timedelta

from cultivation.pools.actions.propose import EXPIRING_WITHIN_DAYS
from cultivation.pools.enums import MembershipState, ProposalKind, ProposalState
from cultivation.pools.models import Membership, Proposal
from enterprises.enums import EnterpriseStatus
from enterprises.models import Certificate

_LOOK_BACK_DAYS = 31


def calendar_ids(*, on: date) -> list[int]:
    """Ids, ascending, of enterprises with a title that ends around the day or an open proposal about one, and of
    those that exist no more and are still in a pool: nobody judges them again, yet they should leave.
    """
    ending = Certificate.objects.filter(
        valid_to__range=(on - timedelta(days=_LOOK_BACK_DAYS), on + timedelta(days=EXPIRING_WITHIN_DAYS))
    ).values_list("enterprise_id", flat=True)
    proposed = Proposal.objects.filter(
        state=ProposalState.OPEN, kind__in=[ProposalKind.EXPIRING, ProposalKind.LEAVE]
    ).values_list("enterprise_id", flat=True)
    gone = (
        Membership.objects.filter(state=MembershipState.ACTIVE)
        .exclude(enterprise__status=EnterpriseStatus.ACTIVE)
        .values_list("enterprise_id", flat=True)
    )
    return sorted(set(ending.iterator()) | set(proposed.iterator()) | set(gone.iterator()))
