"""Ladders, tiers, memberships, proposals, assessments."""

from cultivation.pools.models.assessment import Assessment, AssessmentChange
from cultivation.pools.models.ladder import Ladder, Tier
from cultivation.pools.models.membership import Membership, MembershipChange, Proposal

__all__ = ["Assessment", "AssessmentChange", "Ladder", "Membership", "MembershipChange", "Proposal", "Tier"]
