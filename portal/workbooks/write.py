"""Workbooks and csv files going out: tables, templates, and a person's own failing rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Protocol

import xlsxwriter

from portal.workbooks.guard import column_letters, split_reference
from portal.workbooks.problems import Problem
from portal.workbooks.read import ERROR_HEADER, VERSION_SHEET, Row, Table
from portal.workbooks.spec import MONEY_UNITS, ColumnSpec, Kind, SheetSpec
from portal.workbooks.values import Capital, Raw, Value, plain, show

DROP_DOWN_ROWS = 5_000
MAX_INLINE_CHOICES = 255
MAX_CELL_TEXT = 32_767
GUIDE_SHEET = "填写说明"
CHOICES_SHEET = "选项"
DANGEROUS_STARTS = ("=", "+", "-", "@", "\t", "\r")

WIDTHS = {Kind.CODE: 22, Kind.DATE: 12, Kind.YEAR: 8, Kind.INTEGER: 10, Kind.DECIMAL: 12, Kind.MONEY: 15, Kind.FLAG: 8}
KIND_WORDS = {
    Kind.TEXT: "文字",
    Kind.CODE: "编号(文本格式)",
    Kind.DATE: "日期，如2019-12-02",
    Kind.YEAR: "四位年度，如2025",
    Kind.INTEGER: "整数",
    Kind.DECIMAL: "数字",
    Kind.MONEY: "金额",
    Kind.CAPITAL: "金额加单位，如250万元、35万美元",
    Kind.CHOICE: "从下拉里选",
    Kind.FLAG: "是 或 否",
}

Target = Path | IO[bytes]
Line = Mapping[str, Value]


class _Formats:
    """The cell formats of one workbook, made once."""

    def __init__(self, workbook: Any) -> None:
        base = {"font_name": "等线", "font_size": 11, "valign": "vcenter"}
        self.title = workbook.add_format({**base, "bold": True, "font_size": 14})
        self.note = workbook.add_format({**base, "font_color": "#5B6573"})
        self.header = workbook.add_format(
            {**base, "bold": True, "bg_color": "#E8EEF7", "border": 1, "border_color": "#B8C2D0", "text_wrap": True}
        )
        self.required = workbook.add_format(
            {**base, "bold": True, "bg_color": "#FBE9E7", "border": 1, "border_color": "#B8C2D0", "text_wrap": True}
        )
        self.text = workbook.add_format({**base, "num_format": "@"})
        self.wrapped = workbook.add_format({**base, "text_wrap": True, "valign": "top"})
        self.day = workbook.add_format({**base, "num_format": "yyyy-mm-dd"})
        self.whole = workbook.add_format({**base, "num_format": "#,##0"})
        self.plain_number = workbook.add_format({**base, "num_format": "0"})
        self.decimal = workbook.add_format({**base, "num_format": "#,##0.####"})
        self.money = workbook.add_format({**base, "num_format": "#,##0.00"})
        self.general = workbook.add_format(base)
        example = {**base, "italic": True, "font_color": "#7A8594"}
        self.example = workbook.add_format({**example, "num_format": "@"})
        red = {**base, "bg_color": "#F8C9C4"}
        self.red = workbook.add_format(red)
        self.red_text = workbook.add_format({**red, "num_format": "@"})
        self.red_day = workbook.add_format({**red, "num_format": "yyyy-mm-dd"})
        self.reason = workbook.add_format({**base, "text_wrap": True, "font_color": "#A61B1B"})

    def of(self, column: ColumnSpec) -> Any:
        """The format of a column's cells."""
        return {
            Kind.CODE: self.text,
            Kind.DATE: self.day,
            Kind.YEAR: self.plain_number,
            Kind.INTEGER: self.whole,
            Kind.DECIMAL: self.decimal,
            Kind.MONEY: self.money,
        }.get(column.kind, self.general)


@contextmanager
def _workbook(target: Target) -> Any:
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
    }
    workbook = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
    try:
        yield workbook
    finally:
        workbook.close()


