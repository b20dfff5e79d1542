"""Confirming reports."""

from datetime import date

import pytest

from enterprises.actions.confirm_report import CannotConfirm, confirm_report
from enterprises.actions.file_report import file_report
from portal.audit.queries import history_of
from tests.factories.accounts import person
from tests.factories.enterprises import AnnualReportFactory

pytestmark = pytest.mark.django_db


def test_a_confirmed_report_keeps_its_figures_and_makes_nothing_stale():
    report = AnnualReportFactory()
    assert confirm_report(report, by=person()).state == "confirmed"
    report.enterprise.refresh_from_db()
    assert report.enterprise.fact_revision == 1
    assert history_of(report.enterprise).get().deed == "report.confirmed"


def test_a_report_is_confirmed_once_and_only_while_current():
    report = AnnualReportFactory()
    confirm_report(report, by=person())
    with pytest.raises(CannotConfirm, match="已经审核通过"):
        confirm_report(report, by=person())
    file_report(report.enterprise, fiscal_year=2025, figures={"sales_fen": 10**12}, by=person(), on=date(2026, 11, 22))
    with pytest.raises(CannotConfirm, match="更新的一版"):
        confirm_report(report, by=person())
