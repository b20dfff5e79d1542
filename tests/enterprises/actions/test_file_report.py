"""Filing the figures of a year."""

from datetime import date

import pytest

from enterprises.actions.file_report import CannotFile, Filing, FilingConflict, file_report, file_reports
from enterprises.enums import ReportState
from enterprises.models import AnnualReport, Enterprise
from portal.accounts.queries import system_user
from portal.audit.queries import history_of
from tests.enterprises.models.test_figures import ITEMS
from tests.factories.accounts import person
from tests.factories.enterprises import PERSON, WAN, AnnualReportFactory, EnterpriseFactory

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def file(enterprise: Enterprise, figures: dict, **options: object):
    return file_report(enterprise, **{"fiscal_year": 2025, "figures": figures, "by": person(), "on": TODAY, **options})


def test_a_first_report_is_written_with_its_source_and_moves_the_facts():
    enterprise = EnterpriseFactory()
    filed = file(enterprise, {"sales_fen": 5_200 * WAN, "staff_e4": 86 * PERSON}, source_note="纳税申报表")
    report = AnnualReport.objects.get()
    assert filed.is_new
    assert (report.sales_fen, report.staff_e4, report.assets_fen) == (5_200 * WAN, 86 * PERSON, None)
    assert (report.revision, report.is_current, report.state, report.source_note) == (
        1,
        True,
        "submitted",
        "纳税申报表",
    )
    assert report.reported_on == TODAY
    enterprise.refresh_from_db()
    assert (enterprise.fact_revision, enterprise.size_class) == (2, "small")
    assert history_of(enterprise).get().after == {
        "fiscal_year": 2025,
        "revision": 1,
        "sales_fen": 5_200 * WAN,
        "staff_e4": 86 * PERSON,
    }


def test_a_correction_is_a_new_revision_and_the_old_one_stays():
    enterprise = EnterpriseFactory()
    file(enterprise, {"sales_fen": 5_200 * WAN, "staff_e4": 86 * PERSON})
    file(enterprise, {"sales_fen": 5_300 * WAN, "assets_fen": 0})
    old, new = AnnualReport.objects.order_by("revision")
    assert (old.is_current, old.sales_fen) == (False, 5_200 * WAN)
    assert (new.is_current, new.sales_fen, new.staff_e4, new.assets_fen) == (True, 5_300 * WAN, 86 * PERSON, 0)
    entry = history_of(enterprise).first()
    assert entry.before == {"sales_fen": 5_200 * WAN, "assets_fen": None}


def test_equal_figures_write_nothing():
    enterprise = EnterpriseFactory()
    file(enterprise, {"sales_fen": 5_200 * WAN})
    assert not file(enterprise, {"sales_fen": 5_200 * WAN}).is_new
    assert AnnualReport.objects.count() == 1
    assert Enterprise.objects.get().fact_revision == 2


def test_unknown_is_not_zero():
    enterprise = EnterpriseFactory()
    file(enterprise, {"rd_expense_fen": 0, "sales_fen": 1})
    assert file(enterprise, {"rd_expense_fen": None}).is_new
    assert AnnualReport.objects.get(is_current=True).rd_expense_fen is None


def test_the_total_of_research_follows_its_items_unless_given():
    enterprise = EnterpriseFactory()
    report = file(enterprise, ITEMS).report
    assert (report.rd_expense_fen, report.rd_domestic_fen) == (258 * WAN, 250 * WAN)
    report = file(enterprise, {"rd_direct_fen": 70 * WAN}).report
    assert report.rd_expense_fen == 268 * WAN
    report = file(enterprise, {"rd_expense_fen": 300 * WAN}).report
    assert report.rd_expense_fen == 300 * WAN
    report = file(enterprise, {"rd_direct_fen": 60 * WAN}).report
    assert report.rd_expense_fen == 300 * WAN


