from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web import formats

NOW = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (5_836_000_000, "5,836.00"),
        (0, "0.00"),
        (1, "0.00"),
        (4_999, "0.00"),
        (5_000, "0.01"),
        (-1_500_000, "-1.50"),
        (-5_000, "-0.01"),
        (123_456_789_012, "123,456.79"),
        (None, "未填"),
    ],
)
def test_fen_are_shown_in_wan_with_two_digits_rounded_half_up(fen, shown):
    assert formats.wan(fen) == shown


@pytest.mark.parametrize(
    ("fen", "shown"), [(950_000_000_000, "95.00"), (5_000_000, "0.00"), (50_000_000, "0.01"), (None, "未填")]
)
def test_fen_are_shown_in_yi_for_leaders(fen, shown):
    assert formats.yi(fen) == shown


@pytest.mark.parametrize(("fen", "shown"), [(30_400_000, "304,000.00"), (1, "0.01"), (None, "未填")])
def test_fen_are_shown_in_yuan_for_payments(fen, shown):
    assert formats.yuan(fen) == shown


@given(st.integers(min_value=-(10**17), max_value=10**17))
def test_yuan_lose_no_fen(fen):
    assert round(Decimal(formats.yuan(fen).replace(",", "")) * 100) == fen


@pytest.mark.parametrize(
    ("ratio", "digits", "shown"),
    [
        (0.875, 1, "87.5%"),
        (Fraction(178, 5200), 2, "3.42%"),
        (0, 1, "0.0%"),
        (1, 1, "100.0%"),
        (0.00005, 2, "0.01%"),
        (None, 1, "未填"),
    ],
)
def test_ratios_are_shown_as_percent(ratio, digits, shown):
    assert formats.percent(ratio, digits) == shown


@pytest.mark.parametrize(
    ("difference", "shown"),
    [(0.0006, "+0.06百分点"), (-0.018, "-1.80百分点"), (0, "0.00百分点"), (-0.00001, "0.00百分点"), (None, "未填")],
)
def test_differences_of_ratios_are_points_with_a_sign(difference, shown):
    assert formats.points(difference) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(212, "+212"), (-310, "-310"), (0, "0"), (1120, "+1,120"), (None, "未填")]
)
def test_changes_carry_their_sign_and_zero_carries_none(value, shown):
    assert formats.signed(value) == shown


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (5836, 4980, "+17.2%"),
        (90, 100, "-10.0%"),
        (100, 100, "0.0%"),
        (5, 0, "—（上年为0）"),
        (5, -3, "—（上年为负）"),
        (None, 4980, "未填"),
        (5836, None, "未填"),
    ],
)
def test_growth_names_a_base_that_allows_none(now, before, shown):
    assert formats.growth(now, before) == shown


@pytest.mark.parametrize(
    ("e4", "shown"),
    [
        (860_000, "86"),
        (865_000, "86.5"),
        (12_042_500, "1,204.25"),
        (1, "0.0001"),
        (0, "0"),
        (1_000_000, "100"),
        (None, "未填"),
    ],
)
def test_people_are_exact_without_idle_zeros(e4, shown):
    assert formats.persons(e4) == shown


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [(1312, 0, "1,312"), (0, 0, "0"), (2.5, 0, "3"), (-2.5, 0, "-3"), (0.1 + 0.2, 2, "0.30"), (None, 0, "未填")],
)
def test_numbers_have_thousands_and_round_half_up(value, digits, shown):
    assert formats.number(value, digits) == shown


def test_dates_have_one_form_in_tables_and_one_in_documents():
    assert formats.day(TODAY) == "2026-11-22"
    assert formats.day_long(date(2026, 3, 5)) == "2026年3月5日"
    assert formats.day(None) == "未填"
    assert formats.day_long(None, gap="--") == "--"


def test_moments_are_written_in_peking_time():
    assert formats.moment(NOW) == "2026-11-22 08:00"
    assert formats.day(datetime(2026, 11, 21, 17, 0, tzinfo=UTC)) == "2026-11-22"


@pytest.mark.parametrize(
    ("passed", "shown"),
    [
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=1), "1分钟前"),
        (timedelta(minutes=59, seconds=59), "59分钟前"),
        (timedelta(hours=1), "1小时前"),
        (timedelta(hours=23, minutes=59), "23小时前"),
        (timedelta(days=1), "2026-11-21 08:00"),
        (timedelta(minutes=-5), "2026-11-22 08:05"),
    ],
)
def test_recent_moments_are_told_by_distance_and_older_ones_by_date(passed, shown):
    assert formats.ago(NOW - passed, NOW) == shown


def test_a_moment_that_never_was_does_not_apply():
    assert formats.ago(None, NOW) == "--"


@pytest.mark.parametrize(
    ("due", "shown"),
    [
        (date(2026, 11, 27), "11-27 周五（还剩5天）"),
        (date(2026, 11, 22), "11-22 周日（今天到期）"),
        (date(2026, 11, 16), "11-16 周一（逾期6天）"),
        (date(2027, 1, 1), "2027-01-01 周五（还剩40天）"),
        (None, "--"),
    ],
)
def test_deadlines_give_date_weekday_and_distance(due, shown):
    assert formats.deadline(due, TODAY) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812341402", "138****1402"), ("0392-3305678", "****5678"), ("", "未填"), (None, "未填")],
)
def test_telephone_numbers_are_masked(phone, shown):
    assert formats.mask_phone(phone) == shown


def test_identity_numbers_keep_six_and_four():
    assert formats.mask_identity("410611199001011234") == "410611********1234"
    assert formats.mask_identity("12345678") == "********"


@pytest.mark.parametrize(("value", "shown"), [(0, 0), (False, False), ("", "未填"), (None, "未填"), ("是", "是")])
def test_zero_and_no_are_values_and_only_nothing_is_a_gap(value, shown):
    assert formats.given(value) == shown
