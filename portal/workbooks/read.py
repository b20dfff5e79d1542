"""Rows of an uploaded xlsx or csv file, with the address of every cell and what could not be read."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from portal.workbooks import guard
from portal.workbooks.guard import Inspection, SheetScan, WorkbookRefused, column_letters, split_reference
from portal.workbooks.problems import Problem, Severity, shorten
from portal.workbooks.spec import FOREIGN_UNITS, ColumnSpec, HeaderText, Kind, SheetSpec, header_text
from portal.workbooks.values import Context, Raw, Value, clean, parse, show

HEADER_WITHIN = 10
VERSION_SHEET = "_tidu"
ERROR_HEADER = "错误说明"
SILENT_HEADERS = {ERROR_HEADER, "序号", "编号", "no.", "no", "行号"}
SUBTOTAL_WORDS = ("小计", "合计", "总计", "共计", "本页合计", "累计")

RawRow = Sequence[Raw]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its address, what the file held, what it means (None is unknown)."""

    address: str
    raw: Raw
    value: Value


@dataclass(frozen=True, slots=True)
class Row:
    """One row of data: its number in the file, its cells by field, its problems, and the whole row as it stood."""

    number: int
    cells: dict[str, Cell]
    problems: tuple[Problem, ...]
    raw: tuple[Raw, ...]

    def value(self, field: str) -> Value:
        """What a field means in this row; None when it is unknown or the file has no such column."""
        cell = self.cells.get(field)
        return cell.value if cell else None


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column of the file: its letters, the header as written, the column of the spec it was matched to, its unit."""

    letters: str
    header: str
    column: ColumnSpec | None
    unit: str = ""


@dataclass(slots=True)
class Counts:
    """How many rows a file held, by what became of them."""

    read: int = 0
    blank: int = 0
    subtotal: int = 0
    example: int = 0
    repeated_header: int = 0


@dataclass(slots=True)
class Table:
    """The sheet of a file that fits a spec. `counts` and `problems` are complete once `rows()` has run to its end."""

    spec: SheetSpec
    sheet: str
    header_row: int
    header: tuple[Raw, ...]
    matches: tuple[ColumnMatch, ...]
    problems: list[Problem]
    context: Context
    source: Callable[[int, int], Iterator[tuple[int, RawRow]]]
    scan: SheetScan
    counts: Counts = field(default_factory=Counts)

    @property
    def missing(self) -> tuple[ColumnSpec, ...]:
        """Columns of the spec the file does not have; their fields are left alone."""
        present = {match.column.field for match in self.matches if match.column}
        return tuple(column for column in self.spec.columns if column.field not in present)

    def rows(self) -> Iterator[Row]:
        """Every row of data, in order of the file; blank, subtotal, example and repeated header rows are counted only.

        Raises WorkbookRefused when the file breaks off half-way.
        """
        self.counts = Counts()
        reader = _RowReader(self)
        last = max(self.scan.last_filled_row, self.header_row)
        for number, raw in self.source(self.header_row + 1, last):
            row = reader.read(number, raw)
            if row is not None:
                self.counts.read += 1
                yield row
        self.counts.blank += max(self.scan.last_row - last, 0)
        self.problems.extend(reader.closing_notes())


@contextmanager
def open_table(path: Path, spec: SheetSpec, *, on: date, inspection: Inspection | None = None) -> Iterator[Table]:
    """The sheet of a file that fits the spec best. `on` is the day of reading: later dates are named as future.

    Raises WorkbookRefused for a file that is no workbook, is dangerous, or has no header row that fits.
    """
    found = inspection or guard.inspect(path)
    with warnings.catch_warnings():
        # openpyxl warns about styles and extensions it drops; none of them carries data.
        warnings.simplefilter("ignore")
        if found.kind == "csv":
            yield _text_table(path, spec, on, found)
            return
        workbook = _load(path)
        try:
            yield _workbook_table(workbook, spec, on, found)
        finally:
            workbook.close()


def _load(path: Path) -> Any:
    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception as fault:  # openpyxl raises whatever its parser stumbles on
        raise _unreadable() from fault


def _unreadable() -> WorkbookRefused:
    return WorkbookRefused(
        "damaged",
        seen="文件的内部结构有损坏，读不完整",
        allowed="要求是能正常打开的xlsx",
        remedy="请在Excel里打开，另存为新的xlsx后重传。",
    )


def _workbook_table(workbook: Any, spec: SheetSpec, on: date, inspection: Inspection) -> Table:
    notes = _template_notes(workbook, spec)
    context = Context(on=on, date1904=workbook.epoch == CALENDAR_MAC_1904)
    candidates = []
    for worksheet in workbook.worksheets:
        if worksheet.sheet_state != "visible":
            continue
        worksheet.reset_dimensions()
        part = str(worksheet._worksheet_path).lstrip("/")
        scan = inspection.sheets.get(part) or SheetScan(part)
        source = _workbook_source(worksheet)
        head = list(source(1, min(HEADER_WITHIN, max(scan.last_filled_row, 1))))
        candidates.append((_best_header(head, spec), worksheet.title, scan, source, head))
    if not candidates:
        raise WorkbookRefused(
            "no_sheet",
            seen="工作簿里没有可见的工作表",
            allowed="要有一张带表头的工作表",
            remedy="请取消隐藏后保存重传。",
        )
    best = max(candidates, key=lambda candidate: candidate[0][0])
    (score, header_index), title, scan, source, head = best
    for (other, _), name, *_rest in candidates:
        if name != title and other and other == score:
            notes.append(_note("other_sheet", f"工作表“{name}”也有同样的表头，这次只读了“{title}”"))
    return _table(spec, title, context, source, scan, head, score, header_index, notes)


def _workbook_source(worksheet: Any) -> Callable[[int, int], Iterator[tuple[int, RawRow]]]:
    def source(first: int, last: int) -> Iterator[tuple[int, RawRow]]:
        if last < first:
            return
        rows = worksheet.iter_rows(min_row=first, max_row=last, values_only=True)
        number = first
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except Exception as fault:  # openpyxl raises whatever its parser stumbles on
                raise _unreadable() from fault
            yield number, row
            number += 1

    return source


def _text_table(path: Path, spec: SheetSpec, on: date, inspection: Inspection) -> Table:
    def source(first: int, last: int) -> Iterator[tuple[int, RawRow]]:
        with guard.open_text(path, inspection) as file:
            for number, row in enumerate(guard.text_rows(file, inspection.delimiter), 1):
                if number > last:
                    return
                if number >= first:
                    yield number, [_text_cell(value) for value in row]

    scan = SheetScan(part="")
    for number, row in source(1, guard.MAX_ROWS):
        scan.last_row = number
        if not _is_blank(row):
            scan.last_filled_row = number
            scan.filled_rows += 1
    head = list(source(1, HEADER_WITHIN))
    score, index = _best_header(head, spec)
    return _table(spec, "", Context(on=on), source, scan, head, score, index, [])


def _text_cell(value: str) -> str:
    """A csv field without the marks that keep a spreadsheet from running it: '=1+1 and ="0012"."""
    if len(value) > 1 and value[0] == "'" and value[1] in "=+-@\t\r":
        return value[1:]
    if len(value) > 3 and value.startswith('="') and value.endswith('"'):
        return value[2:-1]
    return value


