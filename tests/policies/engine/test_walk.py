from datetime import date

import numpy as np
import pytest

from policies.engine import Evidence, judge, read_facts
from policies.engine import expressions as ex
from policies.engine.walk import Walk

from . import small

ON = date(2021, 5, 1)
MILLIONS = ["4000万元", "4500万元", "5000万元"]


def judged(facts, *changes, on=ON, options=None):
    pack = small.pack(*changes).choosing(options or {})
    return judge(pack, read_facts(facts, pack.vocabulary), on)


def points(facts, item, *changes, options=None):
    pack = small.pack(*changes).choosing(options or {})
    walk = Walk(pack, read_facts(facts, pack.vocabulary), ON)
    span = walk.points(item)
    return int(span.least[0]), int(span.most[0])


def test_a_parameter_has_the_value_of_its_day():
    facts = {"staff": 450}
    assert judged(facts, on=date(2022, 12, 31)).criteria["staff"].tolist() == [1]
    assert judged(facts, on=date(2023, 1, 1)).criteria["staff"].tolist() == [0]


def test_an_amount_on_an_edge_takes_the_lower_step_of_a_scale():
    facts = {"sales": MILLIONS, "rd_expense": ["0元", "0元", "674.99万元"]}
    assert judged(facts).criteria["rd_ratio"].tolist() == [0]
    facts["sales"] = [*MILLIONS[:2], "50000000.01元"]
    assert judged(facts).criteria["rd_ratio"].tolist() == [1]


def test_a_scale_by_an_unknown_amount_is_unknown():
    facts = {"sales": ["4000万元", "4500万元", None], "rd_expense": ["0元", "0元", "1元"]}
    assert judged(facts).criteria["rd_ratio"].tolist() == [-1]


def test_the_case_of_a_formula_is_the_first_that_holds():
    pack = small.pack()
    for years, option, expected, case in (
        (["不适用", "不适用", "300万元"], "three", 100_000_000, 2),
        (["不适用", "不适用", "300万元"], "actual", 300_000_000, 1),
        (["不适用", "不适用", "不适用"], "actual", None, 0),
    ):
        read = pack.choosing({"base": option})
        walk = Walk(read, read_facts({"sales": years}, pack.vocabulary), ON)
        number = walk.derive(read.derived["mean_sales"])
        if expected is not None:
            assert int(np.asarray(number.top).reshape(-1)[0]) == expected * int(
                np.asarray(number.bottom).reshape(-1)[0]
            )
        assert walk.derived_case["mean_sales"].tolist() == [case]


def test_an_open_condition_leaves_the_formula_open():
    changes = (('when = "years(sales) < 1"', 'when = "recognised"'),)
    pack = small.pack(*changes)
    evidence = read_facts({"sales": MILLIONS}, pack.vocabulary)
    assert Walk(pack, evidence, ON).derive(pack.derived["mean_sales"]).state.tolist() == [1]
    assert Walk(pack, Evidence(1, {}), ON).truth(ex.Flag("clean")).tolist() == [-1]
    pack = small.pack(('when = "years(sales) < 1"', 'when = "clean"'))
    assert Walk(pack, evidence, ON).derive(pack.derived["mean_sales"]).state.tolist() == [0]


def test_a_word_without_a_column_is_unknown():
    pack = small.pack()
    walk = Walk(pack, Evidence(2, {}), ON)
    for text in ("total(sales)", "latest(sales)", "years(sales)"):
        node = ex.parse_number(text, ex.Scope(pack.vocabulary))
        assert walk.number(node).state.tolist() == [0, 0]
    assert walk.points("level").most.tolist() == [3, 3]


def test_the_sum_of_years_before_the_founding_is_no_number():
    facts = {"sales": ["不适用"] * 3, "rd_expense": ["不适用"] * 3}
    assert judged(facts).criteria["rd_ratio"].tolist() == [0]
    facts["sales"] = ["不适用", None, "不适用"]
    assert judged(facts).criteria["rd_ratio"].tolist() == [-1]


