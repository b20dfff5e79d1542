"""Completion, growth, lights and ranks at their edges."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cultivation.targets.queries.standing import Standing, elapsed_share, light, ranks, same_day_last_year


def test_no_target_is_no_rate_and_a_target_of_nought_is_none_either():
    assert Standing(5, 4).rate is None
    assert Standing(5, 4, 0).rate is None
    assert Standing(0, 4, 10).rate == 0
    assert Standing(12, 4, 10).rate == Fraction(12, 10)


def test_growth_without_a_base_is_unknown_and_not_nought():
    assert Standing(5, 0).growth is None
    assert Standing(5, 5).growth == 0
    assert Standing(90, 67).growth == Fraction(23, 67)


def test_the_gap_is_never_negative_and_unknown_without_a_target():
    assert [Standing(5, 0, target).gap for target in (None, 3, 8)] == [None, 0, 3]


@pytest.mark.parametrize(
    ("year", "on", "share"),
    [
        (2026, date(2026, 11, 22), Fraction(326, 365)),
        (2026, date(2026, 12, 31), Fraction(1)),
        (2024, date(2024, 2, 29), Fraction(60, 366)),
        (2025, date(2026, 1, 1), Fraction(1)),
        (2027, date(2026, 12, 31), Fraction(0)),
    ],
)
def test_the_elapsed_share_counts_the_day_itself(year, on, share):
    assert elapsed_share(year, on=on) == share


@pytest.mark.parametrize(
    ("count", "target", "colour"),
    [
        (326, 365, "green"),
        (325, 365, "yellow"),
        (2934, 3650, "yellow"),
        (2933, 3650, "red"),
        (3, 4, "grey"),
        (5, None, "grey"),
        (5, 0, "grey"),
    ],
)
def test_lights_turn_exactly_on_the_line(count, target, colour):
    assert light(Standing(count, 0, target), Fraction(326, 365)) == colour


def test_equals_share_a_rank_and_the_next_is_skipped():
    values = {"甲": Fraction(9, 10), "乙": Fraction(8, 10), "丙": Fraction(4, 5), "丁": Fraction(1, 2), "戊": None}
    assert ranks(values) == {"甲": 1, "乙": 2, "丙": 2, "丁": 4, "戊": None}


def test_nobody_is_ranked_without_a_value():
    assert ranks({"甲": None}) == {"甲": None}
    assert ranks({}) == {}


# A busy machine must not fail a test: how long drawing takes says nothing about ranks.
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, 20), st.one_of(st.none(), st.fractions(0, 2, max_denominator=6)), max_size=9))
def test_a_rank_is_one_more_than_the_number_of_better_ones(values):
    for key, rank in ranks(values).items():
        if values[key] is None:
            assert rank is None
        else:
            assert rank == 1 + sum(other is not None and other > values[key] for other in values.values())


def test_the_same_day_last_year_of_a_leap_day_is_the_28th():
    assert same_day_last_year(date(2024, 2, 29)) == date(2023, 2, 28)
    assert same_day_last_year(date(2026, 11, 22)) == date(2025, 11, 22)
