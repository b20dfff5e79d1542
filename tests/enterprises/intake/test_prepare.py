"""Reading an upload: what is kept, what is refused as a whole, and what an interrupted check leaves."""

import pytest
from django.core.files.base import ContentFile

from enterprises.actions.receive_intake import receive_intake
from enterprises.models import Enterprise, Intake, IntakeRow
from portal.jobs.execute import execute
from portal.jobs.models import Job
from portal.workbooks.guard import WorkbookRefused
from tests.enterprises.intake.importing import AT, HEADER, firm, upload, upload_file
from tests.portal.workbooks import builders


def refused(path, officer):
    with path.open("rb") as content, pytest.raises(WorkbookRefused) as caught:
        file = ContentFile(content.read(), name=path.name)
        receive_intake(file, name=path.name, sheet="enterprises", territory=officer.acting.region, by=officer, at=AT)
    assert Intake.objects.count() == 0
    assert Job.objects.count() == 0
    return caught.value


def test_what_was_seen_in_the_file_is_kept(officer, tmp_path):
    rows = [[*firm(1), "138"], [None] * 10, ["合计"], [*firm(2), None]]
    intake = upload(tmp_path / "a.xlsx", officer, rows, header=[*HEADER, "备注一栏"])
    assert (intake.state, intake.sheet_name, intake.header_row) == ("checked", "Sheet1", 1)
    assert (intake.counts["all"], intake.counts["new"], intake.counts["blank"], intake.counts["skipped"]) == (
        2,
        2,
        1,
        1,
    )
    assert (intake.counts["capital_read"], intake.counts["county_found"]) == (2, 2)
    assert {note["code"] for note in intake.notes} >= {"unknown_column", "blank_rows", "subtotal_rows"}
    assert intake.columns[0] == {"letters": "A", "header": "企业名称", "column": "企业名称", "unit": ""}
    assert intake.file.storage.exists(intake.file.name)
    assert intake.job.result["新增"] == 2


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda folder: builders.compound_file(folder / "a.xlsx", "EncryptedPackage"), "password_protected"),
        (lambda folder: builders.compound_file(folder / "a.xls", "Workbook"), "old_xls"),
        (lambda folder: builders.bomb(folder / "a.xlsx", 3_000_000), "too_large_unpacked"),
    ],
)
def test_a_file_that_is_no_readable_workbook_is_refused_and_not_kept(officer, tmp_path, make, code):
    assert refused(make(tmp_path), officer).code == code


def test_a_text_that_is_no_workbook_is_refused_and_not_kept(officer, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"<html><table></table></html>")
    assert refused(path, officer).code == "html"


def test_an_upload_over_the_limit_is_refused_and_not_kept(officer, tmp_path, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    assert refused(builders.workbook(tmp_path / "a.xlsx", [HEADER, firm(1)]), officer).code == "too_big"


def test_a_table_without_our_columns_ends_refused_with_the_sentence(officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [["甲", 1]], header=["产品", "数量"])
    assert intake.state == "refused"
    assert "没有找到表头" in intake.refusal
    assert intake.job.state == "failed"
    assert intake.job.error == intake.refusal
    assert IntakeRow.objects.count() == 0


def test_a_hundred_thousand_empty_rows_are_counted_and_pass(officer, tmp_path):
    cells = b"".join(
        builders.text_cell(f"{letter}{number}", str(value))
        for number, row in ((1, HEADER), (2, firm(1)))
        for letter, value in zip("ABCDEFGHI", row, strict=True)
    )
    half = cells.index(b'<c r="A2"')
    rows = b'<row r="1">' + cells[:half] + b'</row><row r="2">' + cells[half:] + b"</row>"
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (number, number) for number in range(3, 100_003))
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(rows + empty))
    intake = upload_file(path, officer)
    assert (intake.counts["all"], intake.counts["new"], intake.counts["blank"]) == (1, 1, 100_000)


def test_a_csv_in_the_encoding_of_the_office_is_read(officer, tmp_path):
    path = tmp_path / "a.csv"
    lines = [",".join(HEADER), ",".join(str(value) for value in firm(1))]
    path.write_text("\r\n".join(lines), encoding="gb18030", newline="")
    intake = upload_file(path, officer)
    assert (intake.state, intake.counts["new"], intake.suffix) == ("checked", 1, "csv")


def test_a_check_that_was_cut_off_starts_over_without_doubling(officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(number) for number in range(1, 6)])
    Intake.objects.update(state="checking", counts={})
    IntakeRow.objects.filter(number__gt=3).delete()
    Job.objects.update(state="queued", finished_at=None)
    execute(intake.job.ref, clock=lambda: AT)
    intake.refresh_from_db()
    assert (intake.state, intake.counts["all"], IntakeRow.objects.count()) == ("checked", 5, 5)
    assert Enterprise.objects.count() == 0


def test_a_name_with_a_path_in_it_is_only_a_name(officer, tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [HEADER, firm(1)])
    with path.open("rb") as content:
        file = ContentFile(content.read())
        intake = receive_intake(
            file, name="..\\..\\台账.xlsx", sheet="enterprises", territory=officer.acting.region, by=officer, at=AT
        )
    assert intake.file_name == "台账.xlsx"
    assert intake.file.name == f"intakes/{intake.ref}.xlsx"
