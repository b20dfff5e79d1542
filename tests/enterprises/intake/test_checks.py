"""Every way a row of a registry can be wrong has a sentence with its cell; the others go through."""

import pytest

from enterprises.models import Enterprise, IntakeRow, RowOutcome
from tests.enterprises.intake.importing import (
    HEADER,
    REPORT_HEADER,
    codes_of,
    firm,
    only_row,
    upload,
)
from tests.factories.accounts import person
from tests.factories.enterprises import AnnualReportFactory, EnterpriseFactory, code_number
from tests.factories.regions import RegionFactory


def problem(row, code):
    return next(each for each in row.problems if each["code"] == code)


@pytest.mark.parametrize(
    ("changes", "code", "cell", "words"),
    [
        ({"统一社会信用代码": "91410600MA00000019"}, "code_invalid", "B2", "校验位"),
        ({"统一社会信用代码": "410600123456789"}, "code_invalid", "B2", "15位"),
        ({"统一社会信用代码": "9141060000000000O1"}, "code_invalid", "B2", "字母I、O"),
        ({"统一社会信用代码": 914106000000000000}, "digits_lost", "B2", "数字"),
        ({"统一社会信用代码": "9.14106E+17"}, "digits_lost", "B2", "数字"),
        ({"统一社会信用代码": None}, "missing", "B2", "必填"),
        ({"企业名称": None}, "missing", "A2", "必填"),
        ({"注册日期": "2026-11-23"}, "future_date", "C2", "将来"),
        ({"注册日期": "2023-02-30"}, "impossible_date", "C2", "没有这一天"),
        ({"注册日期": "1899-12-31"}, "too_early", "C2", "1900"),
        ({"注册资金": "-5万元"}, "negative", "E2", "负数"),
        ({"所在省份": "河北"}, "other_province", "G2", "河南省"),
        ({"地区": "安阳"}, "other_city", "H2", "鹤壁市"),
    ],
)
def test_a_wrong_cell_refuses_its_row_with_a_sentence(officer, tmp_path, changes, code, cell, words):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1, **changes), firm(2)])
    refused, good = IntakeRow.objects.filter(intake=intake)
    assert refused.outcome == RowOutcome.REFUSED
    assert codes_of(refused)[code] == "refuse"
    found = problem(refused, code)
    assert found["cell"] == cell
    assert words in found["message"]
    assert refused.values == {}
    assert good.outcome == RowOutcome.NEW
    assert Enterprise.objects.count() == 0


def test_the_columns_a_template_adds_are_checked_too(officer, tmp_path):
    header = [*HEADER, "县区", "功能区", "国民经济行业", "高新技术领域"]
    rows = [
        [*firm(1), "淇滨区", "鹤壁经济技术开发区", "C3425", "801"],
        [*firm(2), "朝阳区", None, None, None],
        [*firm(3), "鹤壁经济技术开发区", None, None, None],
        [*firm(4), None, "不存在开发区", None, None],
        [*firm(5), None, None, "C9999", None],
        [*firm(6), None, None, None, "999"],
    ]
    found = list(IntakeRow.objects.filter(intake=upload(tmp_path / "a.xlsx", officer, rows, header=header)))
    assert found[0].outcome == RowOutcome.NEW
    assert found[0].values["industry_code"] == "C3425"
    codes = ["unknown_county", "unknown_county", "unknown_zone", "unknown_industry", "unknown_field"]
    assert [next(iter(codes_of(row))) for row in found[1:]] == codes
    assert "功能区" in problem(found[2], "unknown_county")["message"]


def test_a_code_that_occurs_twice_refuses_every_row_that_has_it(officer, tmp_path):
    rows = [firm(1), firm(2), firm(1, 企业名称="鹤壁另一家有限公司"), firm(1)]
    found = list(IntakeRow.objects.filter(intake=upload(tmp_path / "a.xlsx", officer, rows)))
    assert [row.outcome for row in found] == ["refused", "new", "refused", "refused"]
    assert "第4、5行" in problem(found[0], "repeated")["message"]
    assert "第2行" in problem(found[2], "repeated")["message"]
    assert problem(found[0], "repeated")["cell"] == "B2"


