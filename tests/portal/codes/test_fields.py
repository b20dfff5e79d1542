"""The fields of high technology."""

import pytest

from portal.codes import fields


def test_there_are_eight_fields_and_fifty_two_of_the_second_level():
    assert len(fields.fields()) == 8
    assert len(fields.second_level()) == 52
    assert all(fields.field_of(code) in fields.fields() for code in fields.second_level())


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("80", "先进制造与自动化"),
        ("801", "先进制造与自动化／工业生产过程控制系统"),
        ("10101", "电子信息／软件"),
        ("", ""),
    ],
)
def test_a_code_has_a_name(code, label):
    assert fields.problem(code) == ""
    assert fields.label(code) == label


@pytest.mark.parametrize("code", ["90", "809x", "1010", "109", "10901", "软件"])
def test_what_is_no_code_is_refused_with_an_example(code):
    assert "示例：801" in fields.problem(code)
    assert fields.field_of(code) == ""
    assert fields.label(code) == code


def test_full_width_digits_are_understood():
    assert fields.normalise(" ８０１ ") == "801"
