"""Rows of real-life files, with the address of every cell."""

from contextlib import contextmanager
from datetime import date, datetime

import openpyxl
import pytest

from portal.workbooks import read, write
from portal.workbooks.guard import WorkbookRefused
from portal.workbooks.problems import Severity
from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec
from portal.workbooks.values import Capital
from tests.portal.workbooks import builders
from tests.portal.workbooks.builders import FIRMS, GOOD, HEADER

ON = date(2026, 11, 22)


@contextmanager
def opened(path, spec=FIRMS):
    with read.open_table(path, spec, on=ON) as table:
        yield table


def everything(path, spec=FIRMS):
    with opened(path, spec) as table:
        rows = list(table.rows())
        return table, rows


def codes(table):
    return {problem.code for problem in table.problems}


def refusal(path, spec=FIRMS):
    with pytest.raises(WorkbookRefused) as caught:
        everything(path, spec)
    return caught.value


def test_a_plain_table_gives_values_with_addresses(tmp_path):
    table, [row] = everything(builders.workbook(tmp_path / "a.xlsx", [HEADER, GOOD]))
    assert row.number == 2
    assert row.cells["code"].address == "B2"
    assert row.value("name") == "春风精密有限公司"
    assert row.value("founded_on") == date(2017, 5, 11)
    assert row.value("capital") == Capital(250_000_000, "CNY", "250万元")
    assert row.value("revenue_fen") == 5_836_000_000
    assert (row.value("staff_count"), row.value("size"), row.value("is_listed")) == (86, "小型", False)
    assert row.problems == ()
    assert (table.sheet, table.header_row, table.problems) == ("Sheet1", 1, [])


def test_the_header_is_found_below_titles_and_by_its_aliases(tmp_path):
    rows = [["某市企业台账"], ["截至 2026-11-22"], [], ["序号", "单位名称", "信用代码"], [1, *GOOD[:2]]]
    table, [row] = everything(builders.workbook(tmp_path / "a.xlsx", rows))
    assert (table.header_row, row.number, row.cells["name"].address) == (4, 5, "B5")
    assert {column.field for column in table.missing} >= {"capital", "founded_on"}
    assert table.problems == []


def test_a_header_after_the_tenth_row_is_not_found(tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [["说明"]] * 10 + [HEADER, GOOD])
    refused = refusal(path)
    assert refused.code == "header_not_found"
    assert "企业名称" in str(refused)


def test_a_table_without_a_required_column_says_which_and_guesses_aloud(tmp_path):
    rows = [["企业名", *HEADER[1:]], GOOD]
    refused = refusal(builders.workbook(tmp_path / "a.xlsx", rows))
    assert refused.code == "missing_columns"
    assert "“企业名”是不是“企业名称”" in refused.remedy


def test_two_columns_of_one_name_are_refused_with_both_addresses(tmp_path):
    refused = refusal(builders.workbook(tmp_path / "a.xlsx", [[*HEADER, "信用代码"], [*GOOD, "1"]]))
    assert refused.code == "duplicate_header"
    assert "B1" in refused.seen
    assert "I1" in refused.seen


def test_unknown_and_nameless_columns_are_named_and_left_out(tmp_path):
    rows = [[*HEADER, "联系方式", None], [*GOOD, "138", "备用"]]
    table, [row] = everything(builders.workbook(tmp_path / "a.xlsx", rows))
    notes = {problem.code: problem for problem in table.problems}
    assert "联系方式" in notes["unknown_column"].message
    assert notes["nameless_column"].cell == "J2"
    assert set(row.cells) == {column.field for column in FIRMS.columns}


def test_blank_subtotal_example_and_repeated_header_rows_are_skipped_and_counted(tmp_path):
    example = [column.example for column in FIRMS.columns]
    total = ["小计", None, None, None, 5836]
    rows = [HEADER, example, GOOD, [None] * 8, ["  "], total, HEADER, ["合 计", None, None, None, 1]]
    table, found = everything(builders.workbook(tmp_path / "a.xlsx", rows))
    assert [row.number for row in found] == [3]
    assert (table.counts.blank, table.counts.subtotal, table.counts.example, table.counts.repeated_header) == (
        2,
        2,
        1,
        1,
    )
    assert codes(table) == {"blank_rows", "subtotal_rows", "example_rows", "repeated_headers"}
    assert "已跳过2行小计、合计行" in [problem.message for problem in table.problems]