def _is_blank(row: RawRow) -> bool:
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in row)


def _note(code: str, message: str, *, cell: str = "") -> Problem:
    return Problem(cell=cell, field="", code=code, severity=Severity.NOTE, message=message)


def _template_notes(workbook: Any, spec: SheetSpec) -> list[Problem]:
    """What the hidden version sheet of a template says; raises WorkbookRefused for the template of another sheet."""
    if VERSION_SHEET not in workbook.sheetnames:
        return []
    marks = [show(value) for row in workbook[VERSION_SHEET].iter_rows(max_row=1, values_only=True) for value in row]
    code, version, title = (*marks, "", "", "")[:3]
    if code != spec.code:
        raise WorkbookRefused(
            "other_template",
            seen=f"这是“{shorten(title or code, 20)}”的模板",
            allowed=f"这里要的是“{spec.title}”",
            remedy="请到对应的页面上传，或在本页下载模板。",
        )
    if version != spec.version:
        return [_note("old_template", "用的是旧版模板，已按表头对上列")]
    return []


def _best_header(head: list[tuple[int, RawRow]], spec: SheetSpec) -> tuple[int, int]:
    """How many columns the best row of the first few matches, and its place in `head`; the earlier row wins a tie."""
    names = spec.names()
    best = (0, 0)
    for index, (_, row) in enumerate(head):
        fields = {column.field for value in row if value is not None and (column := names.get(header_text(value).name))}
        if len(fields) > best[0]:
            best = (len(fields), index)
    return best


