"""Tables of facts about enterprises."""

from enterprises.models.annual_report import FIGURES, AnnualReport, Figure
from enterprises.models.assignment import Assignment
from enterprises.models.certificate import Certificate
from enterprises.models.compliance import ComplianceEvent, ListCheck
from enterprises.models.enterprise import Enterprise, EnterpriseName
from enterprises.models.identity import Refusal
from enterprises.models.intake import Intake, IntakeRow, IntakeState, RowOutcome, RowState
from enterprises.models.intellectual_property import IntellectualProperty
from enterprises.models.member import Member
from enterprises.models.merit import Merit

__all__ = [
    "FIGURES",
    "AnnualReport",
    "Assignment",
    "Certificate",
    "ComplianceEvent",
    "Enterprise",
    "EnterpriseName",
    "Figure",
    "Intake",
    "IntakeRow",
    "IntakeState",
    "IntellectualProperty",
    "ListCheck",
    "Member",
    "Merit",
    "Refusal",
    "RowOutcome",
    "RowState",
]
