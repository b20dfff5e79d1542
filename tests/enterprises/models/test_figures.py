"""What follows from the figures of a year, what cannot be true, and what is asked."""

import pytest

from enterprises.models.figures import LABELS, MAY_BE_NEGATIVE, NAMES, PARTS, RD_ITEMS, derived, impossible, questions
from tests.factories.enterprises import PERSON, WAN

ITEMS = {
    "rd_staff_cost_fen": 100 * WAN,
    "rd_direct_fen": 60 * WAN,
    "rd_depreciation_fen": 20 * WAN,
    "rd_amortisation_fen": 5 * WAN,
    "rd_design_fen": 5 * WAN,
    "rd_trial_fen": 10 * WAN,
    "rd_other_fen": 10 * WAN,
    "rd_outsourced_domestic_fen": 50 * WAN,
    "rd_outsourced_overseas_fen": 10 * WAN,
}


def test_the_collection_counts_four_fifths_of_what_was_paid_to_others():
    # base 200 + 48 = 248, other 10 below a quarter of it; domestic 200 + 10 + 40.
    assert derived(ITEMS) == {"rd_expense_fen": 258 * WAN, "rd_domestic_fen": 250 * WAN}


def test_other_expense_counts_up_to_a_fifth_of_the_total():
    # base 248, other capped at 62: 62 is exactly a fifth of 310.
    assert derived(ITEMS | {"rd_other_fen": 100 * WAN})["rd_expense_fen"] == 310 * WAN
    assert derived(ITEMS | {"rd_other_fen": 62 * WAN})["rd_expense_fen"] == 310 * WAN
    assert derived(ITEMS | {"rd_other_fen": 62 * WAN - 1})["rd_expense_fen"] == 310 * WAN - 1


def test_fractions_of_a_fen_are_rounded_once_and_half_up():
    nothing = dict.fromkeys(RD_ITEMS, 0)
    # 0.8 × 1 = 0.8 → 1; domestic 0.8 → 1.
    assert derived(nothing | {"rd_outsourced_domestic_fen": 1}) == {"rd_expense_fen": 1, "rd_domestic_fen": 1}
    # base 2, other up to 0.5: 2.5 → 3.
    assert derived(nothing | {"rd_direct_fen": 2, "rd_other_fen": 9})["rd_expense_fen"] == 3
    assert derived(nothing) == {"rd_expense_fen": 0, "rd_domestic_fen": 0}


@pytest.mark.parametrize("item", RD_ITEMS)
def test_nothing_is_derived_while_one_item_is_unknown(item):
    assert derived(ITEMS | {item: None}) == {}
    assert derived({name: value for name, value in ITEMS.items() if name != item}) == {}


@pytest.mark.parametrize("name", NAMES)
def test_only_profit_may_be_negative(name):
    problems = impossible({name: -1})
    if name in MAY_BE_NEGATIVE:
        assert problems == {}
    else:
        assert LABELS[name] in problems[name]
        assert "不能为负" in problems[name]


@pytest.mark.parametrize(("part", "total"), PARTS)
def test_a_part_above_its_total_is_refused_and_at_its_total_accepted(part, total):
    assert impossible({part: 7, total: 7}) == {}
    assert LABELS[total] in impossible({part: 8, total: 7})[part]
    assert impossible({part: 8, total: None}) == {}


def test_parts_that_exclude_each_other_are_summed():
    people = {"staff_onjob_e4": 80 * PERSON, "staff_parttime_e4": 15 * PERSON, "staff_temporary_e4": 6 * PERSON}
    sentence = impossible({**people, "staff_e4": 100 * PERSON})["staff_e4"]
    assert sentence == "在职人员、兼职人员、临时聘用人员合计101人，不能大于职工总数（全年月平均）（100人）。"
    assert impossible({**people, "staff_e4": 101 * PERSON}) == {}


def test_research_above_sales_is_asked_not_refused():
    figures = {"rd_expense_fen": 178 * WAN, "sales_fen": 52 * WAN}
    assert impossible(figures) == {}
    (question,) = questions(figures, None)
    assert question.field == "rd_expense_fen"
    assert question.text == "研发费用（178.00万元）大于销售收入（52.00万元）。请核对单位是否为万元；确实如此请确认。"
    assert questions({"rd_expense_fen": 52 * WAN, "sales_fen": 52 * WAN}, None) == ()
    assert questions({"rd_expense_fen": 52 * WAN, "sales_fen": None}, None) == ()


@pytest.mark.parametrize(("before", "now"), [(5_200 * WAN, 5_200 * WAN * 10_000), (5_200 * WAN * 10_000, 5_200 * WAN)])
def test_a_jump_of_ten_thousand_against_last_year_is_asked(before, now):
    (question,) = questions({"sales_fen": now}, {"sales_fen": before})
    assert "相差上千倍" in question.text


@pytest.mark.parametrize(
    ("before", "now", "asked"), [(1, 999, 0), (1, 1_000, 1), (1_000, 1, 1), (0, 10**12, 0), (None, 5, 0), (5, None, 0)]
)
def test_growth_below_a_thousandfold_is_not_asked(before, now, asked):
    assert len(questions({"assets_fen": now}, {"assets_fen": before})) == asked
