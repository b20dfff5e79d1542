import itertools

import numpy as np
import pytest

from policies.engine.verdicts import MANUAL, MET, UNKNOWN, UNMET, both, either, negated

ANSWERS = (MET, UNMET, UNKNOWN, MANUAL)
PAIRS = list(itertools.product(ANSWERS, repeat=2))


def one(function, *answers):
    return int(function(*(np.array([answer], dtype=np.int8) for answer in answers))[0])


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (MET, MET, MET),
        (MET, UNMET, UNMET),
        (MET, UNKNOWN, UNKNOWN),
        (MET, MANUAL, MANUAL),
        (UNMET, UNMET, UNMET),
        (UNMET, UNKNOWN, UNMET),
        (UNMET, MANUAL, UNMET),
        (UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, MANUAL, UNKNOWN),
        (MANUAL, MANUAL, MANUAL),
    ],
)
def test_all_of_two(left, right, expected):
    assert one(both, left, right) == one(both, right, left) == expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (MET, MET, MET),
        (MET, UNMET, MET),
        (MET, UNKNOWN, MET),
        (MET, MANUAL, MET),
        (UNMET, UNMET, UNMET),
        (UNMET, UNKNOWN, UNKNOWN),
        (UNMET, MANUAL, MANUAL),
        (UNKNOWN, UNKNOWN, UNKNOWN),
        (UNKNOWN, MANUAL, UNKNOWN),
        (MANUAL, MANUAL, MANUAL),
    ],
)
def test_one_of_two(left, right, expected):
    assert one(either, left, right) == one(either, right, left) == expected


def test_not_turns_the_settled_and_leaves_the_open():
    assert [one(negated, answer) for answer in (MET, UNMET, UNKNOWN, MANUAL)] == [UNMET, MET, UNKNOWN, MANUAL]


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_not_changes_and_into_or(left, right):
    assert one(negated, one(both, left, right)) == one(either, one(negated, left), one(negated, right))


@pytest.mark.parametrize("function", [both, either])
def test_the_order_of_three_does_not_matter(function):
    for left, middle, right in itertools.product(ANSWERS, repeat=3):
        assert one(function, one(function, left, middle), right) == one(function, left, one(function, middle, right))


def test_rows_do_not_mix():
    left, right = (np.array(answers, dtype=np.int8) for answers in zip(*PAIRS, strict=True))
    assert both(left, right).tolist() == [one(both, *pair) for pair in PAIRS]
    assert either(left, right).tolist() == [one(either, *pair) for pair in PAIRS]
