"""Files going out: they read back the same, nothing in them runs, and errors come home in a person's own workbook."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.workbooks import read, write
from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec
from portal.workbooks.values import Capital
from tests.portal.workbooks import builders
from tests.portal.workbooks.builders import FIRMS, GOOD, HEADER

ON = date(2026, 11, 22)
ATTACKS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://example.test/"]
FIRM = {
    "name": "春风精密有限公司",
    "code": "91350100M000100Y43",
    "founded_on": date(2017, 5, 11),
    "capital": Capital(35_000_000, "USD", "35(万美元)"),
    "revenue_fen": 5_836_123_456,
    "staff_count": 86,
    "size": "小型",
    "is_listed": False,
}
UNKNOWN = {"name": "夏雨精密有限公司", "code": "91350100M000100Y51", "revenue_fen": 0}


def rows_of(path, spec=FIRMS):
    with read.open_table(path, spec, on=ON) as table:
        return list(table.rows())


def plain(row):
    values = {field: cell.value for field, cell in row.cells.items() if cell.value is not None}
    if isinstance(capital := values.get("capital"), Capital):
        values["capital"] = (capital.amount_minor, capital.currency)
    return values


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_table_reads_back_as_it_was_written(tmp_path, suffix):
    path = tmp_path / f"a.{suffix}"
    if suffix == "xlsx":
        count = write.write_table(path, FIRMS, [FIRM, UNKNOWN], title="企业台账", as_of="截至 2026-11-22", totals=FIRM)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            count = write.write_csv(file, FIRMS, [FIRM, UNKNOWN])
    found = rows_of(path)
    assert count == len(found) == 2
    assert plain(found[0]) == {**FIRM, "capital": (35_000_000, "USD")}
    assert plain(found[1]) == UNKNOWN
    assert [row.problems for row in found] == [(), ()]


AMOUNTS = st.integers(min_value=0, max_value=10**14)


@settings(deadline=None)
@given(st.lists(st.fixed_dictionaries({"revenue_fen": AMOUNTS, "staff_count": st.integers(0, 10**6)}), max_size=5))
def test_every_amount_reads_back_to_the_fen(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("round") / "a.xlsx"
    lines = [{"name": "甲", "code": f"A{number}", **line} for number, line in enumerate(lines)]
    write.write_table(path, FIRMS, lines)
    assert [plain(row) for row in rows_of(path)] == lines


def test_a_table_is_set_out_for_reading(tmp_path):
    write.write_table(tmp_path / "a.xlsx", FIRMS, [FIRM, UNKNOWN], title="企业台账", as_of="截至 2026-11-22")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [sheet["A1"].value, sheet["A2"].value] == ["企业台账", "截至 2026-11-22"]
    assert [cell.value for cell in sheet[3]][4] == "营业收入(万元)"
    assert sheet.freeze_panes == "C4"
    assert sheet.auto_filter.ref == "A3:H5"
    assert (sheet["B4"].number_format, sheet["B4"].data_type) == ("@", "s")
    assert (sheet["C4"].number_format, sheet["E4"].number_format) == ("yyyy-mm-dd", "#,##0.00")
    assert sheet["E5"].value == 0
    assert sheet["F5"].value is None


@pytest.mark.parametrize("text", ATTACKS)
def test_text_that_a_spreadsheet_would_run_stays_text(tmp_path, text):
    line = {"name": text, "code": text}
    write.write_table(tmp_path / "a.xlsx", FIRMS, [line], title=text)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert [cell for cell in cells if cell.hyperlink] == []
    out = io.StringIO()
    write.write_csv(out, FIRMS, [line])
    name, code = list(csv.reader(io.StringIO(out.getvalue())))[1][:2]
    for written in (name, code):
        assert not written.startswith(write.DANGEROUS_STARTS)
        assert written.removeprefix("'") == text


def test_a_negative_number_in_csv_stays_a_number():
    spec = SheetSpec("p", "利润", (ColumnSpec("利润", "profit_fen", Kind.MONEY, unit="万元"),), ("profit_fen",))
    out = io.StringIO()
    write.write_csv(out, spec, [{"profit_fen": -12_500_000}])
    assert out.getvalue().splitlines()[1] == "-12.5"


def test_days_before_1900_and_endless_text_are_written_all_the_same(tmp_path):
    line = {**FIRM, "founded_on": date(1892, 5, 1), "name": "长" * 40_000}
    write.write_table(tmp_path / "a.xlsx", FIRMS, [line])
    [row] = rows_of(tmp_path / "a.xlsx")
    assert row.value("founded_on") == date(1892, 5, 1)
    assert len(row.cells["name"].raw) == write.MAX_CELL_TEXT


def test_a_template_carries_notes_drop_downs_an_example_and_its_version(tmp_path):
    counties = [f"第{number}个名字很长很长的县区" for number in range(60)]
    spec = SheetSpec("firms", "企业台账", (*FIRMS.columns, ColumnSpec("县区", "county")), FIRMS.key)
    write.write_template(tmp_path / "a.xlsx", spec, choices={"county": counties})
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "*企业名称"
    assert "必填" in sheet["A1"].comment.text
    assert sheet["B2"].value == "91350100M000100Y43"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["G2:G5002"] == '"大型,中型,小型,微型"'
    assert rules["H2:H5002"] == '"是,否"'
    assert rules["I2:I5002"] == "'选项'!$A$1:$A$60"
    assert [cell.value for cell in book["选项"]["A"]] == counties
    assert [cell.value for cell in book[read.VERSION_SHEET][1]] == ["firms", spec.version, "企业台账"]
    assert book[read.VERSION_SHEET].sheet_state == "veryHidden"
    assert [cell.value for cell in book[write.GUIDE_SHEET]["A"]][-1] == "县区"


def test_a_filled_template_is_read_without_its_example(tmp_path):
    write.write_template(tmp_path / "a.xlsx", FIRMS, rows=[FIRM])
    with read.open_table(tmp_path / "a.xlsx", FIRMS, on=ON) as table:
        [row] = table.rows()
    assert row.value("code") == FIRM["code"]
    assert [problem.code for problem in table.problems] == ["example_rows"]


def test_failing_rows_come_home_in_their_own_columns_with_reasons_and_red_cells(tmp_path):
    bad = ["秋实精密有限公司", 914106117492222000, "2019.13.2", "250万元", 5836, -3, "小型", "否"]
    source = builders.workbook(tmp_path / "a.xlsx", [["台账"], [*HEADER, "联系方式"], [*GOOD, "1"], [*bad, "138"]])
    with read.open_table(source, FIRMS, on=ON) as table:
        failing = [(row, row.problems) for row in table.rows() if row.problems]
        assert write.write_errors(tmp_path / "errors.xlsx", table, failing) == 1
    sheet = openpyxl.load_workbook(tmp_path / "errors.xlsx").worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["错误说明", *HEADER, "联系方式"]
    reason = sheet["A2"].value
    assert "B4 统一社会信用代码：编号被Excel存成了数字" in reason
    assert "C4 注册日期：日历上没有这一天；看到“2019.13.2”" in reason
    assert [cell.value for cell in sheet[2]][1:] == ["秋实精密有限公司", "914106117492222000", *bad[2:], "138"]
    red = [cell.coordinate for cell in sheet[2] if cell.fill.fgColor.rgb == "FFF8C9C4"]
    assert red == ["C2", "D2", "G2"]


def test_a_mended_error_workbook_can_be_uploaded_as_it_is(tmp_path):
    source = builders.workbook(tmp_path / "a.xlsx", [HEADER, [GOOD[0], "", *GOOD[2:]]])
    with read.open_table(source, FIRMS, on=ON) as table:
        write.write_errors(tmp_path / "errors.xlsx", table, [(row, row.problems) for row in table.rows()])
    book = openpyxl.load_workbook(tmp_path / "errors.xlsx")
    book.worksheets[0]["C2"] = GOOD[1]
    book.save(tmp_path / "mended.xlsx")
    with read.open_table(tmp_path / "mended.xlsx", FIRMS, on=ON) as table:
        [row] = table.rows()
        assert row.problems == ()
        assert row.value("code") == GOOD[1]
        assert table.problems == []
