"""Ladders, tiers, memberships, proposals, assessments."""

from cultivation.pools.models.assessment import Assessment, AssessmentChange
from cultivation.pools.models.attestation import Attestation
from cultivation.pools.models.checkup import CheckUp, CheckUpPart
from cultivation.pools.models.clinic import Clinic
from cultivation.pools.models.firm_plan import FirmPlan, PlanMeasure, PlanNote
from cultivation.pools.models.impact import ImpactMove, ImpactPreview
from cultivation.pools.models.ladder import Ladder, Tier
from cultivation.pools.models.membership import Membership, MembershipChange, Proposal
from cultivation.pools.models.retention import RetentionRecord, RetentionStandard
from cultivation.pools.models.sorting import Sorting, Standing, Submission
from cultivation.pools.models.sweep import Sweep
from cultivation.pools.models.visit import Visit, VisitItem

__all__ = [
    "Assessment",
    "AssessmentChange",
    "Attestation",
    "CheckUp",
    "CheckUpPart",
    "Clinic",
    "FirmPlan",
    "ImpactMove",
    "ImpactPreview",
    "Ladder",
    "Membership",
    "MembershipChange",
    "PlanMeasure",
    "PlanNote",
    "Proposal",
    "RetentionRecord",
    "RetentionStandard",
    "Sorting",
    "Standing",
    "Submission",
    "Sweep",
    "Tier",
    "Visit",
    "VisitItem",
]
