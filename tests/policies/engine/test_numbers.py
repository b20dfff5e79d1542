import operator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.engine.numbers import (
    KNOWN,
    NO_DATA,
    NO_OPINION,
    UNDEFINED,
    WORD_BOUND,
    Calculator,
    Number,
    as_real,
    constant,
    whole,
)
from policies.engine.verdicts import MET

amounts = st.integers(-WORD_BOUND, WORD_BOUND)
small = st.integers(-1000, 1000)
COMPARE = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def column(values, *, exact):
    return whole(np.array(values, dtype=object if exact else np.int64), None)


def answers(calculator, one, name, two):
    """The verdicts, and which rows the plan could not settle."""
    verdicts = calculator.compare(one, name, two).tolist()
    doubtful = calculator.doubtful if calculator.doubtful is not None else np.zeros(calculator.n, dtype=bool)
    return verdicts, doubtful.tolist()


@settings(max_examples=150, deadline=None)
@given(
    values=st.lists(st.tuples(amounts, amounts, amounts, amounts), min_size=1, max_size=5),
    line=st.fractions(min_value=-5, max_value=5, max_denominator=400),
    name=st.sampled_from(sorted(COMPARE)),
    exact=st.booleans(),
)
def test_a_comparison_is_right_or_owns_its_doubt(values, line, name, exact):
    calculator = Calculator(len(values), exact=exact)
    a, b, c, d = (column(part, exact=exact) for part in zip(*values, strict=True))
    formulas = {
        "ratio": (calculator.divide(a, b), lambda p, q, r, s: Fraction(p, q)),
        "growth": (
            calculator.add(
                calculator.divide(calculator.add(calculator.divide(b, a), calculator.divide(c, b)), constant(2)),
                constant(1),
                sign=-1,
            ),
            lambda p, q, r, s: (Fraction(q, p) + Fraction(r, q)) / 2 - 1,
        ),
        "difference": (calculator.add(a, d, sign=-1), lambda p, q, r, s: Fraction(p - s)),
        "product": (calculator.multiply(calculator.divide(a, b), d), lambda p, q, r, s: Fraction(p, q) * s),
        "of ratios": (
            calculator.divide(calculator.divide(a, b), calculator.divide(c, d)),
            lambda p, q, r, s: Fraction(p, q) / Fraction(r, s),
        ),
    }
    assume(all(all(row) for row in values))
    for number, oracle in formulas.values():
        verdicts, doubtful = answers(calculator, number, name, constant(line))
        for row, verdict, doubt in zip(values, verdicts, doubtful, strict=True):
            assert doubt or verdict == int(COMPARE[name](oracle(*row), line))
        assert not (exact and any(doubtful))


@given(values=st.lists(st.tuples(small, small), min_size=1, max_size=6), exact=st.booleans())
def test_division_by_zero_is_undefined_and_meets_nothing(values, exact):
    calculator = Calculator(len(values), exact=exact)
    top, bottom = (column(part, exact=exact) for part in zip(*values, strict=True))
    ratio = calculator.divide(top, bottom)
    for (_, divisor), state in zip(values, calculator.states(ratio), strict=True):
        assert state == (KNOWN if divisor else UNDEFINED)
    for name in COMPARE:
        verdicts = calculator.compare(ratio, name, constant(0))
        assert all(verdict == 0 for (_, divisor), verdict in zip(values, verdicts, strict=True) if not divisor)


def test_division_by_a_figure_of_zero_is_undefined_everywhere():
    calculator = Calculator(2, exact=False)
    ratio = calculator.divide(column([1, 2], exact=False), constant(0))
    assert calculator.states(ratio).tolist() == [UNDEFINED, UNDEFINED]


def test_division_by_a_negative_turns_the_sign():
    calculator = Calculator(1, exact=False)
    assert as_real(calculator.divide(column([6], exact=False), column([-4], exact=False))).tolist() == [-1.5]
    assert as_real(calculator.divide(column([6], exact=False), constant(Fraction(-3, 2)))).tolist() == [-4.0]


