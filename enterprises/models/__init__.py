"""Tables of facts about enterprises."""

from enterprises.models.annual_report import FIGURES, AnnualReport, Figure
from enterprises.models.assignment import Assignment
from enterprises.models.certificate import Certificate
from enterprises.models.compliance import ComplianceEvent, ListCheck
from enterprises.models.enterprise import Enterprise, EnterpriseName
from enterprises.models.identity import Refusal
from enterprises.models.intake import Intake, IntakeRow, IntakeState, RowOutcome, RowState
from enterprises.models.intellectual_property import IntellectualProperty
from enterprises.models.mandate import Agency, AgencyPerson, Mandate
from enterprises.models.member import Member
from enterprises.models.merit import Merit
from enterprises.models.moved import MovedEnterprise
from enterprises.models.statement import DATED_ITEMS, STATEMENT_UNITS, Statement

__all__ = [
    "DATED_ITEMS",
    "FIGURES",
    "STATEMENT_UNITS",
    "Agency",
    "AgencyPerson",
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
    "Mandate",
    "Member",
    "Merit",
    "MovedEnterprise",
    "Refusal",
    "RowOutcome",
    "RowState",
    "Statement",
]
