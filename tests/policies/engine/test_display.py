import random
import re
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from policies.engine import display, units
from policies.engine.packs import Band

LINES = [Fraction(part, 100) for part in (2, 3, 4, 5, 6, 10, 15, 20, 25, 30, 35, 60)]


def side(value, line):
    return (value > line) - (value < line)


def read_back(text):
    return Fraction(Decimal(re.sub(r"[^0-9.\-]", "", text)))


def test_no_shown_ratio_crosses_a_line_in_ten_thousand_cases():
    rng = random.Random(20161)
    for _ in range(10_000):
        line = rng.choice(LINES)
        bottom = rng.choice([rng.randint(1, 500), rng.randint(1, 10**13)])
        value = Fraction(line.numerator * bottom // line.denominator + rng.choice([-1, 0, 1]), bottom)
        shown = read_back(display.show(value, units.RATIO, [line])) / 100
        assert side(shown, line) == side(value, line), (value, line)


def test_no_shown_amount_crosses_a_line_in_ten_thousand_cases():
    rng = random.Random(2017)
    for _ in range(10_000):
        line = Fraction(rng.choice([5_000, 20_000]) * 1_000_000)
        value = line + rng.choice([-1, 1, 0, rng.randint(-9_999, 9_999), rng.randint(-(10**9), 10**9)])
        shown = read_back(display.show(value, units.MONEY, [line])) * 1_000_000
        assert side(shown, line) == side(value, line), value


@pytest.mark.parametrize(
    ("value", "dimension", "lines", "expected"),
    [
        (Fraction(3996, 100_000), units.RATIO, [Fraction(4, 100)], "3.996%"),
        (Fraction(49_993, 1_000_000), units.RATIO, [Fraction(5, 100)], "4.999%"),
        (Fraction(5, 100), units.RATIO, [Fraction(5, 100)], "5.00%"),
        (Fraction(11, 86), units.RATIO, [], "12.79%"),
        (Fraction(1, 800), units.RATIO, [], "0.13%"),
        (Fraction(-1, 800), units.RATIO, [], "-0.13%"),
        (5_200_000_000, units.MONEY, [], "5,200.00万元"),
        (20_000_000_001, units.MONEY, [Fraction(20_000_000_000)], "20,000.000001万元"),
        (-200_000_000, units.MONEY, [], "-200.00万元"),
        (860_000, units.PEOPLE, [], "86人"),
        (457_500, units.PEOPLE, [], "45.75人"),
        (99_999, units.PEOPLE, [Fraction(100_000)], "9.9999人"),
        (3, units.COUNT, [], "3项"),
        (Fraction(11, 3), units.COUNT, [Fraction(4)], "3.67项"),
        (434, units.DAYS, [], "434天"),
        ((date(2024, 2, 29) - date(1970, 1, 1)).days, units.DATE, [], "2024-02-29"),
        (48, units.POINTS, [], "48分"),
    ],
)
def test_figures_read_as_the_bureau_writes_them(value, dimension, lines, expected):
    assert display.show(value, dimension, lines) == expected


def test_a_unit_can_be_asked_for():
    assert display.show(9_500_000_000_000, units.MONEY, unit="亿元") == "950.00亿元"
    assert display.show(Fraction(1, 2), units.RATIO, unit="1") == "50.00%"


def test_a_figure_on_a_line_without_a_finite_decimal_is_shown_rounded():
    assert display.number(Fraction(1, 3), [Fraction(1, 3)]) == "0.33"


def test_a_yearly_growth_shows_more_digits_only_where_they_tell_the_side():
    multiple, line = Fraction("1.728"), Fraction("1.7280001")
    assert display.yearly(multiple, 3) == "20.00%"
    assert display.yearly(line, 3, [multiple]) == "20.000002%"
    assert display.yearly(Fraction(-1), 3) == "--"
    assert display.yearly(Fraction(2), 3, [Fraction(2)]) == "25.99%"


def test_figures_of_a_rule_are_written_short():
    assert display.plain(Fraction(5, 100), units.RATIO, "%") == "5%"
    assert display.plain(Fraction(25, 1000), units.RATIO, "%") == "2.5%"
    assert display.plain(Fraction(5, 100), units.RATIO, "1") == "5%"
    assert display.plain(Fraction(20_000_000_000), units.MONEY, "万元") == "20,000万元"
    assert display.plain(Fraction(121), units.POINTS, "分", 2) == "60.5分"


def test_points_are_one_figure_or_a_range():
    assert display.points(48, 48) == "48分"
    assert display.points(48, 60) == "48–60分"
    assert display.points(97, 97, 2) == "48.50分"


def test_a_band_says_which_ends_it_holds():
    quarter, third = Fraction(25, 100), Fraction(30, 100)
    assert display.band(Band(quarter, True, third, False, 1, 1), "%") == "不低于25%且低于30%"
    assert display.band(Band(quarter, False, third, True, 1, 1), "%") == "高于25%且不高于30%"
    assert display.band(Band(None, False, third, False, 1, 1), "%") == "低于30%"
    assert display.band(Band(quarter, True, None, False, 1, 1), "%") == "不低于25%"
    assert display.band(Band(None, False, None, False, 1, 1), "%") == "不限"
