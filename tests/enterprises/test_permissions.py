"""Who may do what: every predicate, both ways."""

import pytest

from enterprises import permissions
from enterprises.enums import EnterpriseStatus, ReportState
from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import AnnualReportFactory, EnterpriseFactory

pytestmark = pytest.mark.django_db

LEDGER = {Role.BUREAU_ADMIN, Role.SECTION, Role.COUNTY}


def allowed(predicate, *things: object) -> set[str]:
    return {role for role in Role.values if predicate(person(role), *things)}


def test_who_keeps_the_ledger_may_register_revise_archive_and_assign():
    enterprise = EnterpriseFactory()
    assert allowed(permissions.can_register) == LEDGER
    assert allowed(permissions.can_revise, enterprise) == LEDGER
    assert allowed(permissions.can_archive) == LEDGER
    assert allowed(permissions.can_assign) == LEDGER
    assert allowed(permissions.files_as_confirmed) == LEDGER


def test_an_enterprise_that_left_is_not_revised_but_can_be_brought_back():
    enterprise = EnterpriseFactory(status=EnterpriseStatus.CANCELLED)
    assert allowed(permissions.can_revise, enterprise) == set()
    assert allowed(permissions.can_file_report, enterprise) == set()
    assert allowed(permissions.can_archive) == LEDGER


def test_an_enterprise_files_its_own_report_and_confirms_none():
    enterprise = EnterpriseFactory()
    assert allowed(permissions.can_file_report, enterprise) == LEDGER | {Role.ENTERPRISE}
    assert allowed(permissions.can_confirm_report, AnnualReportFactory(enterprise=enterprise)) == LEDGER


def test_only_a_current_report_that_waits_can_be_confirmed():
    assert allowed(permissions.can_confirm_report, AnnualReportFactory(state=ReportState.CONFIRMED)) == set()
    assert allowed(permissions.can_confirm_report, AnnualReportFactory(is_current=False)) == set()


def test_who_may_take_the_ledger_away():
    assert allowed(permissions.can_export) == LEDGER | {Role.AUDITOR}


def test_who_works_with_an_enterprise_may_read_its_telephone():
    assert allowed(permissions.can_reveal_phone) == LEDGER | {Role.SPECIALIST, Role.ENTERPRISE}