def test_points_of_a_band_stay_open_while_the_value_is():
    assert points({"sales": MILLIONS}, "rd") == (0, 4)
    assert points({"sales": ["0元"] * 3, "rd_expense": ["1元"] * 3}, "rd") == (0, 0)
    assert points({"sales": ["100元"] * 3, "rd_expense": ["3元"] * 3}, "rd") == (0, 0)
    assert points({"sales": ["100元"] * 3, "rd_expense": ["3元", "3元", "3.01元"]}, "rd") == (1, 2)
    assert points({"sales": ["100元"] * 3, "rd_expense": ["6元"] * 3}, "rd") == (4, 4)


def test_points_of_a_case_span_what_may_still_hold():
    assert points({}, "rights") == (0, 4)
    assert points({"rights": 1}, "rights") == (2, 2)
    changes = (('when = "rights >= 1"', 'when = "recognised"'),)
    assert points({"rights": 1}, "rights", *changes) == (0, 2)
    assert points({"rights": 1, "recognised": False}, "rights", *changes) == (0, 0)


def test_an_expert_settles_a_range_only_from_inside():
    assert points({"expert_level": 2}, "level") == (2, 2)
    assert points({"expert_level": 4}, "level") == (0, 3)
    assert points({"expert_level": -1}, "level") == (0, 3)


def test_a_section_has_a_ceiling():
    facts = {"rights": 5, "sales": ["100元"] * 3, "rd_expense": ["9元"] * 3, "expert_level": 3}
    assert points(facts, "") == (10, 10)
    assert points(facts | {"expert_level": None}, "") == (8, 10)


def test_half_points_are_kept_whole():
    changes = (
        ("max        = 10", "max        = 10\nper_point = 2"),
        ("points = [1, 2]", "points = 1.5"),
    )
    facts = {"rights": 1, "sales": ["100元"] * 3, "rd_expense": ["4元"] * 3, "expert_level": 2}
    judgement = judged(facts, *changes)
    assert judgement.score_min.tolist() == [11]
    assert judgement.criteria["line"].tolist() == [0]
    facts["expert_level"] = 3
    assert judged(facts, *changes).criteria["line"].tolist() == [1]


def test_an_open_score_says_why_it_is_open():
    facts = {"rights": 2, "sales": ["100元"] * 3, "rd_expense": ["3元"] * 3}
    assert judged(facts).criteria["line"].tolist() == [2]
    assert judged(facts | {"rights": None}).criteria["line"].tolist() == [-1]
    assert judged(facts | {"rights": 0}).criteria["line"].tolist() == [0]


def test_the_score_may_stand_on_either_side_of_a_comparison():
    changes = (('require     = "score >= pass_line"', 'require     = "pass_line <= score"'),)
    facts = {"rights": 2, "sales": ["100元"] * 3, "rd_expense": ["6元"] * 3}
    assert judged(facts, *changes).criteria["line"].tolist() == [1]


def test_the_points_of_an_unknown_item_are_asked_in_vain():
    with pytest.raises(KeyError):
        Walk(small.pack(), Evidence(1, {}), ON).points("other")
    with pytest.raises(TypeError, match="compared, never calculated with"):
        Walk(small.pack(), Evidence(1, {}), ON).number(ex.Points(""))


def test_least_and_greatest_stand_in_a_formula():
    changes = (
        (
            'formula = "total(rd_expense) / total(sales)"',
            'formula = "max(latest(rd_expense), fy(rd_expense, 2)) / min(latest(sales), 0 - fy(sales, 3))"',
        ),
    )
    facts = {"sales": ["-50元", "1元", "100元"], "rd_expense": ["0元", "3元", "2元"]}
    assert points(facts, "rd", *changes) == (4, 4)


def test_words_multiply_by_ratios():
    changes = (('formula = "total(rd_expense) / total(sales)"', 'formula = "total(rd_expense) / total(sales) * 2"'),)
    assert points({"sales": ["100元"] * 3, "rd_expense": ["3元"] * 3}, "rd", *changes) == (4, 4)
