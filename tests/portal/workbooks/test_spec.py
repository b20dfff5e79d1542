"""A sheet is declared once; mistakes in the declaration are named."""

import pytest

from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec, header_text
from tests.portal.workbooks.builders import FIRMS


@pytest.mark.parametrize(
    ("written", "name", "unit"),
    [
        ("营业收入(万元)", "营业收入", "万元"),
        ("＊营业收入 （元）：", "营业收入", "元"),
        ("营业收入\n（单位：亿元）", "营业收入", "亿元"),
        ("注册资金(万)", "注册资金", "万元"),
        ("*企业名称(必填)", "企业名称", ""),
        ("研发费用（加计扣除口径）", "研发费用(加计扣除口径)", ""),
        ("研发费用(加计扣除口径)(万元)", "研发费用(加计扣除口径)", "万元"),
        (None, "", ""),
        (2024, "2024", ""),
    ],
)
def test_a_header_is_taken_apart_into_name_and_unit(written, name, unit):
    found = header_text(written)
    assert (found.name, found.unit) == (name, unit)


def test_the_version_changes_with_a_column_and_not_with_a_note():
    columns = list(FIRMS.columns)
    other_note = SheetSpec(FIRMS.code, FIRMS.title, tuple(columns), FIRMS.key, note="另一句说明")
    one_less = SheetSpec(FIRMS.code, FIRMS.title, tuple(columns[:-1]), FIRMS.key)
    assert other_note.version == FIRMS.version
    assert one_less.version != FIRMS.version


def test_columns_can_be_chosen_and_ordered():
    chosen = FIRMS.select(["founded_on", "code"])
    assert [column.field for column in chosen.columns] == ["founded_on", "code"]
    assert chosen.key == ("code",)
    with pytest.raises(KeyError):
        FIRMS.select(["nothing"])


@pytest.mark.parametrize(
    "columns",
    [
        (ColumnSpec("甲", "a"), ColumnSpec("乙", "a")),
        (ColumnSpec("甲", "a"), ColumnSpec("乙", "b", aliases=("甲",))),
    ],
)
def test_one_field_or_one_header_for_two_columns_is_refused(columns):
    with pytest.raises(ValueError, match="sheet x"):
        SheetSpec("x", "表", columns, ("a",))


def test_a_key_must_be_a_column():
    with pytest.raises(ValueError, match="code"):
        SheetSpec("x", "表", (ColumnSpec("甲", "a"),), ("code",))


def test_money_needs_a_unit_and_a_choice_its_words():
    with pytest.raises(ValueError, match="unit"):
        ColumnSpec("收入", "revenue_fen", Kind.MONEY)
    with pytest.raises(ValueError, match="allowed"):
        ColumnSpec("规模", "size", Kind.CHOICE)