def write_table(
    target: Target,
    spec: SheetSpec,
    rows: Iterable[Line],
    *,
    title: str = "",
    as_of: str = "",
    totals: Line | None = None,
) -> int:
    """An xlsx of these rows, in the columns of the spec; gives how many were written.

    rows: one mapping field → value each, in the units of values.py (money in fen). Unknown is an empty cell.
    title, as_of: lines above the header, for example 企业台账 and 截至 2026-11-22.
    """
    with _workbook(target) as workbook:
        formats = _Formats(workbook)
        sheet = workbook.add_worksheet(_sheet_name(spec.title))
        at = 0
        for text, style in ((title, formats.title), (as_of, formats.note)):
            if text:
                sheet.write_string(at, 0, text, style)
                at += 1
        _set_widths(sheet, spec.columns, formats)
        for position, column in enumerate(spec.columns):
            sheet.write_string(at, position, column.title, formats.header)
        header_at = at
        count = 0
        for line in rows:
            at += 1
            count += 1
            for position, column in enumerate(spec.columns):
                _write_value(sheet, at, position, column, line.get(column.field), formats)
        if spec.columns:
            sheet.autofilter(header_at, 0, max(at, header_at), len(spec.columns) - 1)
        if totals is not None:
            sheet.write_string(at + 1, 0, "合计", formats.header)
            for position, column in enumerate(spec.columns[1:], 1):
                _write_value(sheet, at + 1, position, column, totals.get(column.field), formats)
        sheet.freeze_panes(header_at + 1, _frozen_columns(spec))
    return count


def _frozen_columns(spec: SheetSpec) -> int:
    """The columns that tell rows apart stay in sight, as long as they stand at the left edge."""
    leading = 0
    for column in spec.columns[:3]:
        if column.field not in spec.key and column.field != "name":
            break
        leading += 1
    return max(leading, 1)


def _set_widths(sheet: Any, columns: Sequence[ColumnSpec], formats: _Formats, *, first: int = 0) -> None:
    for position, column in enumerate(columns, first):
        width = column.width or max(WIDTHS.get(column.kind, 18), min(2 * len(column.title) + 2, 30))
        sheet.set_column(position, position, width, formats.of(column))


def _write_value(sheet: Any, row: int, position: int, column: ColumnSpec, value: Value, formats: _Formats) -> None:
    style = formats.of(column)
    number = cell_number(column, value)
    if value is None:
        sheet.write_blank(row, position, None, style)
    elif number is not None:
        sheet.write_number(row, position, float(number), style)
    elif isinstance(value, date) and value.year >= 1900:
        sheet.write_datetime(row, position, datetime.combine(value, time()), style)
    else:
        sheet.write_string(row, position, cell_text(column, value)[:MAX_CELL_TEXT], style)


def cell_number(column: ColumnSpec, value: Value) -> Decimal | None:
    """A stored integer in the unit of its header: fen become 万元. None when the cell is no number."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    if column.kind is Kind.MONEY:
        return Decimal(value) / MONEY_UNITS[column.unit]
    if column.kind is Kind.DECIMAL:
        return Decimal(value).scaleb(-column.places)
    if column.kind in (Kind.INTEGER, Kind.YEAR):
        return Decimal(value)
    return None


def cell_text(column: ColumnSpec, value: Value) -> str:
    """A value as text, the way reading it back understands."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Capital):
        return str(value)
    number = cell_number(column, value)
    return str(value) if number is None else plain(number)


def _sheet_name(title: str) -> str:
    name = "".join("_" if mark in "[]:*?/\\" else mark for mark in title).strip("'")
    return name[:31] or "数据"


def write_csv(target: IO[str], spec: SheetSpec, rows: Iterable[Line]) -> int:
    """The same table as csv; text that a spreadsheet would run is kept from running by a leading '.

    The caller opens `target` with encoding "utf-8-sig" and newline="", which Excel reads without being asked.
    """
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow([column.title for column in spec.columns])
    count = 0
    for line in rows:
        cells = []
        for column in spec.columns:
            value = line.get(column.field)
            text = cell_text(column, value)
            cells.append(text if cell_number(column, value) is not None else escape(text))
        writer.writerow(cells)
        count += 1
    return count


