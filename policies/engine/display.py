"""Figures as people read them, never rounded across a line (显示不跨线)."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from policies.engine import units
from policies.engine.packs import Band
from policies.engine.units import UNITS, Dimension

EPOCH: Final = date(1970, 1, 1)
MOST_DIGITS: Final = 40

# decimals shown at least; None: none when the value is whole, else two
_DIGITS: Final[dict[str, int | None]] = {
    "money": 2,
    "dollars": 2,
    "people": None,
    "count": None,
    "days": 0,
    "points": None,
    "ratio": 2,
}


def show(value: Fraction | int, dimension: Dimension, lines: Sequence[Fraction] = (), unit: str = "") -> str:
    """A stored value with its unit: 5,200.00万元, 86人, 12.79%, 365天, 2026-03-01.

    lines: thresholds in stored units the shown figure must stay on the true side of; digits are added until it does.
    unit: the unit to show it in; a ratio is shown as a percentage unless the unit says otherwise.
    """
    exact = Fraction(value)
    if dimension is units.DATE:
        return (EPOCH + timedelta(days=int(exact))).isoformat()
    shown = unit or ("%" if dimension is units.RATIO else dimension.unit)
    if dimension is units.RATIO and shown == "1":
        shown = "%"
    factor = UNITS[shown][1]
    return f"{number(exact / factor, [line / factor for line in lines], _DIGITS[dimension.code])}{shown}"


def number(value: Fraction, lines: Sequence[Fraction] = (), digits: int | None = 2) -> str:
    """A figure with thousands commas and at least so many decimals, more where it would otherwise cross a line.

    A figure that equals a line without a finite decimal is shown rounded: no number of digits would do.
    """
    fewest = digits if digits is not None else (0 if value.denominator == 1 else 2)
    for count in range(fewest, MOST_DIGITS + 1):
        rounded = _rounded(value, count)
        if all(_side(Fraction(rounded, 10**count), line) == _side(value, line) for line in lines):
            return _written(rounded, count)
    return _written(_rounded(value, fewest), fewest)


def _rounded(value: Fraction, digits: int) -> int:
    """The figure in units of its last digit, rounded half away from zero as the tables of the texts do."""
    top, bottom = abs(value.numerator) * 10**digits, value.denominator
    whole: int = (2 * top + bottom) // (2 * bottom)
    return whole if value.numerator >= 0 else -whole


def yearly(multiple: Fraction, years: int, lines: Sequence[Fraction] = ()) -> str:
    """The yearly growth behind a multiple over some years: (1.728, 3) → 20.00%; "--" where there is no such root.

    lines: multiples the shown figure, compounded, must stay on the true side of; digits are added until it does. A
    multiple that is a line whose root has no end is shown rounded: no number of digits would do.
    """
    if multiple < 0:
        return "--"
    for digits in range(2, MOST_DIGITS + 1):
        scale = 10 ** (digits + 2)
        rounded = _root(multiple, years, scale)
        if all(_side(Fraction(rounded, scale) ** years, line) == _side(multiple, line) for line in lines):
            break
    else:
        digits, scale = 2, 10_000
        rounded = _root(multiple, years, scale)
    return f"{_written(rounded - scale, digits)}%"


def _root(value: Fraction, degree: int, scale: int) -> int:
    """The root of a value, in units of 1/scale, rounded to the nearest."""
    low, high = 0, scale * (int(value) + 2)
    while low < high:
        middle = (low + high + 1) // 2
        # middle/scale − half a unit <= root
        if Fraction(2 * middle - 1, 2 * scale) ** degree <= value:
            low = middle
        else:
            high = middle - 1
    return low


def plain(value: Fraction, dimension: Dimension, unit: str, per_point: int = 1) -> str:
    """A figure of a rule in its own unit, written as short as it is: 500人, 5%, 20,000万元."""
    shown = value / UNITS[unit][1] / (per_point if dimension is units.POINTS else 1)
    if dimension is units.RATIO and unit == "1":
        shown, unit = shown * 100, "%"
    return f"{number(shown, [shown], 0)}{unit}"


def band(band: Band, unit: str) -> str:
    """The stretch of a band: 不低于25%且低于30%."""
    dimension = UNITS[unit][0]
    low = "" if band.low is None else ("不低于" if band.low_included else "高于") + plain(band.low, dimension, unit)
    high = "" if band.high is None else ("不高于" if band.high_included else "低于") + plain(band.high, dimension, unit)
    return "且".join(part for part in (low, high) if part) or "不限"


def points(least: int, most: int, per_point: int = 1) -> str:
    """48分, or 48–60分 while something is open."""
    low, high = number(Fraction(least, per_point), digits=None), number(Fraction(most, per_point), digits=None)
    return f"{low}分" if least == most else f"{low}–{high}分"


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)


def _written(value: int, digits: int) -> str:
    sign, text = "-" if value < 0 else "", str(abs(value)).rjust(digits + 1, "0")
    head, tail = (text[:-digits], text[-digits:]) if digits else (text, "")
    return f"{sign}{int(head):,}{'.' + tail if tail else ''}"
