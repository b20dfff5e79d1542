"""Who may do what: every predicate, both ways."""

from datetime import date

import pytest

from enterprises import permissions
from enterprises.enums import EnterpriseStatus, MemberRole, ReportState
from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import (
    AgencyPersonFactory,
    AnnualReportFactory,
    EnterpriseFactory,
    MandateFactory,
    MemberFactory,
)

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


def test_only_its_administrator_gives_a_mandate_and_only_a_city_keeps_agencies():
    enterprise = EnterpriseFactory()
    assert allowed(permissions.can_give_mandate, enterprise) == set()
    admin, clerk = person(Role.ENTERPRISE), person(Role.ENTERPRISE)
    MemberFactory(enterprise=enterprise, user=admin)
    MemberFactory(enterprise=enterprise, user=clerk, role=MemberRole.CLERK)
    assert permissions.can_give_mandate(admin, enterprise)
    assert not permissions.can_give_mandate(clerk, enterprise)
    assert not permissions.can_give_mandate(admin, EnterpriseFactory())
    assert allowed(permissions.can_keep_agencies) == {Role.BUREAU_ADMIN, Role.SECTION}


@pytest.mark.parametrize("may_fill", [True, False])
def test_an_agency_files_only_where_its_mandate_says_so(may_fill):
    enterprise, agent = EnterpriseFactory(), person(Role.AGENCY)
    agent.acting = agent.grants.get().acting(date(2026, 11, 22))
    MandateFactory(enterprise=enterprise, agency=AgencyPersonFactory(user=agent).agency, may_fill=may_fill)
    assert permissions.can_file_report(agent, enterprise) is may_fill
    assert not permissions.can_file_report(agent, EnterpriseFactory())
    enterprise.status = EnterpriseStatus.CANCELLED
    assert not permissions.can_file_report(agent, enterprise)
