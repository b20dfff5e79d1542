"""What a row would do is told cell by cell before anything is written."""

from datetime import date

from enterprises.models import AnnualReport, Enterprise, IntakeRow, RowOutcome
from tests.enterprises.intake.importing import HEADER, REPORT_HEADER, firm, only_row, upload, write
from tests.factories.enterprises import WAN, AnnualReportFactory, EnterpriseFactory, code_number
from tests.factories.regions import RegionFactory


def known(**changes):
    facts = {
        "code": code_number(1),
        "name": "鹤壁某某1号精密有限公司",
        "founded_on": date(2017, 5, 11),
        "legal_type": "有限责任公司",
        "capital_minor": 250 * WAN,
        "capital_currency": "CNY",
        "capital_text": "250(万元)",
        "business_scope": "精密零件制造",
        "address": "鹤壁市淇滨区某某路1号",
    }
    return EnterpriseFactory(**{**facts, **changes})


def changed(row):
    return {change["label"]: (change["before"], change["after"]) for change in row.changes}


def test_a_new_firm_brings_all_its_facts(officer, tmp_path):
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1)]))
    assert row.outcome == RowOutcome.NEW
    assert row.values == {
        "name": "鹤壁某某1号精密有限公司",
        "founded_on": "2017-05-11",
        "legal_type": "有限责任公司",
        "business_scope": "精密零件制造",
        "address": "鹤壁市淇滨区某某路1号",
        "capital_minor": 250 * WAN,
        "capital_currency": "CNY",
        "capital_text": "250(万元)",
        "county": RegionFactory(county_qibin=True).pk,
    }
    assert changed(row)["注册资金"] == ("未填", "250万元")
    assert changed(row)["县区"] == ("未填", "淇滨区")
    assert Enterprise.objects.count() == 0


def test_a_firm_that_says_the_same_is_unchanged(officer, tmp_path):
    known()
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1)]))
    assert (row.outcome, row.values, row.changes) == (RowOutcome.UNCHANGED, {}, [])


def test_brackets_of_either_width_are_the_same_name(officer, tmp_path):
    known(name="鹤壁某某（集团）有限公司")
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1, 企业名称="鹤壁某某(集团)有限公司")]))
    assert row.outcome == RowOutcome.UNCHANGED


def test_the_same_amount_in_other_words_is_unchanged(officer, tmp_path):
    known()
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1, 注册资金="人民币2,500,000元")]))
    assert row.outcome == RowOutcome.UNCHANGED


def test_a_change_is_shown_from_this_to_that(officer, tmp_path):
    enterprise = known()
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1, 注册资金="35(万美元)", 注册日期="2018-01-02")]))
    assert row.outcome == RowOutcome.CHANGED
    assert row.enterprise == enterprise
    assert changed(row) == {
        "注册日期": ("2017-05-11", "2018-01-02"),
        "注册资金": ("250万元", "35万美元"),
        "注册资金原文": ("250(万元)", "35(万美元)"),
    }
    assert row.before["founded_on"] == "2017-05-11"


def test_an_empty_cell_and_a_missing_column_keep_what_is_known(officer, tmp_path):
    known()
    emptied = firm(1, 注册日期=None, 企业类型="N/A", 注册资金="N/A", 经营范围="", 注册地址=None)
    row = only_row(upload(tmp_path / "a.xlsx", officer, [emptied]))
    assert row.outcome == RowOutcome.UNCHANGED
    row = only_row(upload(tmp_path / "b.xlsx", officer, [firm(1)[:2]], header=HEADER[:2]))
    assert row.outcome == RowOutcome.UNCHANGED


def test_a_county_from_the_address_fills_a_gap_and_overrules_nobody(officer, tmp_path):
    enterprise = known(county=None)
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1)]))
    assert changed(row) == {"县区": ("未填", "淇滨区")}
    enterprise.county = RegionFactory(county_xun=True)
    enterprise.save()
    assert only_row(upload(tmp_path / "b.xlsx", officer, [firm(1)])).outcome == RowOutcome.UNCHANGED
    given = upload(tmp_path / "c.xlsx", officer, [[*firm(1), "淇滨区"]], header=[*HEADER, "县区"])
    assert changed(only_row(given)) == {"县区": ("浚县", "淇滨区")}


def test_a_capital_nobody_can_read_is_asked_and_its_words_are_kept(officer, tmp_path):
    row = only_row(upload(tmp_path / "a.xlsx", officer, [firm(1, 注册资金="伍拾万元")]))
    assert row.is_asked
    assert row.values["capital_text"] == "伍拾万元"
    assert "capital_minor" not in row.values
    known(code=code_number(2))
    row = only_row(
        upload(tmp_path / "b.xlsx", officer, [firm(2, 注册资金="伍拾万元", 企业名称="鹤壁某某1号精密有限公司")])
    )
    assert row.outcome == RowOutcome.UNCHANGED


def test_what_was_previewed_is_what_changes(officer, tmp_path):
    known()
    rows = [firm(1, 注册资金="300万元", 企业名称="鹤壁改名有限公司"), firm(2)]
    intake = upload(tmp_path / "a.xlsx", officer, rows)
    shown = {row.key: row.values for row in IntakeRow.objects.filter(intake=intake)}
    write(intake, officer)
    for code, values in shown.items():
        enterprise = Enterprise.objects.get(code=code)
        for name, value in values.items():
            now = getattr(enterprise, f"{name}_id" if name in ("county", "zone") else name)
            assert (now.isoformat() if isinstance(now, date) else now) == value
    assert only_row_of(upload(tmp_path / "a.xlsx", officer, rows)) == ["unchanged", "unchanged"]


def only_row_of(intake):
    return [row.outcome for row in IntakeRow.objects.filter(intake=intake)]


def test_figures_are_compared_with_the_report_in_force(officer, tmp_path):
    enterprise = EnterpriseFactory(code=code_number(1))
    AnnualReportFactory(enterprise=enterprise, fiscal_year=2025)
    rows = [[code_number(1), None, 2025, 100, 5200, None], [code_number(1), None, 2024, 90, 4800, 240]]
    intake = upload(tmp_path / "a.xlsx", officer, rows, sheet="annual_reports", header=REPORT_HEADER)
    now, before = IntakeRow.objects.filter(intake=intake)
    assert (now.outcome, before.outcome) == (RowOutcome.CHANGED, RowOutcome.NEW)
    assert changed(now) == {"销售收入（主营业务收入＋其他业务收入）": ("5,000.00万元", "5,200.00万元")}
    assert AnnualReport.objects.count() == 1