def test_a_zero_that_a_float_cannot_tell_is_doubted():
    calculator = Calculator(1, exact=False)
    a, b, c = (column([value], exact=False) for value in (WORD_BOUND, WORD_BOUND - 1, 3))
    cancelled = calculator.add(calculator.divide(a, b), calculator.divide(a, b), sign=-1)
    calculator.divide(c, cancelled)
    assert calculator.doubtful.tolist() == [True]


@pytest.mark.parametrize("exact", [False, True])
def test_the_greatest_and_the_least_are_told_row_by_row(exact):
    calculator = Calculator(3, exact=exact)
    parts = [column([1, 5, 3], exact=exact), constant(3), column([2, 2, 9], exact=exact)]
    largest, least = calculator.extreme(parts, largest=True), calculator.extreme(parts, largest=False)
    assert as_real(largest).tolist() == [3, 5, 9]
    assert as_real(least).tolist() == [1, 2, 3]


def test_what_is_missing_is_asked_before_an_expert_is():
    calculator = Calculator(3, exact=False)
    states = np.array([NO_DATA, NO_OPINION, KNOWN], dtype=np.int8)
    one = whole(np.array([1, 1, 1]), states)
    two = whole(np.array([1, 1, 1]), np.array([NO_OPINION, KNOWN, KNOWN], dtype=np.int8))
    assert calculator.states(calculator.add(one, two)).tolist() == [NO_DATA, NO_OPINION, KNOWN]
    assert calculator.compare(one, "<", two).tolist() == [-1, 2, 0]


def test_doubt_is_only_cast_on_rows_that_are_known():
    calculator = Calculator(2, exact=False)
    known = np.array([KNOWN, NO_DATA], dtype=np.int8)
    a = whole(np.array([WORD_BOUND, WORD_BOUND]), known)
    b = whole(np.array([WORD_BOUND - 1, WORD_BOUND - 1]), None)
    one = calculator.multiply(calculator.divide(a, b), calculator.divide(a, b))
    calculator.compare(one, ">=", one)
    assert calculator.doubtful.tolist() == [True, False]


def test_choosing_keeps_fractions_and_floats_apart():
    rows = np.array([True, False])
    calculator = Calculator(2, exact=False)
    a, b = column([WORD_BOUND, 3], exact=False), column([7, WORD_BOUND], exact=False)
    ratio = calculator.divide(a, b)
    real = calculator.add(ratio, calculator.divide(b, a))
    assert as_real(calculator.choose(rows, ratio, constant(2), None)).tolist() == [WORD_BOUND / 7, 2.0]
    assert as_real(calculator.choose(rows, real, constant(2), None))[1] == 2.0
    assert as_real(calculator.choose(rows, constant(4), constant(2), None)).tolist() == [4.0, 2.0]


@pytest.mark.parametrize("deed", ["add", "multiply", "compare"])
def test_what_would_overflow_goes_on_as_a_float_that_knows_its_error(deed):
    calculator = Calculator(2, exact=False)
    large = whole(np.array([2**60, 3]), None, 2**61)
    if deed == "compare":
        third = Number(np.array([2**60, 1]), 3, 2**60, 3)
        verdicts = calculator.compare(large, ">", third)
        assert verdicts.tolist() == [MET, MET]
        return
    result = getattr(calculator, deed)(large, large)
    expected = [2.0**61, 6.0] if deed == "add" else [2.0**120, 9.0]
    assert result.real is not None
    assert np.all(np.abs(result.real - expected) <= 1e-9 * np.abs(expected))


def test_a_float_stays_a_float_when_it_is_multiplied():
    calculator = Calculator(1, exact=False)
    large = whole(np.array([2**60]), None, 2**61)
    twice = calculator.multiply(calculator.multiply(large, large), constant(2))
    assert twice.real == pytest.approx([2.0**121])
