"""The classification of industries."""

import pytest

from portal.codes import industries


def test_there_are_twenty_sections_and_ninety_seven_divisions():
    assert "".join(industries.sections()) == "ABCDEFGHIJKLMNOPQRST"
    assert list(industries.divisions()) == [f"{number:02d}" for number in range(1, 98)]
    assert industries.table().source.startswith("GB/T 4754-2017")


@pytest.mark.parametrize(
    ("code", "section"),
    [("A01", "A"), ("C3425", "C"), ("G591", "G"), ("K70", "K"), ("M7310", "M"), ("T97", "T")],
)
def test_a_code_lies_in_its_section(code, section):
    assert industries.problem(code) == ""
    assert industries.section_of(code) == section


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("3425", "C3425"),
        (" c3425 ", "C3425"),
        ("Ｃ３４２５", "C3425"),
        ("65", "I65"),
        ("通用", "通用"),
        ("9901", "9901"),
    ],
)
def test_a_typed_code_is_brought_to_its_form(typed, kept):
    assert industries.normalise(typed) == kept


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("通用", "一个门类字母加2至4位数字"),
        ("C3", "一个门类字母加2至4位数字"),
        ("U34", "一个门类字母加2至4位数字"),
        ("C99", "大类“99”不在"),
        ("A34", "应为C34"),
    ],
)
def test_what_is_no_code_is_refused_with_a_reason(code, says):
    assert says in industries.problem(code)
    assert industries.section_of(code) == ""
    assert industries.label(code) == code


def test_an_unknown_industry_is_no_problem_and_has_no_name():
    assert industries.problem("") == ""
    assert industries.section_of("") == ""
    assert industries.label("") == ""


def test_a_label_names_the_division():
    assert industries.label("C3425") == "C3425 通用设备制造业"
