"""Papers: the same content as PDF and as Word, on A4, with Chinese words that can be read back."""

import io
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from portal.papers import (
    CannotPrint,
    Cell,
    Column,
    Facts,
    Heading,
    Paper,
    Paragraph,
    Points,
    Table,
    lacking,
    pdf,
    pdf_of,
    word_of,
)

ROWS = 80
PAPER = Paper(
    title="科技创新体检报告",
    subject="某甲有限公司",
    number="91350100M000100Y43-01",
    on=date(2026, 11, 22),
    blocks=(
        Facts(
            (
                ("企业名称", "某甲有限公司"),
                ("行业", "仪器"),
                ("现有资质", "高新技术企业GR202441000001，至2027-10-28；其他"),
            )
        ),
        Heading("一、总体结论"),
        Paragraph("现在88分<入库线>，已过线。"),
        Paragraph("细则另附。", is_quiet=True),
        Heading("（一）条件", 2),
        Table(
            "条件",
            (Column("条件名称", 30), Column("现状", 40, "center"), Column("来源", 30)),
            tuple(
                (Cell(f"第{number}项", is_strong=True), Cell("达标", note="差0.04百分点"), Cell("年报", is_small=True))
                for number in range(1, ROWS + 1)
            ),
        ),
        Points(("内部认定1人", "新招1人")),
    ),
    signs=("体检人：", "日期："),
    foot="某甲有限公司 第1次体检",
)


@pytest.fixture(scope="module")
def pages():
    if sentence := lacking():
        pytest.skip(sentence)
    return PdfReader(io.BytesIO(pdf_of(PAPER))).pages


@pytest.fixture(scope="module")
def document():
    return Document(io.BytesIO(word_of(PAPER)))


def test_pages_are_a4(pages):
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} == {(595, 842)}


def test_every_page_has_its_number_the_subject_and_the_head_of_the_table(pages):
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        words = page.extract_text().replace(" ", "").replace("\n", "")
        assert f"第{number}页共{len(pages)}页" in words
        assert "某甲有限公司第1次体检" in words
        assert "条件名称" in words, number


def test_every_word_is_on_the_pages(pages):
    words = "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")
    for word in (
        "科技创新体检报告",
        "91350100M000100Y43-01",
        "<入库线>",
        "细则另附",
        f"第{ROWS}项",
        "差0.04百分点",
        "新招1人",
    ):
        assert word in words, word
    assert "体检人：" in words


def test_the_fonts_travel_with_the_pages(pages):
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile2", "/FontFile3"} & set(descriptor)


def test_without_pango_the_sentence_says_what_to_install(monkeypatch):
    def broken():
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "_weasyprint", broken)
    lacking.cache_clear()
    try:
        assert "libpango-1.0-0" in lacking()
        with pytest.raises(CannotPrint, match="Word文件不受影响"):
            pdf_of(PAPER)
    finally:
        lacking.cache_clear()


def test_without_a_chinese_font_no_boxes_are_handed_out(monkeypatch):
    if sentence := lacking():
        pytest.skip(sentence)
    monkeypatch.setattr(pdf, "PROBE", "体\U0003fffd")  # a character that no font has
    lacking.cache_clear()
    try:
        assert "fonts-noto-cjk" in lacking()
        with pytest.raises(CannotPrint, match="空框"):
            pdf_of(PAPER)
    finally:
        lacking.cache_clear()


def test_a_paper_asks_for_nothing_outside_itself():
    with pytest.raises(ValueError, match="may not fetch"):
        pdf._refuse("https://example.org/a.png")


def test_word_is_a4_in_chinese_typefaces(document):
    section = document.sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    fonts = {
        name: document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1")
    }
    assert fonts == {"Normal": "仿宋", "Title": "宋体", "Heading 1": "黑体"}
    assert [one.get(qn("w:eastAsia")) for one in document.styles.element.iter(qn("w:lang"))] == ["zh-CN"]
    assert document.core_properties.title == "科技创新体检报告"


def test_word_repeats_the_head_of_a_table_and_cuts_no_row(document):
    table = document.tables[1]
    assert len(table.rows) == ROWS + 1
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[1].cells] == ["第1项", "达标\n差0.04百分点", "年报"]


def test_word_numbers_its_pages(document):
    foot = document.sections[0].footer._element.xml
    assert " PAGE " in foot and " NUMPAGES " in foot
    assert "某甲有限公司 第1次体检" in foot


def test_a_long_fact_has_a_line_of_its_own(document):
    assert [len(line) for line in PAPER.blocks[0].lines] == [2, 1]
    row = document.tables[0].rows[1].cells
    assert row[1]._tc is row[3]._tc


@pytest.mark.parametrize("widths", [(50, 40), (3, 57, 40), (61, 39)])
def test_widths_that_do_not_fill_a_table_are_refused(widths):
    with pytest.raises(ValueError, match="each needs 5 to 60"):
        Table("条件", tuple(Column("甲", width) for width in widths), ())


def test_an_odd_fact_is_not_lost():
    assert Facts((("甲", "1"), ("乙", "长" * 30), ("丙", "3"))).lines == [
        (("甲", "1"),),
        (("乙", "长" * 30),),
        (("丙", "3"),),
    ]