def _table(
    spec: SheetSpec,
    title: str,
    context: Context,
    source: Callable[[int, int], Iterator[tuple[int, RawRow]]],
    scan: SheetScan,
    head: list[tuple[int, RawRow]],
    score: int,
    index: int,
    notes: list[Problem],
) -> Table:
    if score < min(2, len(spec.columns)):
        first = next((row for _, row in head if not _is_blank(row)), [])
        seen = "、".join(shorten(clean(show(value)), 12) for value in first if value is not None)[:80]
        raise WorkbookRefused(
            "header_not_found",
            seen=f"前{HEADER_WITHIN}行里没有找到表头，第一行有内容的是“{seen}”" if seen else "表里没有内容",
            allowed=f"表头要有：{'、'.join(column.header for column in spec.columns if column.required)}",
            remedy="请补上表头，或下载模板后把数据复制进去。",
        )
    header_row, header = head[index]
    matches = _match(spec, header, header_row, notes)
    _refuse_missing(spec, matches)
    if title:
        notes.extend(_layout_notes(scan, header_row))
    return Table(spec, title, header_row, tuple(header), tuple(matches), notes, context, source, scan)


def _match(spec: SheetSpec, header: RawRow, header_row: int, notes: list[Problem]) -> list[ColumnMatch]:
    names = spec.names()
    matches: list[ColumnMatch] = []
    owner: dict[str, ColumnMatch] = {}
    for position, value in enumerate(header, 1):
        letters = column_letters(position)
        text = header_text(value)
        column = names.get(text.name) if text.name else None
        match = ColumnMatch(letters, clean(show(value)), column, _unit(column, text))
        if column is None:
            if text.name and text.name not in SILENT_HEADERS:
                notes.append(
                    _note(
                        "unknown_column",
                        f"列“{shorten(match.header, 20)}”没有对上，不导入",
                        cell=f"{letters}{header_row}",
                    )
                )
        elif column.field in owner:
            raise WorkbookRefused(
                "duplicate_header",
                seen=f"{owner[column.field].letters}{header_row}和{letters}{header_row}的表头都是“{column.header}”",
                allowed="每一列只能出现一次",
                remedy="请删去其中一列，或改掉它的表头，再上传。",
            )
        else:
            owner[column.field] = match
            if column.kind in (Kind.MONEY, Kind.CAPITAL) and text.unit in FOREIGN_UNITS:
                raise WorkbookRefused(
                    "foreign_unit",
                    seen=f"{letters}{header_row}的表头单位是“{text.unit}”",
                    allowed=f"“{column.header}”要填人民币，单位可以是元、万元、亿元",
                    remedy="请折成人民币并改好表头的单位，再上传。",
                )
            if column.unit and match.unit != column.unit:
                notes.append(
                    _note(
                        "other_unit",
                        f"“{column.header}”的表头写着单位{match.unit}，按{match.unit}读入（模板是{column.unit}）",
                        cell=f"{letters}{header_row}",
                    )
                )
        matches.append(match)
    return matches