@pytest.mark.parametrize(
    ("figures", "field", "says"),
    [
        ({"staff_e4": -PERSON}, "staff_e4", "不能为负，实际为-1人"),
        ({"sales_fen": -1}, "sales_fen", "不能为负"),
        ({"staff_e4": 10 * PERSON, "tech_staff_e4": 11 * PERSON}, "tech_staff_e4", "11人）不能大于"),
    ],
)
def test_figures_that_cannot_be_true_are_refused(figures, field, says):
    with pytest.raises(CannotFile) as refusal:
        file(EnterpriseFactory(), figures)
    assert says in refusal.value.problems[field]
    assert AnnualReport.objects.count() == 0


@pytest.mark.parametrize(("year", "says"), [(2027, "还没有开始"), (2016, "不能填报2016年"), (25, "四位年份")])
def test_a_year_that_cannot_be_reported_is_refused(year, says):
    enterprise = EnterpriseFactory(founded_on=None if year == 25 else date(2017, 5, 11))
    with pytest.raises(CannotFile, match=says):
        file(enterprise, {"sales_fen": 1}, fiscal_year=year)


def test_unlikely_figures_are_asked_and_written_once_confirmed():
    enterprise = EnterpriseFactory()
    figures = {"rd_expense_fen": 178 * WAN, "sales_fen": 52 * WAN}
    filed = file(enterprise, figures)
    assert [question.field for question in filed.questions] == ["rd_expense_fen"]
    assert (filed.report, filed.is_new, AnnualReport.objects.count()) == (None, False, 0)
    assert file(enterprise, figures, confirmed=True).is_new


def test_a_jump_is_measured_against_the_year_before():
    enterprise = EnterpriseFactory()
    AnnualReportFactory(enterprise=enterprise, fiscal_year=2024, sales_fen=5_000 * WAN)
    assert file(enterprise, {"sales_fen": 5_000 * WAN * 10_000}).questions[0].field == "sales_fen"


def test_who_saw_an_older_revision_is_told():
    enterprise = EnterpriseFactory()
    file(enterprise, {"sales_fen": 1}, expected_revision=0)
    with pytest.raises(FilingConflict, match="刚刚被他人修改"):
        file(enterprise, {"sales_fen": 2}, expected_revision=0)
    assert file(enterprise, {"sales_fen": 2}, expected_revision=1).report.revision == 2


def test_only_the_latest_year_decides_the_size():
    enterprise = EnterpriseFactory(industry_code="C34")
    file(enterprise, {"staff_e4": 400 * PERSON, "sales_fen": 3_000 * WAN})
    file(enterprise, {"staff_e4": 10 * PERSON, "sales_fen": 100 * WAN}, fiscal_year=2024)
    assert Enterprise.objects.get().size_class == "medium"


def test_many_reports_are_filed_in_order_and_the_system_signs_none():
    enterprises = EnterpriseFactory.create_batch(3)
    filings = [
        Filing(enterprise, year, {"sales_fen": 100 * WAN, "staff_e4": 5 * PERSON})
        for enterprise in enterprises
        for year in (2023, 2024, 2025)
    ]
    filed = file_reports(filings, by=system_user(), on=TODAY, state=ReportState.CONFIRMED)
    assert [(each.report.enterprise_id, each.report.fiscal_year) for each in filed] == [
        (filing.enterprise.pk, filing.fiscal_year) for filing in filings
    ]
    assert {each.report.state for each in filed} == {"confirmed"}
    assert {each.report.reported_by for each in filed} == {None}
    assert set(Enterprise.objects.values_list("fact_revision", "size_class")) == {(2, "micro")}
    assert not any(each.is_new for each in file_reports(filings, by=system_user(), on=TODAY))


def test_a_year_twice_in_a_call_and_a_draft_are_programming_errors():
    enterprise = EnterpriseFactory()
    twice = [Filing(enterprise, 2025, {"sales_fen": 1}), Filing(enterprise, 2025, {"sales_fen": 2})]
    with pytest.raises(ValueError, match="twice"):
        file_reports(twice, by=person(), on=TODAY)
    with pytest.raises(ValueError, match="draft"):
        file(enterprise, {"sales_fen": 1}, state=ReportState.DRAFT)
    with pytest.raises(TypeError, match="sales"):
        file(enterprise, {"sales": 1})
