"""The failing rows come home as the person's own workbook, and go in again once mended."""

import io

import openpyxl

from enterprises.intake.errors import write_error_workbook
from enterprises.models import Enterprise
from tests.enterprises.intake.importing import HEADER, ON, firm, upload, upload_file, write
from tests.factories.enterprises import code_number


def error_workbook(intake):
    target = io.BytesIO()
    count = write_error_workbook(intake, target, on=ON)
    return count, openpyxl.load_workbook(target)


def test_only_the_failing_rows_are_handed_back_with_their_reasons(officer, tmp_path):
    rows = [
        [*firm(1), "甲"],
        [*firm(2, 注册日期="2099-01-01"), "乙"],
        [*firm(3, 注册资金="若干"), "丙"],
        [*firm(4, 注册地址="长江路"), "丁"],
    ]
    count, book = error_workbook(upload(tmp_path / "a.xlsx", officer, rows, header=[*HEADER, "自己的列"]))
    lines = list(book.worksheets[0].iter_rows(values_only=True))
    assert count == 2
    assert lines[0] == ("错误说明", *HEADER, "自己的列")
    assert [line[1] for line in lines[1:]] == [firm(2)[0], firm(3)[0]]
    assert "C3 注册日期：日期在将来" in lines[1][0]
    assert "E4 注册资金：没有看懂" in lines[2][0]
    assert [line[-1] for line in lines[1:]] == ["乙", "丙"]


def test_a_mended_workbook_needs_only_its_rows(officer, tmp_path):
    rows = [firm(1), firm(2, 注册日期="2099-01-01"), firm(3, 统一社会信用代码="91410600MA00000019")]
    intake = write(upload(tmp_path / "a.xlsx", officer, rows), officer)
    _, book = error_workbook(intake)
    sheet = book.worksheets[0]
    sheet["D2"] = "2018-01-01"
    sheet["C3"] = code_number(3)
    book.save(tmp_path / "mended.xlsx")
    again = write(upload_file(tmp_path / "mended.xlsx", officer), officer)
    assert (again.counts["all"], again.counts["written_new"], again.counts["refused"]) == (2, 2, 0)
    assert Enterprise.objects.count() == 3


def test_every_refused_row_has_a_reason(officer, tmp_path):
    rows = [firm(1, 企业名称=None), firm(2, 地区="安阳"), firm(3), firm(3)]
    count, book = error_workbook(upload(tmp_path / "a.xlsx", officer, rows))
    reasons = [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert count == len(reasons) == 4
    assert all(reasons)
