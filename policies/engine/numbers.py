"""Exact numbers by the column: fractions of whole numbers in int64, or in Python integers where int64 would not do.

A column is top/bottom, two arrays of whole numbers with known bounds. While the bounds fit in 62 bits every sum and
every comparison is done by cross-multiplication in int64 and is exact. Where they would not fit, the column goes on as
float64 with a bound on its error, and a comparison that falls within reach of that error names its rows as doubtful.
With exact=True the arrays hold Python integers, nothing overflows, nothing is doubtful, and the same code runs.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from policies.engine.verdicts import MANUAL, UNKNOWN, UNMET, Verdicts

# What is known of a number, worst first, so that the state of a result is the least of its parts.
NO_DATA: Final = 0
NO_OPINION: Final = 1
UNDEFINED: Final = 2  # nothing is missing, yet there is no such number: division by zero, no year to look at
KNOWN: Final = 3

WORD_BOUND: Final = 2**50  # 11 万亿元 in fen; rows beyond it are judged in exact arithmetic
LIMIT: Final = 2**62
NEAR: Final = 1e-9

_VERDICT_OF_STATE: Final = np.array([UNKNOWN, MANUAL, UNMET, UNKNOWN], dtype=np.int8)
_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}

Whole = Any  # an array of int64 or of Python integers, or one Python integer standing for every row
States = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Number:
    """A column of numbers: top/bottom with bottom > 0, or, when real is given, float64 with its additive slack."""

    top: Whole
    bottom: Whole
    top_bound: int
    bottom_bound: int
    state: States | None = None  # None: known in every row
    real: NDArray[np.float64] | float | None = None
    slack: NDArray[np.float64] | float = 0.0


def constant(value: Fraction | int) -> Number:
    """The same number in every row."""
    exact = value if isinstance(value, Fraction) else Fraction(value)
    return Number(exact.numerator, exact.denominator, abs(exact.numerator), exact.denominator)


def whole(values: Whole, state: States | None, bound: int = WORD_BOUND) -> Number:
    """A column of whole numbers."""
    return Number(values, 1, bound, 1, state)


def weakest(*states: States | None) -> States | None:
    """What is known of a result made of parts."""
    result: States | None = None
    for state in states:
        if state is not None:
            result = state if result is None else np.minimum(result, state)
    return result


class Calculator:
    """Arithmetic over n rows; collects the rows a float could not settle in `doubtful`."""

    def __init__(self, n: int, *, exact: bool) -> None:
        self.n = n
        self.exact = exact
        self.doubtful: NDArray[np.bool_] | None = None

    def fits(self, *bounds: int) -> bool:
        """Whether products and sums with these bounds stay whole numbers."""
        return self.exact or max(bounds) < LIMIT

    def add(self, one: Number, two: Number, sign: int = 1) -> Number:
        """one + two, or one − two with sign −1."""
        state = weakest(one.state, two.state)
        if one.real is None and two.real is None:
            plain = isinstance(one.bottom, int) and isinstance(two.bottom, int)
            if one.bottom is two.bottom or (plain and one.bottom == two.bottom):
                bound = one.top_bound + two.top_bound
                if self.fits(bound):
                    return Number(one.top + sign * two.top, one.bottom, bound, one.bottom_bound, state)
            bound = one.top_bound * two.bottom_bound + two.top_bound * one.bottom_bound
            below = one.bottom_bound * two.bottom_bound
            if self.fits(bound, below):
                top = one.top * two.bottom + sign * (two.top * one.bottom)
                return Number(top, one.bottom * two.bottom, bound, below, state)
        left, right = as_real(one), as_real(two)
        slack = np.abs(left) + np.abs(right) + one.slack + two.slack
        return self._real(left + sign * right, slack, state)

    def multiply(self, one: Number, two: Number) -> Number:
        """one × two."""
        state = weakest(one.state, two.state)
        if one.real is None and two.real is None:
            bound, below = one.top_bound * two.top_bound, one.bottom_bound * two.bottom_bound
            if self.fits(bound, below):
                return Number(one.top * two.top, one.bottom * two.bottom, bound, below, state)
        left, right = as_real(one), as_real(two)
        return self._real(left * right, one.slack * np.abs(right) + two.slack * np.abs(left), state)

    def divide(self, one: Number, two: Number) -> Number:
        """one ÷ two; undefined where two is zero."""
        state = weakest(one.state, two.state)
        if two.real is not None:
            # a float cannot tell zero from nearly zero: rows this close go to exact arithmetic
            close = np.abs(two.real) <= NEAR * np.asarray(two.slack)
            self._doubt(close, state)
            inverse = 1.0 / np.where(two.real == 0, 1.0, two.real)
            left = as_real(one)
            slack = one.slack * np.abs(inverse) + two.slack * np.abs(left) * inverse * inverse
            return self._real(left * inverse, slack, self._undefined(two.real == 0, state))
        zero = two.top == 0
        flip: Whole
        size: Whole
        if isinstance(two.top, int):
            flip, size = (-1 if two.top < 0 else 1), abs(two.top) or 1
        else:
            flip = np.where(two.top < 0, -1, 1)
            size = two.top * flip + zero  # zero rows are undefined; one keeps the arithmetic quiet
        state = self._undefined(zero, state)
        inverse_bound = max(two.top_bound, 1)
        if one.real is None:
            bound, below = one.top_bound * two.bottom_bound, one.bottom_bound * inverse_bound
            if self.fits(bound, below):
                return Number(one.top * two.bottom * flip, one.bottom * size, bound, below, state)
        scale = np.asarray(two.bottom * flip, dtype=np.float64) / np.asarray(size, dtype=np.float64)
        return self._real(as_real(one) * scale, one.slack * np.abs(scale), state)

    def compare(self, one: Number, name: str, two: Number) -> Verdicts:
        """The verdict of one against two. An undefined number meets no requirement."""
        relation = _COMPARE[name]
        state = weakest(one.state, two.state)
        if one.real is None and two.real is None:
            crossed = one.top_bound * two.bottom_bound, two.top_bound * one.bottom_bound
            if self.fits(*crossed):
                return self._verdicts(relation(_times(one.top, two.bottom), _times(two.top, one.bottom)), state)
        left, right = as_real(one), as_real(two)
        reach = NEAR * (np.abs(left) + np.abs(right) + one.slack + two.slack)
        self._doubt(np.abs(left - right) <= reach, state)
        return self._verdicts(relation(left, right), state)

    def extreme(self, parts: Sequence[Number], *, largest: bool) -> Number:
        """The greatest or least of several numbers; undecided when one of them is."""
        best = parts[0]
        for part in parts[1:]:
            wins = self.compare(part, ">" if largest else "<", best) == 1
            best = self.choose(wins, part, best, weakest(best.state, part.state))
        return best

    def choose(self, rows: NDArray[np.bool_], one: Number, two: Number, state: States | None) -> Number:
        """one where rows is true, two elsewhere, with the state given."""
        if one.real is None and two.real is None:
            top: Whole = np.where(rows, one.top, two.top)
            bottom: Whole = np.where(rows, one.bottom, two.bottom)
            bounds = max(one.top_bound, two.top_bound), max(one.bottom_bound, two.bottom_bound)
            simple = isinstance(one.bottom, int) and isinstance(two.bottom, int) and one.bottom == two.bottom
            if self.exact:
                top, bottom = top.astype(object), bottom.astype(object)
            return Number(top, one.bottom if simple else bottom, *bounds, state)
        slack = np.where(rows, one.slack, two.slack)
        return self._real(np.where(rows, as_real(one), as_real(two)), slack, state)

    def states(self, number: Number) -> States:
        """The state of every row."""
        return np.full(self.n, KNOWN, dtype=np.int8) if number.state is None else number.state

    def _undefined(self, rows: Any, state: States | None) -> States | None:
        if not np.any(rows):
            return state
        undefined = np.where(np.broadcast_to(rows, (self.n,)), np.int8(UNDEFINED), np.int8(KNOWN))
        return undefined if state is None else np.minimum(state, undefined)

    def _verdicts(self, truth: Any, state: States | None) -> Verdicts:
        answer = (
            truth.view(np.int8)
            if isinstance(truth, np.ndarray) and truth.dtype == np.bool_
            else np.asarray(truth, dtype=np.int8)
        )
        if not answer.ndim:
            answer = np.full(self.n, answer, dtype=np.int8)
        return answer if state is None else np.where(state == KNOWN, answer, _VERDICT_OF_STATE[state])

    def _doubt(self, rows: Any, state: States | None) -> None:
        doubtful = np.broadcast_to(np.asarray(rows, dtype=bool), (self.n,))
        if state is not None:
            doubtful = doubtful & (state == KNOWN)
        self.doubtful = doubtful if self.doubtful is None else self.doubtful | doubtful

    @staticmethod
    def _real(values: Any, slack: Any, state: States | None) -> Number:
        return Number(0, 1, LIMIT, 1, state, np.asarray(values, dtype=np.float64), slack)


def as_real(number: Number) -> Any:
    """The column as float64: one correctly rounded division of whole numbers."""
    if number.real is not None:
        return number.real
    if isinstance(number.bottom, int) and number.bottom == 1:
        return np.asarray(number.top, dtype=np.float64)
    return np.asarray(number.top, dtype=np.float64) / np.asarray(number.bottom, dtype=np.float64)


def _times(values: Whole, factor: Whole) -> Whole:
    return values if isinstance(factor, int) and factor == 1 else values * factor
