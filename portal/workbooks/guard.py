"""What an uploaded file is, decided with the standard library before any parser sees it."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from xml.parsers import expat

MEGABYTE = 1024 * 1024
MAX_UPLOAD_BYTES = 20 * MEGABYTE
MAX_PARTS = 500
MAX_UNPACKED_BYTES = 600 * MEGABYTE
RATIO_FREE_BYTES = MEGABYTE
MAX_RATIO = 200
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_MERGES = 10_000
MAX_NAMED_CELLS = 10_000
CHUNK = 1 << 16

SAVE_AS = "请在Excel或WPS里打开原文件，点“另存为”，类型选“Excel工作簿(*.xlsx)”，再上传。"
TEXT_ENCODINGS = ("utf-8-sig", "gb18030")
DANGEROUS_PARTS = {
    "vbaproject": "宏（VBA）",
    "macrosheets": "宏工作表",
    "externallinks": "指向其他文件的链接",
    "embeddings": "嵌入的文件",
    "activex": "ActiveX控件",
    "ctrlprops": "表单控件",
    "connections": "外部数据连接",
    "querytables": "外部数据查询",
}


class WorkbookRefused(Exception):
    """An uploaded file that will not be read; its text says what was seen, what is allowed and what to do."""

    def __init__(self, code: str, *, seen: str, allowed: str, remedy: str) -> None:
        super().__init__(f"{seen}。{allowed}。{remedy}")
        self.code = code
        self.seen = seen
        self.allowed = allowed
        self.remedy = remedy


@dataclass(slots=True)
class SheetScan:
    """What one worksheet really holds, counted from its XML; rows and columns count from 1."""

    part: str
    last_row: int = 0
    last_filled_row: int = 0
    last_column: int = 0
    filled_rows: int = 0
    hidden_rows: int = 0
    merges: list[str] = field(default_factory=list)
    merge_count: int = 0
    formulas_without_value: list[str] = field(default_factory=list)
    formulas_without_value_count: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """A file that passed: its kind ("xlsx" or "csv"), its encoding when it is text, its sheets when it is a workbook."""

    kind: str
    encoding: str = ""
    delimiter: str = ","
    sheets: dict[str, SheetScan] = field(default_factory=dict)


def inspect(path: Path, *, limit_bytes: int = MAX_UPLOAD_BYTES) -> Inspection:
    """The kind of a file and what it holds, or WorkbookRefused with the reason.

    Reads the file once as a stream; memory stays near 25 MB whatever the file holds.
    """
    size = path.stat().st_size
    refuse_by_size(size, limit_bytes=limit_bytes)
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _compound_file(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _inspect_zip(path)
    _refuse_other_kinds(head)
    return _inspect_text(path, head)


def refuse_by_size(size: int, *, limit_bytes: int = MAX_UPLOAD_BYTES) -> None:
    """Raise WorkbookRefused for an empty file or one over the limit (bytes)."""
    if size == 0:
        raise WorkbookRefused(
            "empty_file",
            seen="文件是空的（0字节）",
            allowed="可以上传xlsx或csv文件",
            remedy="请检查文件是否保存完整后重传。",
        )
    if size > limit_bytes:
        raise WorkbookRefused(
            "too_big",
            seen=f"文件有{size / MEGABYTE:.1f} MB",
            allowed=f"最大{limit_bytes // MEGABYTE} MB",
            remedy="请删去图片和无关的工作表，或按县区拆成几个文件分别上传。",
        )


def _compound_file(path: Path) -> WorkbookRefused:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        return _password()
    if "WordDocument".encode("utf-16-le") in content:
        return WorkbookRefused(
            "not_a_workbook",
            seen="这是Word文档（doc），不是表格",
            allowed="可以上传xlsx或csv文件",
            remedy="请把表格复制到Excel，另存为xlsx后上传。",
        )
    return WorkbookRefused(
        "old_xls",
        seen="这是旧版Excel 97-2003文件（xls）或WPS表格（et）",
        allowed="目前读xlsx和csv",
        remedy=SAVE_AS,
    )


def _password() -> WorkbookRefused:
    return WorkbookRefused(
        "password_protected",
        seen="文件设了打开密码，读不到内容",
        allowed="只能读没有密码的文件",
        remedy="请打开文件，在“文件 > 信息 > 保护工作簿”里清除密码，保存后重传。",
    )


def _refuse_other_kinds(head: bytes) -> None:
    signatures = {
        b"%PDF": "PDF文件",
        b"Rar!": "RAR压缩包",
        b"7z\xbc\xaf": "7z压缩包",
        b"\x1f\x8b": "GZIP压缩包",
        b"\x89PNG": "PNG图片",
        b"\xff\xd8\xff": "JPEG图片",
        b"GIF8": "GIF图片",
        b"MZ": "可执行程序",
        b"\x7fELF": "可执行程序",
    }
    for signature, name in signatures.items():
        if head.startswith(signature):
            raise _no_workbook(f"这是{name}，不是表格")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta", b"mime-version:")):
        raise WorkbookRefused(
            "html",
            seen="这是网页（HTML）改了后缀名，不是真正的Excel文件",
            allowed="可以上传xlsx或csv文件",
            remedy=SAVE_AS,
        )
    if text.startswith((b"<?xml", b"<workbook")):
        raise WorkbookRefused(
            "xml_spreadsheet", seen="这是XML文件，不是xlsx", allowed="可以上传xlsx或csv文件", remedy=SAVE_AS
        )


def _no_workbook(seen: str) -> WorkbookRefused:
    return WorkbookRefused(
        "not_a_workbook",
        seen=seen,
        allowed="可以上传xlsx或csv文件",
        remedy="请用Excel或WPS打开原来的表格，另存为xlsx后上传。",
    )


def _inspect_zip(path: Path) -> Inspection:
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspect_archive(archive)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, expat.ExpatError) as fault:
        raise WorkbookRefused(
            "damaged",
            seen="文件不完整或已损坏，打不开",
            allowed="要求是能正常打开的xlsx",
            remedy="可能是没有下载或传输完整。请在Excel里打开确认，另存为新的xlsx后重传。",
        ) from fault


def _inspect_archive(archive: zipfile.ZipFile) -> Inspection:
    entries = archive.infolist()
    _refuse_by_directory(entries)
    names = {entry.filename: entry for entry in entries}
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise _other_zip(archive, names)
    _refuse_by_names(entries)
    sheets: dict[str, SheetScan] = {}
    unpacked = 0
    for entry in entries:
        reader: _XmlReader | None = None
        size = 0
        with archive.open(entry) as part:
            while block := part.read(CHUNK):
                if size == 0 and (_is_xml_name(entry.filename) or _looks_like_xml(block)):
                    reader = _XmlReader(entry.filename)
                size += len(block)
                unpacked += len(block)
                if unpacked > MAX_UNPACKED_BYTES or size > entry.file_size:
                    raise _bomb("解压后的内容超过600 MB" if unpacked > MAX_UNPACKED_BYTES else "实际内容比登记的多")
                if reader:
                    reader.feed(block)
        if reader:
            reader.close()
            if reader.scan:
                sheets[reader.scan.part] = reader.scan
    return Inspection(kind="xlsx", sheets=sheets)


def _refuse_by_directory(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _password()
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise _no_workbook("压缩方式不是Excel会用的")
    if len(entries) > MAX_PARTS:
        raise WorkbookRefused(
            "too_many_parts",
            seen=f"文件里有{len(entries)}个部件",
            allowed=f"最多{MAX_PARTS}个",
            remedy="请只保留要导入的工作表，删去图片和其他内容后另存为新的xlsx。",
        )
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise _bomb("登记的解压后大小超过600 MB")
    for entry in entries:
        if entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise _bomb(f"部件{entry.filename}压缩了{entry.file_size // max(entry.compress_size, 1)}倍")


def _bomb(seen: str) -> WorkbookRefused:
    return WorkbookRefused(
        "too_large_unpacked",
        seen=f"{seen}，像是压缩炸弹",
        allowed="解压后最多600 MB，单个部件压缩比最多200倍",
        remedy="请把要导入的数据复制到一个新的工作簿，另存为xlsx后上传。",
    )


def _other_zip(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> WorkbookRefused:
    if any(name.startswith("word/") for name in names):
        return _no_workbook("这是Word文档（docx），不是表格")
    if any(name.startswith("ppt/") for name in names):
        return _no_workbook("这是演示文稿（pptx），不是表格")
    if "xl/workbook.bin" in names:
        return WorkbookRefused("xlsb", seen="这是二进制工作簿（xlsb）", allowed="目前读xlsx和csv", remedy=SAVE_AS)
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
        return WorkbookRefused("ods", seen="这是OpenDocument文件（ods）", allowed="目前读xlsx和csv", remedy=SAVE_AS)
    return _no_workbook("这是普通压缩包，里面没有Excel工作簿")


def _refuse_by_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.lower()
        if name in seen:
            raise _no_workbook(f"文件里有重名的部件{entry.filename}")
        seen.add(name)
        for word, meaning in DANGEROUS_PARTS.items():
            if word in name:
                raise WorkbookRefused(
                    "macro" if "宏" in meaning else "dangerous_part",
                    seen=f"文件里有{meaning}",
                    allowed="只收纯数据的表格",
                    remedy="请把数据复制到一个新的工作簿（粘贴为数值），另存为“Excel工作簿(*.xlsx)”后上传。",
                )


def _is_xml_name(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _looks_like_xml(block: bytes) -> bool:
    """A relation may point at a part of any name, so the content decides too (UTF-16 included)."""
    return block.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or block.startswith(
        (b"\xff\xfe", b"\xfe\xff", b"\x00<")
    )


class _XmlReader:
    """Feeds one XML part to expat: refuses DTDs and entities, and counts rows, cells and merges of a worksheet.

    What is a worksheet is decided by the root element, not by the name of the part.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.StartElementHandler = self._root
        self.scan: SheetScan | None = None
        self.row = 0
        self.column = 0
        self.widest = 0
        self.filled_row = 0
        self.formula_open = False
        self.cell: list[str] = []
        self.columns: dict[str, int] = {}

    def feed(self, block: bytes) -> None:
        self.parser.Parse(block, False)

    def close(self) -> None:
        self.parser.Parse(b"", True)
        if self.formula_open:
            self._formula_without_value()

    def _doctype(self, *_: object) -> None:
        raise WorkbookRefused(
            "dtd",
            seen="文件里有XML实体声明（DTD），正常的Excel不会有",
            allowed="只收Excel或WPS直接保存的xlsx",
            remedy="请把数据复制到一个新的工作簿，另存为xlsx后上传。",
        )

    def _root(self, name: str, _attributes: list[str]) -> None:
        if name.rpartition(":")[2] == "worksheet":
            self.scan = SheetScan(part=self.name.lstrip("/"))
            self.parser.StartElementHandler = self._start
        else:
            self.parser.StartElementHandler = self._content_type if self.name == "[Content_Types].xml" else None

    def _content_type(self, _name: str, attributes: list[str]) -> None:
        if any("macroenabled" in value.lower() for value in attributes):
            raise WorkbookRefused(
                "macro", seen="这是启用宏的工作簿（xlsm）", allowed="只收不带宏的xlsx", remedy=SAVE_AS
            )

    def _start(self, name: str, attributes: list[str]) -> None:
        if name == "v" or name == "is":
            if self.formula_open:
                self.parser.CharacterDataHandler = self._formula_value
            elif self.row != self.filled_row:
                self._fill_row()
        elif name == "c":
            if self.formula_open:
                self._formula_without_value()
            self.cell = attributes
            if attributes and attributes[0] == "r":
                row, column = self._place(attributes[1])
            else:
                row, column = self._place_by_attributes(attributes)
            self.column = column
            if row != self.row or column > self.widest:
                self._reach(row, column)
        elif name == "f":
            self.formula_open = True
        elif name == "row":
            if self.formula_open:
                self._formula_without_value()
            self._start_row(attributes)
        elif name == "mergeCell":
            self._merge(attributes)
        elif ":" in name:
            self._start(name.rpartition(":")[2], attributes)

    def _place(self, reference: str) -> tuple[int, int]:
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None or len(reference) > 10:
            row, column = split_reference(reference)
            self.columns[letters] = column
            return row, column
        return int(reference[len(letters) :] or 0), column

    def _place_by_attributes(self, attributes: list[str]) -> tuple[int, int]:
        """A cell may leave its address out: then it follows the one before it."""
        values = dict(zip(attributes[::2], attributes[1::2], strict=True))
        return self._place(values["r"]) if "r" in values else (self.row, self.column + 1)

    def _start_row(self, attributes: list[str]) -> None:
        assert self.scan is not None
        values = dict(zip(attributes[::2], attributes[1::2], strict=True))
        number = values.get("r", "")
        self.column = 0
        if values.get("hidden") in ("1", "true"):
            self.scan.hidden_rows += 1
        self._reach(int(number) if number.isdecimal() else self.row + 1, 0)

    def _reach(self, row: int, column: int) -> None:
        assert self.scan is not None
        self.row = row
        self.scan.last_row = max(self.scan.last_row, row)
        if row > MAX_ROWS:
            raise WorkbookRefused(
                "too_many_rows",
                seen=f"表里用到第{row}行",
                allowed=f"最多{MAX_ROWS:,}行",
                remedy="如果下面是空行，请选中这些行后“删除”再保存；如果数据真有这么多，请拆成几个文件。",
            )
        self.widest = self.scan.last_column = max(self.widest, column)
        if column > MAX_COLUMNS:
            raise WorkbookRefused(
                "too_many_columns",
                seen=f"表里用到第{column}列（{column_letters(column)}列）",
                allowed=f"最多{MAX_COLUMNS}列",
                remedy="请删去右边多余的列（选中整列后“删除”，不是清除内容），保存后重传。",
            )

    def _formula_value(self, text: str) -> None:
        if text.strip():
            self.formula_open = False
            self.parser.CharacterDataHandler = None
            self._fill_row()

    def _fill_row(self) -> None:
        assert self.scan is not None
        if self.row != self.filled_row:
            self.filled_row = self.row
            self.scan.filled_rows += 1
        self.scan.last_filled_row = max(self.scan.last_filled_row, self.row)

    def _formula_without_value(self) -> None:
        assert self.scan is not None
        self.formula_open = False
        self.parser.CharacterDataHandler = None
        if ("t", "str") in zip(self.cell[::2], self.cell[1::2], strict=True):
            return  # the formula gave an empty text, which is a result
        self.scan.last_filled_row = max(self.scan.last_filled_row, self.row)
        self.scan.formulas_without_value_count += 1
        if len(self.scan.formulas_without_value) < MAX_NAMED_CELLS:
            self.scan.formulas_without_value.append(f"{column_letters(self.column)}{self.row}")

    def _merge(self, attributes: list[str]) -> None:
        assert self.scan is not None
        self.scan.merge_count += 1
        values = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if len(self.scan.merges) < MAX_MERGES and "ref" in values:
            self.scan.merges.append(values["ref"])