def test_a_firm_whose_name_begins_like_a_total_is_a_firm(tmp_path):
    rows = [HEADER, ["合计算力科技有限公司", *GOOD[1:]]]
    _, found = everything(builders.workbook(tmp_path / "a.xlsx", rows))
    assert len(found) == 1


def test_a_hundred_thousand_empty_formatted_rows_are_empty_rows(tmp_path):
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (number, number) for number in range(3, 100_003))
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(builders.header_xml() + empty))
    table, rows = everything(path)
    assert (len(rows), table.counts.blank) == (1, 100_000)


def test_a_dimension_that_lies_hides_no_row(tmp_path):
    xml = builders.sheet_xml(builders.header_xml()).replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    _, rows = everything(builders.with_sheet(tmp_path / "a.xlsx", tmp_path, xml))
    assert rows[0].value("is_listed") is False


def test_rows_left_out_of_the_file_keep_the_numbers_of_the_others(tmp_path):
    book = openpyxl.Workbook()
    for position, value in enumerate(HEADER, 1):
        book.active.cell(3, position, value)
    for position, value in enumerate(GOOD, 1):
        book.active.cell(9, position, value)
    book.save(tmp_path / "a.xlsx")
    table, [row] = everything(tmp_path / "a.xlsx")
    assert (table.header_row, row.number, row.cells["name"].address) == (3, 9, "A9")


def test_every_wrong_cell_of_a_row_is_named_with_what_was_seen(tmp_path):
    bad = [None, 914106117492222000, "2027-01-01", "若干", "约五千", -3, "巨型", "也许"]
    _, [row] = everything(builders.workbook(tmp_path / "a.xlsx", [HEADER, bad]))
    found = {problem.cell: problem for problem in row.problems}
    assert {cell: problem.code for cell, problem in found.items()} == {
        "A2": "missing",
        "B2": "digits_lost",
        "C2": "future_date",
        "D2": "capital_unclear",
        "E2": "not_an_amount",
        "F2": "negative",
        "G2": "not_a_choice",
        "H2": "not_yes_or_no",
    }
    assert found["F2"].seen == "-3"
    assert found["D2"].severity == Severity.ASK
    sentence = found["E2"].sentence("营业收入")
    assert sentence.startswith("E2 营业收入：不是金额；看到“约五千”；应为")
    assert "例如5836.00" in sentence


def test_the_unit_in_the_header_is_used_and_said(tmp_path):
    rows = [["企业名称", "统一社会信用代码", "营业收入（元）"], [*GOOD[:2], 5836]]
    table, [row] = everything(builders.workbook(tmp_path / "a.xlsx", rows))
    assert row.value("revenue_fen") == 583_600
    [note] = [problem for problem in table.problems if problem.code == "other_unit"]
    assert note.cell == "C1"


def test_a_column_in_foreign_money_is_refused(tmp_path):
    rows = [["企业名称", "统一社会信用代码", "营业收入(万美元)"], [*GOOD[:2], 5836]]
    assert refusal(builders.workbook(tmp_path / "a.xlsx", rows)).code == "foreign_unit"


def test_cached_results_of_formulas_are_read_and_missing_ones_are_refused(tmp_path):
    cells = builders.header_xml() + (
        b'<row r="3">' + builders.text_cell("A3", "甲") + builders.text_cell("B3", "91350100M000100Y43")
        + b'<c r="E3"><f>1+1</f><v>2</v></c><c r="F3"><f>40+2</f></c></row>'
        b'<row r="4"><c r="A4"><f>B4</f></c></row>'
    )  # fmt: skip
    table, rows = everything(builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(cells)))
    assert rows[1].value("revenue_fen") == 2_000_000
    assert [(problem.cell, problem.code) for problem in rows[1].problems] == [("F3", "formula_without_value")]
    assert ("A4", "formula_without_value") in [(problem.cell, problem.code) for problem in rows[2].problems]
    assert "formula_without_value" in codes(table)


def test_vertically_merged_cells_fill_every_row_and_are_said(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([*HEADER], GOOD, [None, "91350100M000100Y44"], [None, "91350100M000100Y45", "2018-01-01"]):
        sheet.append(row)
    sheet.merge_cells("A2:A4")
    sheet.merge_cells("D2:D3")
    book.save(tmp_path / "a.xlsx")
    table, rows = everything(tmp_path / "a.xlsx")
    assert [row.value("name") for row in rows] == [GOOD[0]] * 3
    assert [row.value("capital") is None for row in rows] == [False, False, True]
    assert "merged_cells" in codes(table)


def test_a_merged_header_and_hidden_rows_are_said(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*HEADER, "联系人", None])
    sheet.append(GOOD)
    sheet.merge_cells("I1:J1")
    sheet.row_dimensions[2].hidden = True
    book.save(tmp_path / "a.xlsx")
    table, rows = everything(tmp_path / "a.xlsx")
    assert len(rows) == 1
    assert {"merged_header", "hidden_rows"} <= codes(table)


