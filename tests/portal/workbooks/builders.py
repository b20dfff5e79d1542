"""Files as people and attackers make them, written into a folder on demand."""

import io
import zipfile
from pathlib import Path

import openpyxl

from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec

FIRMS = SheetSpec(
    code="firms",
    title="企业台账",
    columns=(
        ColumnSpec(
            "企业名称", "name", aliases=("单位名称",), required=True, example="某某精密制造有限公司", max_length=100
        ),
        ColumnSpec(
            "统一社会信用代码", "code", Kind.CODE, aliases=("信用代码",), required=True, example="91350100M000100Y43"
        ),
        ColumnSpec("注册日期", "founded_on", Kind.DATE, example="2017-05-11"),
        ColumnSpec("注册资金", "capital", Kind.CAPITAL, example="250万元"),
        ColumnSpec("营业收入", "revenue_fen", Kind.MONEY, unit="万元", example="5836.00"),
        ColumnSpec("职工人数", "staff_count", Kind.INTEGER, unit="人", minimum=0, example="86"),
        ColumnSpec("规模", "size", Kind.CHOICE, allowed=("大型", "中型", "小型", "微型"), example="小型"),
        ColumnSpec("上市", "is_listed", Kind.FLAG, example="否"),
    ),
    key=("code",),
)
HEADER = ["企业名称", "统一社会信用代码", "注册日期", "注册资金", "营业收入(万元)", "职工人数(人)", "规模", "上市"]
GOOD = ["春风精密有限公司", "91350100M000100Y43", "2017-05-11", "250万元", 5836, 86, "小型", "否"]


def workbook(path: Path, rows: list[list[object]], *, title: str = "Sheet1") -> Path:
    """An xlsx with these rows on one sheet, as openpyxl writes it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def repacked(path: Path, source: Path, changes: dict[str, bytes | None]) -> Path:
    """A copy of an xlsx with some parts replaced, added, or (None) left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return path


def sheet_xml(rows: bytes, *, prolog: bytes = b"") -> bytes:
    """The XML of a worksheet around these <row> elements."""
    head = b'<?xml version="1.0" encoding="UTF-8"?>' + prolog
    return (
        head
        + b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b"</sheetData></worksheet>"
    )


def with_sheet(path: Path, folder: Path, xml: bytes) -> Path:
    """A workbook whose first sheet holds exactly this XML."""
    return repacked(path, workbook(folder / "plain.xlsx", [HEADER, GOOD]), {"xl/worksheets/sheet1.xml": xml})


def text_cell(reference: str, text: str) -> bytes:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def header_xml() -> bytes:
    """The header of FIRMS and one good firm, as two <row> elements."""
    letters = "ABCDEFGH"
    head = b"".join(text_cell(f"{letter}1", text) for letter, text in zip(letters, HEADER, strict=True))
    firm = b"".join(text_cell(f"{letter}2", str(value)) for letter, value in zip(letters, GOOD, strict=True))
    return b'<row r="1">' + head + b'</row><row r="2">' + firm + b"</row>"


def compound_file(path: Path, stream: str) -> Path:
    """The beginning of an OLE file that holds a stream of this name: EncryptedPackage, Workbook, WordDocument."""
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    path.write_bytes(magic + bytes(1016) + stream.encode("utf-16-le") + bytes(512))
    return path


def bomb(path: Path, size: int) -> Path:
    """A workbook with one part of `size` bytes of blanks, which packs a thousandfold."""
    part = io.BytesIO(header_xml())
    xml = sheet_xml(part.getvalue() + b" " * size)
    return with_sheet(path, path.parent, xml)
