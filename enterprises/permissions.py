"""Who may do what to an enterprise that they can see; scope itself is settled by queries.visible_enterprises."""

from __future__ import annotations

from enterprises.enums import EnterpriseStatus, ReportState
from enterprises.models import AnnualReport, Enterprise
from enterprises.queries import is_firm_admin, mandates_used
from portal.accounts.models import User
from portal.accounts.roles import Scope


def can_register(user: User) -> bool:
    """May enter new enterprises: who keeps the ledger of a territory."""
    return user.acting.may("enterprise.revise") and user.acting.scope == Scope.TERRITORY


def can_revise(user: User, enterprise: Enterprise) -> bool:
    """May correct the facts: who keeps the ledger, while the enterprise is alive."""
    return user.acting.may("enterprise.revise") and enterprise.status == EnterpriseStatus.ACTIVE


def can_archive(user: User) -> bool:
    """May change the status of an enterprise, and bring it back."""
    return user.acting.may("enterprise.revise")


def can_file_report(user: User, enterprise: Enterprise) -> bool:
    """May report figures: who keeps the ledger, the enterprise itself, and an agency whose mandate says so."""
    if user.acting.scope == Scope.MANDATED:
        is_alive = enterprise.status == EnterpriseStatus.ACTIVE
        return is_alive and any(mandate.may_fill for mandate in mandates_used(user, enterprise))
    own = user.acting.scope == Scope.OWN and enterprise.status == EnterpriseStatus.ACTIVE
    return own or can_revise(user, enterprise)


def can_confirm_report(user: User, report: AnnualReport) -> bool:
    """May stand by the figures of a year: who keeps the ledger; a current report not yet confirmed."""
    return user.acting.may("enterprise.revise") and report.is_current and report.state == ReportState.SUBMITTED


def files_as_confirmed(user: User) -> bool:
    """Whether figures that this person types need no further check: an officer's own entry."""
    return user.acting.may("enterprise.revise")


def can_assign(user: User) -> bool:
    """May say who stands by which enterprise."""
    return user.acting.may("enterprise.revise") and user.acting.scope == Scope.TERRITORY


def can_export(user: User) -> bool:
    """May take the ledger away as a file."""
    return user.acting.may("enterprise.export")


def can_reveal_phone(user: User) -> bool:
    """May read a telephone number in full: who works with the enterprise, or is it."""
    return user.acting.may("enterprise.revise") or user.acting.scope in (Scope.ASSIGNED, Scope.OWN)


def can_give_mandate(user: User, enterprise: Enterprise) -> bool:
    """May let an agency act for the enterprise, and take it back: its 企业管理员 alone."""
    return user.acting.may("mandate.give") and is_firm_admin(user, enterprise)


def can_keep_agencies(user: User) -> bool:
    """May register agencies and their people: the bureau of a city."""
    return user.acting.may("agency.keep") and user.acting.region is not None
