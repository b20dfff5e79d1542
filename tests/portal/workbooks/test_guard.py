"""What the guard lets through, and the sentence it has for everything else."""

import random
import zipfile
from pathlib import Path

import pytest

from portal.workbooks import guard
from portal.workbooks.guard import WorkbookRefused
from tests.portal.workbooks import builders


def refusal(path: Path, **limits: int) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as caught:
        guard.inspect(path, **limits)
    sentence = str(caught.value)
    assert caught.value.seen in sentence
    assert caught.value.allowed in sentence
    assert caught.value.remedy in sentence
    return caught.value


def test_a_plain_workbook_passes_and_is_counted(tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [builders.HEADER, builders.GOOD])
    found = guard.inspect(path)
    scan = found.sheets["xl/worksheets/sheet1.xml"]
    assert (found.kind, scan.last_row, scan.filled_rows, scan.last_column) == ("xlsx", 2, 2, 8)


def test_a_hundred_thousand_empty_formatted_rows_pass_and_are_known_to_be_empty(tmp_path):
    empty = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>' % (number, number, number)
        for number in range(3, 100_003)
    )
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(builders.header_xml() + empty))
    scan = guard.inspect(path).sheets["xl/worksheets/sheet1.xml"]
    assert (scan.last_row, scan.last_filled_row, scan.filled_rows) == (100_002, 2, 2)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (b'<row r="1"><c r="A1"><v>1</v></c></row><row r="200001"><c r="A200001"><v>1</v></c></row>', "too_many_rows"),
        (b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"/></row>', "too_many_rows"),
        (b'<row r="1"><c r="GS1"><v>1</v></c></row>', "too_many_columns"),
        (b'<row r="1"><c r="1A"><v>1</v></c></row>', "damaged"),
        (b'<row r="1"><c r="ABCDEF1"><v>1</v></c></row>', "damaged"),
        (b'<row r="1"><c r="A1"><v>1</v></c>', "damaged"),
    ],
)
def test_cells_outside_the_grid_are_refused_by_their_real_addresses(tmp_path, cells, code):
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(cells))
    assert refusal(path).code == code


def test_the_last_allowed_row_and_column_pass(tmp_path):
    cells = b'<row r="1"><c r="GR1"><v>1</v></c></row><row r="200000"><c r="A200000"><v>1</v></c></row>'
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(cells))
    scan = guard.inspect(path).sheets["xl/worksheets/sheet1.xml"]
    assert (scan.last_row, scan.last_column) == (200_000, 200)


def test_cells_without_addresses_are_counted_by_their_place(tmp_path):
    cells = b"<row>" + b"<c><v>1</v></c>" * 201 + b"</row>"
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(cells))
    assert refusal(path).code == "too_many_columns"


def test_a_sheet_under_an_unusual_name_or_prefix_is_counted_too(tmp_path):
    xml = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row r="300000"><x:c r="A300000"/></x:row></x:sheetData></x:worksheet>'
    )
    plain = builders.workbook(tmp_path / "plain.xlsx", [builders.HEADER])
    assert refusal(builders.repacked(tmp_path / "a.xlsx", plain, {"xl/other.dat": xml})).code == "too_many_rows"


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        b"<!DOCTYPE w>",
    ],
)
def test_entities_and_document_types_are_refused_in_every_part(tmp_path, prolog):
    plain = builders.workbook(tmp_path / "plain.xlsx", [builders.HEADER])
    in_sheet = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(b"", prolog=prolog))
    in_other = builders.repacked(
        tmp_path / "b.xlsx", plain, {"docProps/x.xml": b'<?xml version="1.0"?>' + prolog + b"<w/>"}
    )
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + prolog.decode() + "<w/>").encode("utf-16")
    in_utf16 = builders.repacked(tmp_path / "c.xlsx", plain, {"xl/x.bin": wide})
    assert [refusal(path).code for path in (in_sheet, in_other, in_utf16)] == ["dtd"] * 3


def test_a_part_that_packs_too_well_is_refused_before_it_is_unpacked(tmp_path):
    assert refusal(builders.bomb(tmp_path / "a.xlsx", 3 * guard.MEGABYTE)).code == "too_large_unpacked"


def test_a_small_part_may_pack_well(tmp_path):
    assert guard.inspect(builders.bomb(tmp_path / "a.xlsx", 900_000)).kind == "xlsx"


def test_too_many_parts_are_refused(tmp_path):
    plain = builders.workbook(tmp_path / "plain.xlsx", [builders.HEADER])
    extra = {f"xl/media/{number}.bin": b"0" for number in range(guard.MAX_PARTS)}
    assert refusal(builders.repacked(tmp_path / "a.xlsx", plain, extra)).code == "too_many_parts"


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "macro"),
        ("xl/macrosheets/sheet1.xml", "macro"),
        ("xl/externalLinks/externalLink1.xml", "dangerous_part"),
        ("xl/embeddings/oleObject1.bin", "dangerous_part"),
        ("xl/activeX/activeX1.bin", "dangerous_part"),
        ("xl/ctrlProps/ctrlProp1.xml", "dangerous_part"),
        ("xl/connections.xml", "dangerous_part"),
        ("xl/queryTables/queryTable1.xml", "dangerous_part"),
    ],
)
def test_parts_that_can_act_are_refused_by_name(tmp_path, part, code):
    plain = builders.workbook(tmp_path / "plain.xlsx", [builders.HEADER])
    assert refusal(builders.repacked(tmp_path / "a.xlsx", plain, {part: b"<x/>"})).code == code