def split_reference(reference: str) -> tuple[int, int]:
    """Row and column, counted from 1, of a cell address such as "B17"; raises WorkbookRefused when it is no address."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not digits or not 0 < len(letters) <= 3 or len(digits) > 7 or not letters.isascii() or not letters.isalpha():
        raise WorkbookRefused(
            "damaged",
            seen=f"表里有写错的单元格地址{reference[:20]!r}",
            allowed="要求是能正常打开的xlsx",
            remedy="请在Excel里打开，另存为新的xlsx后重传。",
        )
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return int(digits), column


def column_letters(column: int) -> str:
    """Letters of a column counted from 1: 1 is "A", 28 is "AB"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _inspect_text(path: Path, head: bytes) -> Inspection:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in head:
        raise _no_workbook("这是二进制文件，认不出是什么")
    else:
        encodings = TEXT_ENCODINGS
    for encoding in encodings:
        try:
            delimiter = _scan_text(path, encoding)
        except UnicodeError:
            continue
        return Inspection(kind="csv", encoding=encoding, delimiter=delimiter)
    raise WorkbookRefused(
        "text_encoding",
        seen="文本文件的编码认不出来",
        allowed="csv可以是UTF-8或GBK（GB18030）编码",
        remedy="请用Excel打开，另存为“CSV UTF-8”或xlsx后重传。",
    )