def escape(text: str) -> str:
    """Text that stays text in a spreadsheet: one that starts with = + - @ tab or CR gets a leading '."""
    return "'" + text if text.startswith(DANGEROUS_STARTS) else text


def write_template(
    target: Target, spec: SheetSpec, *, choices: Mapping[str, Sequence[str]] | None = None, rows: Iterable[Line] = ()
) -> None:
    """An empty form of the sheet: notes and drop-downs on the columns, an example row, a page of guidance.

    choices: further drop-downs by field, for lists that live in tables (counties). rows: values already known.
    A hidden sheet carries the version, so that an old form is recognised and mapped.
    """
    with _workbook(target) as workbook:
        formats = _Formats(workbook)
        sheet = workbook.add_worksheet(_sheet_name(spec.title))
        _set_widths(sheet, spec.columns, formats)
        lists = {column.field: list(column.allowed) for column in spec.columns if column.allowed}
        lists.update({column.field: ["是", "否"] for column in spec.columns if column.kind is Kind.FLAG})
        lists.update({field: list(words) for field, words in (choices or {}).items()})
        for position, column in enumerate(spec.columns):
            mark = "*" if column.required else ""
            style = formats.required if column.required else formats.header
            sheet.write_string(0, position, mark + column.title, style)
            sheet.write_comment(0, position, _guidance(column), {"x_scale": 2, "y_scale": 1.2})
        at = 1
        for position, column in enumerate(spec.columns):
            if column.example:
                sheet.write_string(at, position, column.example, formats.example)
        for line in rows:
            at += 1
            for position, column in enumerate(spec.columns):
                _write_value(sheet, at, position, column, line.get(column.field), formats)
        sheet.freeze_panes(1, _frozen_columns(spec))
        _drop_downs(workbook, sheet, spec, lists, last_row=at + DROP_DOWN_ROWS)
        _guide(workbook, spec, formats)
        _version(workbook, spec)


def _guidance(column: ColumnSpec) -> str:
    parts = ["必填" if column.required else "可以不填", KIND_WORDS[column.kind]]
    if column.unit:
        parts.append(f"单位：{column.unit}")
    if column.note:
        parts.append(column.note)
    if column.example:
        parts.append(f"例如{column.example}")
    return "；".join(parts)


def _drop_downs(workbook: Any, sheet: Any, spec: SheetSpec, lists: Mapping[str, list[str]], *, last_row: int) -> None:
    """A short list stands in the rule itself; Excel allows 255 characters there, a longer one needs a sheet of its own."""
    long = {field: words for field, words in lists.items() if len(",".join(words)) > MAX_INLINE_CHOICES}
    if long:
        options = workbook.add_worksheet(CHOICES_SHEET)
        for at in range(max(len(words) for words in long.values())):
            for position, words in enumerate(long.values()):
                if at < len(words):
                    options.write_string(at, position, words[at])
        options.hide()
    for position, column in enumerate(spec.columns):
        words = lists.get(column.field, [])
        if not words:
            continue
        source: Any = words
        if column.field in long:
            letters = column_letters(list(long).index(column.field) + 1)
            source = f"='{CHOICES_SHEET}'!${letters}$1:${letters}${len(words)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_title": "不在可选范围",
            "error_message": f"请从下拉里选“{column.header}”。",
        }
        sheet.data_validation(1, position, last_row, position, rule)