def test_the_sheet_that_fits_best_is_read_and_a_hidden_one_is_not(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active.append(["说明"])
    hidden = book.create_sheet("旧数据")
    hidden.append(HEADER)
    hidden.append(GOOD)
    hidden.sheet_state = "hidden"
    for title in ("2025年", "2024年"):
        sheet = book.create_sheet(title)
        sheet.append(HEADER)
        sheet.append(GOOD)
    book.save(tmp_path / "a.xlsx")
    table, rows = everything(tmp_path / "a.xlsx")
    assert (table.sheet, len(rows)) == ("2025年", 1)
    assert [problem.message for problem in table.problems if problem.code == "other_sheet"] == [
        "工作表“2024年”也有同样的表头，这次只读了“2025年”"
    ]


def test_dates_numbers_and_text_keep_their_types_through_excel(tmp_path):
    rows = [HEADER, [*GOOD[:2], datetime(2017, 5, 11), 250, 58.36, 86, "小型", True]]
    _, [row] = everything(builders.workbook(tmp_path / "a.xlsx", rows))
    assert row.value("founded_on") == date(2017, 5, 11)
    assert row.value("is_listed") is True
    assert [problem.code for problem in row.problems] == ["unit_missing"]


def test_a_workbook_without_its_relations_is_called_damaged(tmp_path):
    plain = builders.workbook(tmp_path / "plain.xlsx", [HEADER, GOOD])
    assert (
        refusal(builders.repacked(tmp_path / "a.xlsx", plain, {"xl/_rels/workbook.xml.rels": None})).code == "damaged"
    )


def test_a_shared_string_that_is_not_there_is_called_damaged(tmp_path):
    cells = builders.header_xml() + b'<row r="3"><c r="A3" t="s"><v>99</v></c></row>'
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(cells))
    assert refusal(path).code == "damaged"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_in_usual_encodings_read_the_same(tmp_path, encoding, delimiter):
    path = tmp_path / "a.csv"
    lines = [delimiter.join(HEADER), "", delimiter.join(str(value) for value in GOOD)]
    path.write_text("\r\n".join(lines), encoding=encoding, newline="")
    table, [row] = everything(path)
    assert (row.number, row.cells["code"].address, row.value("revenue_fen")) == (3, "B3", 5_836_000_000)
    assert table.counts.blank == 1


def test_marks_that_keep_text_from_running_are_taken_off_again(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('企业名称,统一社会信用代码\n\'=某公司,"=""91350100M000100Y43"""\n')
    _, [row] = everything(path)
    assert (row.value("name"), row.value("code")) == ("=某公司", "91350100M000100Y43")


def test_the_template_of_another_sheet_is_refused_and_an_old_one_is_mapped(tmp_path):
    other = SheetSpec("reports", "年度报告", FIRMS.columns, FIRMS.key)
    older = SheetSpec("firms", "企业台账", FIRMS.columns[:3], FIRMS.key)
    write.write_template(tmp_path / "other.xlsx", other)
    refused = refusal(tmp_path / "other.xlsx")
    assert refused.code == "other_template"
    assert "年度报告" in refused.seen
    write.write_template(tmp_path / "older.xlsx", older)
    table, rows = everything(tmp_path / "older.xlsx")
    assert rows == []
    assert "old_template" in codes(table)


def test_a_sheet_of_one_column_can_be_read(tmp_path):
    spec = SheetSpec("codes", "代码", (ColumnSpec("代码", "code", Kind.CODE, required=True),), ("code",))
    _, rows = everything(builders.workbook(tmp_path / "a.xlsx", [["代码"], ["甲"]]), spec)
    assert [row.value("code") for row in rows] == ["甲"]


def test_an_empty_workbook_says_there_is_nothing_in_it(tmp_path):
    refused = refusal(builders.workbook(tmp_path / "a.xlsx", []))
    assert refused.code == "header_not_found"
    assert "没有内容" in refused.seen