def _scan_text(path: Path, encoding: str) -> str:
    """The delimiter of a text table; raises UnicodeError for a wrong encoding, WorkbookRefused beyond the limits."""
    with path.open(encoding=encoding, newline="") as file:
        delimiter = guess_delimiter(file.readline(MEGABYTE))
        file.seek(0)
        number = 0
        for number, row in enumerate(text_rows(file, delimiter), 1):
            if number > MAX_ROWS:
                raise WorkbookRefused(
                    "too_many_rows",
                    seen=f"文件超过{MAX_ROWS:,}行",
                    allowed=f"最多{MAX_ROWS:,}行",
                    remedy="请拆成几个文件分别上传。",
                )
            if len(row) > MAX_COLUMNS:
                raise WorkbookRefused(
                    "too_many_columns",
                    seen=f"第{number}行有{len(row)}列",
                    allowed=f"最多{MAX_COLUMNS}列",
                    remedy="请检查这一行的引号和逗号，或删去多余的列。",
                )
            if any("\x00" in value for value in row):
                raise _no_workbook("这是二进制文件，认不出是什么")
    return delimiter


def text_rows(file: IO[str], delimiter: str) -> Iterator[list[str]]:
    """Rows of a text table; raises WorkbookRefused when a quote never closes or a field is endless."""
    try:
        yield from csv.reader(file, delimiter=delimiter)
    except csv.Error as fault:
        raise WorkbookRefused(
            "damaged_text",
            seen=f"文本表格读到一半断了（{fault}）",
            allowed="每个引号都要成对，每格最多131,072个字",
            remedy="请用Excel打开检查，另存为xlsx后重传。",
        ) from fault


def guess_delimiter(line: str) -> str:
    """The separator a header line uses most: comma, tab, semicolon or Chinese comma."""
    return max((",", "\t", ";", "，"), key=lambda mark: (line.count(mark), mark == ","))


def open_text(path: Path, inspection: Inspection) -> io.TextIOWrapper:
    """The text of an inspected csv file, decoded."""
    return path.open(encoding=inspection.encoding, newline="")