def test_a_macro_workbook_under_another_name_is_refused_by_its_content_type(tmp_path):
    plain = builders.workbook(tmp_path / "plain.xlsx", [builders.HEADER])
    with zipfile.ZipFile(plain) as archive:
        types = archive.read("[Content_Types].xml").replace(
            b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    assert refusal(builders.repacked(tmp_path / "a.xlsx", plain, {"[Content_Types].xml": types})).code == "macro"


def test_files_that_are_no_workbook_are_named(tmp_path):
    contents = {
        "empty_file": b"",
        "html": b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>",
        "xml_spreadsheet": b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>',
        "not_a_workbook": b"%PDF-1.7 ...",
        "text_encoding": "企业名称,代码\n".encode("gb18030") + b"\x81\xff\xff\n",
    }
    for code, content in contents.items():
        path = tmp_path / f"{code}.xlsx"
        path.write_bytes(content)
        assert refusal(path).code == code


def test_binary_noise_is_no_table(tmp_path):
    path = tmp_path / "noise.csv"
    path.write_bytes(b"a,b\n" + random.Random(7).randbytes(5000))
    assert refusal(path).code in {"not_a_workbook", "text_encoding"}


def test_a_password_is_recognised_and_told_from_an_old_format(tmp_path):
    assert refusal(builders.compound_file(tmp_path / "a.xlsx", "EncryptedPackage")).code == "password_protected"
    assert refusal(builders.compound_file(tmp_path / "b.xls", "Workbook")).code == "old_xls"
    assert "另存为" in str(refusal(tmp_path / "b.xls"))
    assert refusal(builders.compound_file(tmp_path / "c.doc", "WordDocument")).code == "not_a_workbook"


def test_a_zip_with_a_password_is_recognised(tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [builders.HEADER])
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 8] |= 1
        at = content.find(b"PK\x01\x02", at + 4)
    path.write_bytes(bytes(content))
    assert refusal(path).code == "password_protected"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
def test_a_truncated_workbook_is_called_incomplete(tmp_path, kept):
    path = builders.workbook(tmp_path / "a.xlsx", [builders.HEADER, builders.GOOD])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert refusal(path).code == "damaged"


def test_a_part_with_flipped_bits_is_called_damaged(tmp_path):
    path = builders.workbook(tmp_path / "a.xlsx", [builders.HEADER, builders.GOOD])
    with zipfile.ZipFile(path) as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content = bytearray(path.read_bytes())
    for at in range(offset + 80, offset + 120):
        content[at] ^= 0x55
    path.write_bytes(bytes(content))
    assert refusal(path).code == "damaged"


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"word/document.xml": b"<w/>"}, "Word"),
        ({"ppt/presentation.xml": b"<p/>"}, "演示文稿"),
        ({"xl/workbook.bin": b"0"}, "xlsb"),
        ({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, "ods"),
        ({"readme.txt": b"hello"}, "压缩包"),
    ],
)
def test_other_packages_are_called_by_their_name(tmp_path, parts, word):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert word in str(refusal(path))


def test_an_upload_over_the_limit_names_its_size_and_the_limit(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * (guard.MEGABYTE + 1))
    refused = refusal(path, limit_bytes=guard.MEGABYTE)
    assert refused.code == "too_big"
    assert "1.0 MB" in refused.seen
    assert "1 MB" in refused.allowed


def test_formulas_without_a_result_are_found_and_those_with_one_are_not(tmp_path):
    cells = (
        b'<row r="3"><c r="A3"><f>1+1</f></c><c r="B3"><f>1+1</f><v></v></c><c r="C3"><f>1+1</f><v>2</v></c>'
        b'<c r="D3" t="str"><f>IF(1,"")</f><v></v></c><c r="E3"><f>1+1</f><v/></c></row>'
    )
    path = builders.with_sheet(tmp_path / "a.xlsx", tmp_path, builders.sheet_xml(builders.header_xml() + cells))
    scan = guard.inspect(path).sheets["xl/worksheets/sheet1.xml"]
    assert scan.formulas_without_value == ["A3", "B3", "E3"]
    assert scan.filled_rows == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_tables_pass_in_the_encodings_people_use(tmp_path, encoding):
    path = tmp_path / "a.csv"
    path.write_text("企业名称\t代码\n春风精密有限公司\t1\n", encoding=encoding)
    found = guard.inspect(path)
    assert (found.kind, found.delimiter) == ("csv", "\t")
    with guard.open_text(path, found) as file:
        assert file.readline().startswith("企业名称")


def test_a_text_table_keeps_the_same_limits(tmp_path):
    tall = tmp_path / "tall.csv"
    tall.write_text("a,b\n" * (guard.MAX_ROWS + 1))
    wide = tmp_path / "wide.csv"
    wide.write_text(",".join("x" * 201))
    endless = tmp_path / "endless.csv"
    endless.write_text('a,"' + "x" * 200_000)
    assert [refusal(path).code for path in (tall, wide, endless)] == [
        "too_many_rows",
        "too_many_columns",
        "damaged_text",
    ]


def test_columns_are_lettered_as_in_a_spreadsheet():
    for number, letters in ((1, "A"), (26, "Z"), (27, "AA"), (200, "GR"), (702, "ZZ"), (703, "AAA")):
        assert guard.column_letters(number) == letters
        assert guard.split_reference(f"{letters}7") == (7, number)