def _unit(column: ColumnSpec | None, text: HeaderText) -> str:
    """The unit the file states wins over the unit of the spec: it is what its writer had in mind."""
    if column is None:
        return ""
    if column.kind in (Kind.MONEY, Kind.CAPITAL):
        return text.unit or column.unit
    return column.unit


def _refuse_missing(spec: SheetSpec, matches: list[ColumnMatch]) -> None:
    present = {match.column.field for match in matches if match.column}
    missing = [column for column in spec.columns if column.required and column.field not in present]
    if not missing:
        return
    unknown = [match.header for match in matches if match.column is None and match.header]
    hints: list[str] = []
    for column in missing:
        close = difflib.get_close_matches(column.header, unknown, n=1, cutoff=0.5)
        hints.extend(f"“{close_name}”是不是“{column.header}”" for close_name in close)
    remedy = (
        f"{'；'.join(hints)}？请把表头改成规定的名称再上传。" if hints else "请补上这些列，或下载模板后把数据复制进去。"
    )
    raise WorkbookRefused(
        "missing_columns",
        seen=f"缺少必需的列：{'、'.join(column.header for column in missing)}",
        allowed=f"表头必须有：{'、'.join(column.header for column in spec.columns if column.required)}",
        remedy=remedy,
    )


def _layout_notes(scan: SheetScan, header_row: int) -> list[Problem]:
    notes = []
    if scan.hidden_rows:
        notes.append(_note("hidden_rows", f"有{scan.hidden_rows}行被隐藏，也会读入"))
    in_header = [ref for ref in scan.merges if _touches(ref, header_row)]
    if in_header:
        notes.append(
            _note("merged_header", f"表头有合并的单元格{in_header[0]}，只按左上角的文字对列", cell=in_header[0])
        )
    below = scan.merge_count - len(in_header)
    if below:
        notes.append(_note("merged_cells", f"有{below}处合并的单元格，竖向合并的按第一格的内容填到每一行"))
    if scan.formulas_without_value_count:
        first = scan.formulas_without_value[0]
        notes.append(
            _note(
                "formula_without_value",
                f"有{scan.formulas_without_value_count}个公式没有计算结果，第一个在{first}",
                cell=first,
            )
        )
    return notes


def _touches(reference: str, row: int) -> bool:
    first, _, last = reference.partition(":")
    return split_reference(first)[0] <= row <= split_reference(last or first)[0]