def test_one_name_under_two_codes_is_asked(officer, tmp_path):
    EnterpriseFactory(name="鹤壁某某(集团)有限公司", code=code_number(900))
    rows = [firm(1), firm(2, 企业名称=firm(1)[0]), firm(3, 企业名称="鹤壁某某（集团）有限公司")]
    found = list(IntakeRow.objects.filter(intake=upload(tmp_path / "a.xlsx", officer, rows)))
    assert [codes_of(row) for row in found] == [{}, {"name_repeated": "ask"}, {"name_taken": "ask"}]
    assert [row.outcome for row in found] == ["new"] * 3


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("鹤壁市长江路5号", "没有写县区"),
        ("鹤壁市淇滨区站前路浚县粮油公司院内", "2个县区"),
        (None, "没有注册地址"),
    ],
)
def test_a_county_nobody_wrote_is_a_to_do_and_not_a_guess(officer, tmp_path, address, words):
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1, 企业名称="浚县某某厂", 注册地址=address)]))
    assert row.outcome == RowOutcome.NEW
    assert row.has_no_county
    assert "county" not in row.values
    found = problem(row, "county_unknown")
    assert found["severity"] == "note"
    assert words in found["message"]
    assert "企业名称含“浚县”" in found["message"]


def test_an_area_that_is_a_county_gives_the_county(officer, tmp_path):
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1, 地区="浚县", 注册地址="黎阳路5号")]))
    assert row.values["county"] == RegionFactory(county_xun=True).pk
    assert row.problems == []


def test_a_county_imports_its_own_firms_only(places, tmp_path):
    clerk = person("county", region=RegionFactory(county_qibin=True))
    rows = [firm(1), firm(2, 注册地址="浚县某某路"), firm(3, 注册地址="长江路5号")]
    found = list(IntakeRow.objects.filter(intake=upload(tmp_path / "a.xlsx", clerk, rows)))
    assert [row.outcome for row in found] == ["new", "refused", "new"]
    assert codes_of(found[1])["other_territory"] == "refuse"
    assert codes_of(found[2])["territory_unclear"] == "ask"


def test_a_firm_of_another_territory_cannot_be_changed_by_its_code(places, tmp_path):
    EnterpriseFactory(in_xun=True, code=code_number(1))
    clerk = person("county", region=RegionFactory(county_qibin=True))
    row = only_row(upload(tmp_path / "a.xlsx", clerk, [firm(1)]))
    assert codes_of(row) == {"out_of_scope": "refuse"}
    assert "浚县" not in problem(row, "out_of_scope")["message"]


def test_a_cancelled_firm_is_not_changed(officer, tmp_path):
    EnterpriseFactory(code=code_number(1), status="cancelled")
    assert codes_of(only_row(upload(tmp_path / "a.xlsx", officer, [firm(1)]))) == {"not_active": "refuse"}


def report(tmp_path, officer, *values, code=None):
    row = [code or code_number(1), "某某", *values]
    return only_row(upload(tmp_path / "r.xlsx", officer, [row], sheet="annual_reports", header=REPORT_HEADER))


@pytest.mark.parametrize(
    ("values", "code", "cell"),
    [
        ((2025, "约八十", 5000, 300), "text_in_number", "D2"),
        ((2025, -3, 5000, 300), "negative", "D2"),
        ((2025, 86, "五千", 300), "not_an_amount", "E2"),
        ((2025, 86, "35万美元", 300), "foreign_currency", "E2"),
        ((2027, 86, 5000, 300), "future_year", "C2"),
        ((None, 86, 5000, 300), "missing", "C2"),
        ((2016, 86, 5000, 300), "before_founding", "C2"),
    ],
)
def test_a_wrong_figure_refuses_its_row_with_a_sentence(officer, tmp_path, values, code, cell):
    EnterpriseFactory(code=code_number(1))
    row = report(tmp_path, officer, *values)
    assert row.outcome == RowOutcome.REFUSED
    assert problem(row, code)["cell"] == cell


def test_rd_above_sales_is_asked_and_not_refused(officer, tmp_path):
    EnterpriseFactory(code=code_number(1))
    row = report(tmp_path, officer, 2025, 86, 5200, 3_500_000)
    assert row.outcome == RowOutcome.NEW
    assert row.is_asked
    found = problem(row, "unlikely")
    assert (found["cell"], found["severity"]) == ("F2", "ask")
    assert "万元" in found["message"]


def test_a_figure_ten_thousand_times_last_year_is_asked(officer, tmp_path):
    AnnualReportFactory(enterprise=EnterpriseFactory(code=code_number(1)), fiscal_year=2024)
    row = report(tmp_path, officer, 2025, 100, 50_000_000, 300)
    assert codes_of(row)["unlikely"] == "ask"


def test_figures_of_a_firm_that_is_not_in_the_ledger_are_refused(officer, tmp_path):
    assert codes_of(report(tmp_path, officer, 2025, 86, 5000, 300)) == {"no_enterprise": "refuse"}
