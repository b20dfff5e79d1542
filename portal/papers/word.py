"""A paper as a Word document that an office goes on editing: A4, Chinese typefaces, table heads on every page."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from portal.papers.paper import Align, Cell, Facts, Heading, Paper, Paragraph, Points, Table

SONG, HEI, FANG, LATIN = "宋体", "黑体", "仿宋", "Times New Roman"
WIDTH_CM: Final = 16.2  # 21.0 − 2.6 − 2.2
SHADE: Final = "EEEEEE"
_ALIGN: Final[dict[Align, Any]] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def word_of(paper: Paper) -> bytes:
    """The document."""
    document = Document()
    _set_up(document, paper)
    title = document.add_paragraph(style="Title")
    title.add_run(paper.title)
    _written(document.add_paragraph(), f"编号：{paper.number}", FANG, 12, align="center", after=10)
    for block in paper.blocks:
        _block(document, block)
    if paper.signs:
        _signs(document, paper.signs)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _set_up(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(2.6), Cm(2.4)
    section.left_margin, section.right_margin = Cm(2.6), Cm(2.2)
    for name, font, size, is_bold in (
        ("Normal", FANG, 12, False),
        ("Title", SONG, 22, True),
        ("Heading 1", HEI, 14, True),
        ("Heading 2", HEI, 12, True),
    ):
        _style(document.styles[name], font, size, is_bold)
    document.styles["Normal"].paragraph_format.line_spacing = 1.35
    title = document.styles["Title"]
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    border = title.element.pPr.find(qn("w:pBdr"))
    if border is not None:
        title.element.pPr.remove(border)
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "zh-CN")
    about = document.core_properties
    about.title, about.subject, about.author = paper.title, paper.subject, paper.foot
    about.language, about.identifier, about.comments = "zh-CN", paper.number, ""
    about.created = about.modified = datetime.combine(paper.on, time())
    _foot(section.footer.paragraphs[0], paper.foot)


def _style(style: Any, font: str, size: float, is_bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), is_bold
    style.font.color.rgb = None
    color = style.element.rPr.find(qn("w:color"))
    if color is not None:
        style.element.rPr.remove(color)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hAnsi"), LATIN)


def _block(document: Any, block: Heading | Paragraph | Points | Facts | Table) -> None:
    match block:
        case Heading(text=text, level=level):
            head = document.add_heading(text, level)
            head.paragraph_format.space_before, head.paragraph_format.space_after = Pt(12 if level == 1 else 8), Pt(4)
            head.paragraph_format.keep_with_next = True
        case Paragraph(text=text, is_quiet=is_quiet):
            size = 9.5 if is_quiet else 12
            one = _written(document.add_paragraph(), text, FANG, size, after=4)
            one.paragraph_format.first_line_indent = Pt(size * 2)
        case Points(items=items):
            for number, item in enumerate(items, start=1):
                one = _written(document.add_paragraph(), f"{number}. {item}", FANG, 12, after=2)
                one.paragraph_format.left_indent, one.paragraph_format.first_line_indent = Pt(24), Pt(-16)
        case Facts():
            _facts(document, block)
        case Table():
            _table(document, block)


def _facts(document: Any, block: Facts) -> None:
    widths = (2.5, 5.6, 2.5, 5.6)
    table = _new_table(document, len(block.lines), widths)
    for row, line in zip(table.rows, block.lines, strict=True):
        _whole(row)
        cells = list(row.cells)
        if len(line) == 1:
            cells = [cells[0], cells[1].merge(cells[3])]
        for place, (label, value) in enumerate(line):
            _filled(cells[place * 2], Cell(label), HEI, "left")
            _filled(cells[place * 2 + 1], Cell(value), FANG, "left")
    _written(document.add_paragraph(), "", FANG, 6)


def _table(document: Any, block: Table) -> None:
    widths = tuple(WIDTH_CM * column.width / 100 for column in block.columns)
    table = _new_table(document, len(block.rows) + 1, widths)
    head = table.rows[0]
    _whole(head)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, column in zip(head.cells, block.columns, strict=True):
        _filled(cell, Cell(column.title), HEI, "center")
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)
    for row, line in zip(list(table.rows)[1:], block.lines, strict=True):
        _whole(row)
        for cell, (column, given) in zip(row.cells, line, strict=True):
            _filled(cell, given, FANG, column.align)
    _written(document.add_paragraph(), "", FANG, 6)


def _new_table(document: Any, rows: int, widths: tuple[float, ...]) -> Any:
    table = document.add_table(rows, len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return table


def _whole(row: Any) -> None:
    """A row is not cut by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _filled(cell: Any, given: Cell, font: str, align: Align) -> None:
    paragraph = cell.paragraphs[0]
    size = 8.5 if given.is_small else 10
    _written(paragraph, given.text, font, size, align=align, is_bold=given.is_strong, spacing=1.15)
    if given.note:
        _written(cell.add_paragraph(), given.note, font, 8.5, align=align, spacing=1.1)


def _written(
    paragraph: Any,
    text: str,
    font: str,
    size: float,
    *,
    align: Align = "left",
    is_bold: bool = False,
    after: float = 0,
    spacing: float | None = None,
) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = LATIN, Pt(size), is_bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    paragraph.alignment = _ALIGN[align]
    paragraph.paragraph_format.space_after = Pt(after)
    if spacing is not None:
        paragraph.paragraph_format.line_spacing = spacing
    return paragraph


def _signs(document: Any, signs: tuple[str, ...]) -> None:
    _written(document.add_paragraph(), "", FANG, 12, after=12)
    width = WIDTH_CM / len(signs)
    table = document.add_table(1, len(signs))
    table.autofit = False
    for cell, sign in zip(table.rows[0].cells, signs, strict=True):
        cell.width = Cm(width)
        _written(cell.paragraphs[0], f"{sign}____________", FANG, 12)
    _whole(table.rows[0])


def _foot(paragraph: Any, foot: str) -> None:
    _written(paragraph, f"{foot}\t\t第", FANG, 9)
    for part in ("PAGE", "页 共", "NUMPAGES", "页"):
        if part.isascii():
            _field(paragraph, part)
        else:
            _written(paragraph, part, FANG, 9)
    paragraph.paragraph_format.tab_stops.clear_all()
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH_CM / 2))
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH_CM), alignment=2)


def _field(paragraph: Any, name: str) -> None:
    """A field that Word computes: the number of the page, or of all pages."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        run.font.name, run.font.size = LATIN, Pt(9)
        if kind is None:
            text = OxmlElement("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {name} "
            run._element.append(text)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)