class _RowReader:
    """Turns raw rows of one table into Row objects, remembering merged cells and what must be said at the end."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = [
            (position, match, match.column, Context(table.context.on, match.unit, table.context.date1904))
            for position, match in enumerate(table.matches)
            if match.column is not None
        ]
        self.without_value = set(table.scan.formulas_without_value)
        self.header_names = [
            (position, header_text(value).name) for position, value in enumerate(table.header) if value
        ]
        self.merges = self._vertical_merges()
        self.filling: dict[int, tuple[int, Raw]] = {}
        self.nameless: dict[int, str] = {}

    def _vertical_merges(self) -> dict[tuple[int, int], int]:
        merges = {}
        for reference in self.table.scan.merges:
            first, _, last = reference.partition(":")
            top, column = split_reference(first)
            bottom, _right = split_reference(last or first)
            if bottom > top > self.table.header_row:
                merges[top, column - 1] = bottom
        return merges

    def read(self, number: int, raw: RawRow) -> Row | None:
        """The row, or None when it holds no data; the reason is counted."""
        if self.merges:
            raw = self._filled(number, raw)
        if _is_blank(raw) and not self._has_open_formula(number):
            self.table.counts.blank += 1
            return None
        if self._is_subtotal(raw):
            self.table.counts.subtotal += 1
            return None
        if self._repeats_header(raw):
            self.table.counts.repeated_header += 1
            return None
        cells: dict[str, Cell] = {}
        problems: list[Problem] = []
        for position, match, column, context in self.columns:
            value = raw[position] if position < len(raw) else None
            address = f"{match.letters}{number}"
            reading = parse(column, value, context)
            if value is None and address in self.without_value:
                problems.append(_formula_problem(address, column))
            elif reading.fault:
                fault = reading.fault
                problems.append(
                    Problem(
                        address,
                        column.field,
                        fault.code,
                        fault.severity,
                        fault.message,
                        show(value),
                        fault.allowed,
                        fault.example,
                    )
                )
            elif reading.value is None and column.required:
                problems.append(
                    Problem(
                        address,
                        column.field,
                        "missing",
                        Severity.REFUSE,
                        "必填，不能空",
                        show(value),
                        "",
                        column.example,
                    )
                )
            cells[column.field] = Cell(address, value, reading.value)
        if self._is_example(cells):
            self.table.counts.example += 1
            return None
        self._remember_nameless(number, raw)
        return Row(number, cells, tuple(problems), tuple(raw))

    def _filled(self, number: int, raw: RawRow) -> RawRow:
        values = list(raw)
        for column, (bottom, value) in list(self.filling.items()):
            if number > bottom:
                del self.filling[column]
                continue
            values.extend([None] * (column + 1 - len(values)))
            values[column] = value
        for position, value in enumerate(values):
            if bottom := self.merges.get((number, position), 0):
                self.filling[position] = (bottom, value)
        return values

    def _has_open_formula(self, number: int) -> bool:
        return bool(self.without_value) and any(
            f"{match.letters}{number}" in self.without_value for _, match, _, _ in self.columns
        )

    def _is_subtotal(self, raw: RawRow) -> bool:
        first = next((value for value in raw if value is not None and value != ""), None)
        if not isinstance(first, str) or len(first) > 12:
            return False
        text = clean(first).replace(" ", "").rstrip(":：")
        return text in SUBTOTAL_WORDS

    def _repeats_header(self, raw: RawRow) -> bool:
        """Long printed lists repeat their header on each page."""
        position, name = self.header_names[0]
        if position >= len(raw) or not isinstance(raw[position], str) or header_text(raw[position]).name != name:
            return False
        return all(at < len(raw) and header_text(raw[at]).name == text for at, text in self.header_names)

    def _is_example(self, cells: dict[str, Cell]) -> bool:
        filled = [(field, cell) for field, cell in cells.items() if cell.raw not in (None, "")]
        examples = {column.field: column.example for _, _, column, _ in self.columns}
        return bool(filled) and all(
            examples[field] and clean(show(cell.raw)) == examples[field] for field, cell in filled
        )

    def _remember_nameless(self, number: int, raw: RawRow) -> None:
        matches = self.table.matches
        for position, value in enumerate(raw):
            if value in (None, "") or position in self.nameless:
                continue
            if position >= len(matches) or not matches[position].header:
                self.nameless[position] = f"{column_letters(position + 1)}{number}"

    def closing_notes(self) -> list[Problem]:
        """What only the end of the file can tell: rows left out, columns of data without a header."""
        counts = self.table.counts
        notes = [
            _note("nameless_column", f"{column_letters(position + 1)}列没有表头但有内容，不导入", cell=cell)
            for position, cell in sorted(self.nameless.items())
        ]
        for count, code, what in (
            (counts.blank, "blank_rows", "空行"),
            (counts.subtotal, "subtotal_rows", "小计、合计行"),
            (counts.example, "example_rows", "示例行"),
            (counts.repeated_header, "repeated_headers", "重复的表头行"),
        ):
            if count:
                notes.append(_note(code, f"已跳过{count}行{what}"))
        return notes


def _formula_problem(address: str, column: ColumnSpec) -> Problem:
    return Problem(
        address,
        column.field,
        "formula_without_value",
        Severity.REFUSE,
        "公式没有保存计算结果",
        "",
        "数值；可以复制这一列，用“粘贴为数值”覆盖后保存",
        column.example,
    )