def _guide(workbook: Any, spec: SheetSpec, formats: _Formats) -> None:
    guide = workbook.add_worksheet(GUIDE_SHEET)
    guide.set_column(0, 0, 24)
    guide.set_column(1, 1, 8)
    guide.set_column(2, 5, 28)
    at = 0
    if spec.note:
        guide.write_string(at, 0, spec.note, formats.general)
        at += 1
    for text in (
        "第1行是表头，请不要改动；第2行是示例，导入时自动跳过，可以删去。",
        "编号列已设为文本，请勿改成数字：Excel只保留15位数字，后面会变成0。",
        "不知道的格子请留空，不要填0。",
    ):
        guide.write_string(at, 0, text, formats.general)
        at += 1
    for position, text in enumerate(("列名", "必填", "格式", "可填内容", "示例", "说明")):
        guide.write_string(at, position, text, formats.header)
    for column in spec.columns:
        at += 1
        kind = KIND_WORDS[column.kind] + (f"，单位：{column.unit}" if column.unit else "")
        texts = (
            column.header,
            "是" if column.required else "",
            kind,
            "、".join(column.allowed),
            column.example,
            column.note,
        )
        for position, text in enumerate(texts):
            guide.write_string(at, position, text[:MAX_CELL_TEXT], formats.wrapped)


def _version(workbook: Any, spec: SheetSpec) -> None:
    sheet = workbook.add_worksheet(VERSION_SHEET)
    for position, text in enumerate((spec.code, spec.version, spec.title)):
        sheet.write_string(0, position, text)
    sheet.very_hidden()


class _Finding(Protocol):
    """What the error workbook needs of a problem; a stored one serves as well as a fresh one."""

    @property
    def cell(self) -> str: ...
    def sentence(self, header: str = "") -> str: ...


def write_errors(target: Target, table: Table, rows: Iterable[tuple[Row, Sequence[Problem | _Finding]]]) -> int:
    """A person's own failing rows: 错误说明 first, then their columns as they were, the wrong cells in red.

    The file can be mended and uploaded again as it is. Gives how many rows were written.
    """
    columns = [match.column for match in table.matches]
    headers = {match.letters: match.header for match in table.matches}
    with _workbook(target) as workbook:
        formats = _Formats(workbook)
        sheet = workbook.add_worksheet(_sheet_name(table.sheet or table.spec.title))
        sheet.set_column(0, 0, 60)
        for position, column in enumerate(columns, 1):
            if column is not None:
                _set_widths(sheet, [column], formats, first=position)
        sheet.write_string(0, 0, ERROR_HEADER, formats.required)
        for position, value in enumerate(table.header, 1):
            sheet.write_string(0, position, show(value), formats.header)
        count = 0
        for count, (row, problems) in enumerate(rows, 1):
            red = {split_reference(problem.cell)[1] for problem in problems if problem.cell}
            reasons = [problem.sentence(headers.get(problem.cell.rstrip("0123456789"), "")) for problem in problems]
            sheet.write_string(count, 0, "\n".join(reasons)[:MAX_CELL_TEXT], formats.reason)
            for position, raw in enumerate(row.raw, 1):
                column = columns[position - 1] if position <= len(columns) else None
                _write_raw(sheet, count, position, column, raw, formats, is_wrong=position in red)
        sheet.autofilter(0, 0, count, len(table.header))
        sheet.freeze_panes(1, 1)
        _version(workbook, table.spec)
    return count


def _write_raw(
    sheet: Any, row: int, position: int, column: ColumnSpec | None, raw: Raw, formats: _Formats, *, is_wrong: bool
) -> None:
    is_code = column is not None and column.kind is Kind.CODE
    plain_style = formats.text if is_code else formats.general
    style = (formats.red_text if is_code else formats.red) if is_wrong else plain_style
    if raw is None or raw == "":
        sheet.write_blank(row, position, None, style)
    elif isinstance(raw, bool):
        sheet.write_boolean(row, position, raw, style)
    elif isinstance(raw, int | float) and not is_code:
        sheet.write_number(row, position, raw, style)
    elif isinstance(raw, date) and raw.year >= 1900:
        moment = raw if isinstance(raw, datetime) else datetime.combine(raw, time())
        sheet.write_datetime(row, position, moment, formats.red_day if is_wrong else formats.day)
    elif isinstance(raw, time | timedelta):
        sheet.write_string(row, position, str(raw), style)
    else:
        sheet.write_string(row, position, show(raw)[:MAX_CELL_TEXT], style)
