"""填报年度数据: figures as people type them."""

import pytest

from enterprises.forms.report import SECTIONS
from enterprises.models import FIGURES, AnnualReport
from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import PERSON, WAN, AnnualReportFactory, EnterpriseFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


def address(enterprise, section: str, year: int = 2025) -> str:
    return f"/w/enterprises/{enterprise.ref}/reports/{year}/?section={section}"


def test_every_figure_stands_in_one_section_of_at_most_twelve():
    asked = [name for section in SECTIONS for name in section.names]
    assert sorted(asked) == sorted(figure.name for figure in FIGURES)
    assert max(len(section.names) for section in SECTIONS) <= 12


TYPED = [
    ("5200", 5_200 * WAN),
    ("5,200", 5_200 * WAN),
    ("5,200.00", 5_200 * WAN),
    ("５２００", 5_200 * WAN),
    ("５，２００．５０", 520_050 * 10_000),
    ("5200万元", 5_200 * WAN),
    ("5200 万元", 5_200 * WAN),
    ("5,200.00万元", 5_200 * WAN),
    ("52000000元", 5_200 * WAN),
    ("0.52亿元", 5_200 * WAN),
    (" 5200 ", 5_200 * WAN),
    ("\t5200\t", 5_200 * WAN),
    ("5200\u00a0", 5_200 * WAN),
    ("\u30005200\u3000", 5_200 * WAN),
    ("5 200", 5_200 * WAN),
    ("\ufeff5200", 5_200 * WAN),
    ("0", 0),
    ("0.00", 0),
    ("", None),
    ("   ", None),
    ("无", None),
    ("--", None),
    ("未填", None),
    ("0.01", 10_000),
    ("0.0001", 100),
]
REFUSED = ["五千二百", "5200人", "5.2e3x", "5,20", "1 2 3 万美元", "约5200", "=1+1", "2025-01-01"]


@pytest.mark.parametrize(("typed", "fen"), TYPED)
def test_an_amount_is_understood_as_people_write_it(client, officer, typed, fen):
    enterprise = EnterpriseFactory()
    AnnualReportFactory(enterprise=enterprise, without_figures=True, sales_fen=1_000 * WAN, conversions_count=1)
    response = client.post(address(enterprise, "income"), {"revision": 1, "sales_fen": typed, "tech_contract_fen": "1"})
    assert response.status_code == 302
    assert AnnualReport.objects.get(is_current=True).sales_fen == fen


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_amount_is_told_and_kept_on_the_page(client, officer, typed):
    response = client.post(address(EnterpriseFactory(), "income"), {"revision": 0, "sales_fen": typed})
    page = response.content.decode()
    assert response.status_code == 422
    assert "实际填写“" in page
    assert response.context["form"]["sales_fen"].value() == typed
    assert not AnnualReport.objects.exists()


def test_people_take_fractions_and_counts_do_not(client, officer):
    enterprise = EnterpriseFactory()
    client.post(address(enterprise, "people"), {"revision": 0, "staff_e4": "86.5人", "tech_staff_e4": "12"})
    report = AnnualReport.objects.get()
    assert (report.staff_e4, report.tech_staff_e4) == (865_000, 12 * PERSON)
    response = client.post(address(enterprise, "structure"), {"revision": 1, "doctor_count": "1.5"})
    assert "不是整数" in response.content.decode()


def test_a_section_leaves_the_others_as_they_were_and_leads_on(client, officer):
    enterprise = EnterpriseFactory()
    AnnualReportFactory(enterprise=enterprise)
    response = client.post(
        address(enterprise, "people"), {"revision": 1, "staff_e4": "90", "tech_staff_e4": "20", "next": "1"}
    )
    assert response["Location"].endswith("?section=structure")
    report = AnnualReport.objects.get(is_current=True)
    assert (report.revision, report.staff_e4, report.sales_fen) == (2, 90 * PERSON, 5_000 * WAN)
    assert report.state == "confirmed"


def test_last_year_stands_beside_and_the_inputs_hold_this_year(client, officer):
    enterprise = EnterpriseFactory()
    AnnualReportFactory(enterprise=enterprise, fiscal_year=2024, sales_fen=4_980 * WAN)
    AnnualReportFactory(enterprise=enterprise)
    page = client.get(address(enterprise, "income")).content.decode()
    assert 'value="5,000.00"' in page
    assert "上年 4,980.00" in page


def test_what_cannot_be_true_is_told_at_its_figure(client, officer):
    enterprise = EnterpriseFactory()
    response = client.post(
        address(enterprise, "people"), {"revision": 0, "staff_e4": "10", "tech_staff_e4": "11", "rd_staff_e4": "-1"}
    )
    form = response.context["form"]
    assert "不能大于" in form.errors["tech_staff_e4"][0]
    assert "不能为负" in form.errors["rd_staff_e4"][0]


def test_unlikely_figures_are_asked_once_and_kept_when_confirmed(client, officer):
    enterprise = EnterpriseFactory()
    AnnualReportFactory(enterprise=enterprise, without_figures=True, sales_fen=52 * WAN)
    data = {"revision": 1, "rd_expense_fen": "178"}
    response = client.post(address(enterprise, "research"), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "研发费用（178.00万元）大于销售收入（52.00万元）" in page
    assert "以上数据已核对" in page
    assert 'value="178"' in page
    assert AnnualReport.objects.count() == 1
    assert client.post(address(enterprise, "research"), {**data, "confirmed": "on"}).status_code == 302
    assert AnnualReport.objects.get(is_current=True).rd_expense_fen == 178 * WAN


def test_the_second_of_two_is_told_and_keeps_what_they_typed(client, officer):
    enterprise = EnterpriseFactory()
    client.post(address(enterprise, "income"), {"revision": 0, "sales_fen": "1"})
    response = client.post(address(enterprise, "income"), {"revision": 0, "sales_fen": "2"})
    assert response.status_code == 409
    assert 'value="2"' in response.content.decode()
    assert AnnualReport.objects.get().sales_fen == WAN


def test_an_enterprise_files_its_own_report_for_the_county_to_check(client):
    enterprise = EnterpriseFactory()
    user = person(Role.ENTERPRISE)
    MemberFactory(enterprise=enterprise, user=user)
    client.force_login(user)
    assert "提交给县区科技部门" in client.get(address(enterprise, "income")).content.decode()
    client.post(address(enterprise, "income"), {"revision": 0, "sales_fen": "5200"})
    report = AnnualReport.objects.get()
    assert (report.state, report.source, report.reported_by) == ("submitted", "reported", user)


def test_nothing_changed_writes_nothing(client, officer):
    enterprise = EnterpriseFactory()
    AnnualReportFactory(enterprise=enterprise, without_figures=True)
    client.post(address(enterprise, "structure"), {"revision": 1})
    assert AnnualReport.objects.count() == 1


@pytest.mark.parametrize(("section", "year"), [("weather", 2025), ("income", 2027), ("income", 25)])
def test_what_does_not_exist_is_not_found(client, officer, section, year):
    assert client.get(address(EnterpriseFactory(), section, year)).status_code == 404


def test_who_may_not_report_is_refused(client):
    enterprise = EnterpriseFactory()
    client.force_login(person(Role.LEADER))
    assert client.get(address(enterprise, "income")).status_code == 403
