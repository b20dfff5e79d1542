from decimal import Decimal
from fractions import Fraction

import pytest

from policies.engine import units
from policies.engine.units import UnitError, read_quantity, stored


@pytest.mark.parametrize(
    ("text", "dimension", "expected"),
    [
        ("4800万元", units.MONEY, 4_800_000_000),
        ("4,800.00 万元", units.MONEY, 4_800_000_000),
        ("4，800万元", units.MONEY, 4_800_000_000),
        ("0.48亿元", units.MONEY, 4_800_000_000),
        ("48000000元", units.MONEY, 4_800_000_000),
        ("0.01元", units.MONEY, 1),
        ("7分钱", units.MONEY, 7),
        ("-200万元", units.MONEY, -200_000_000),
        ("45.75", units.PEOPLE, 457_500),
        ("80人", units.PEOPLE, 800_000),
        ("3", units.COUNT, 3),
        ("3件", units.COUNT, 3),
        ("8分", units.POINTS, 8),
    ],
)
def test_a_quantity_is_read_exactly(text, dimension, expected):
    assert read_quantity(text, dimension) == expected


@pytest.mark.parametrize(
    ("text", "dimension", "said"),
    [
        ("4800", units.MONEY, "“4800”没有单位，可能是元，也可能是万元。请写成“4800万元”。"),
        ("N/A", units.MONEY, "“N/A”不是数量。请写成数字加单位，如“4800万元”。"),
        ("", units.MONEY, "不是数量"),
        ("1e9元", units.MONEY, "“1e9元”不是数量"),
        ("20万人民币", units.MONEY, "“20万人民币”的单位“万人民币”不适用。可用：分钱、元、万元、亿元"),
        ("35万美元", units.MONEY, "的单位“万美元”不适用"),
        ("0.001元", units.MONEY, "“0.001元”的小数位太多：这一项最细记到分（人民币）。"),
        ("1.00001人", units.PEOPLE, "最细记到万分之一人"),
        ("80万元", units.PEOPLE, "的单位“万元”不适用。可用：人，如“80人”。"),
        ("2.5项", units.COUNT, "最细记到项"),
        ("9" * 40, units.COUNT, "不是数量"),
    ],
)
def test_what_is_unclear_is_asked_back(text, dimension, said):
    with pytest.raises(UnitError) as refusal:
        read_quantity(text, dimension)
    assert said in str(refusal.value)


def test_a_percentage_stays_a_fraction():
    assert stored(Decimal("2.5"), "%") == Fraction(1, 40)
