"""Figures as people read them, never rounded across a line (显示不跨线)."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from policies.engine import units
from policies.engine.units import UNITS, Dimension

EPOCH: Final = date(1970, 1, 1)
MOST_DIGITS: Final = 40

# decimals shown at least; None: none when the value is whole, else two
_DIGITS: Final[dict[str, int | None]] = {
    "money": 2,
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
        rounded = round_half_up(value, count)
        if all(_side(rounded, line) == _side(value, line) for line in lines):
            return _written(rounded, count)
    return _written(round_half_up(value, fewest), fewest)


def round_half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded half away from zero, as the tables of the texts do."""
    scale = 10**digits
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def points(least: int, most: int, per_point: int = 1) -> str:
    """48分, or 48–60分 while something is open."""
    low, high = number(Fraction(least, per_point), digits=None), number(Fraction(most, per_point), digits=None)
    return f"{low}分" if least == most else f"{low}–{high}分"


def _side(value: Fraction, line: Fraction) -> int:
    return (value > line) - (value < line)


def _written(value: Fraction, digits: int) -> str:
    whole = abs(value) * 10**digits
    text = str(whole.numerator).rjust(digits + 1, "0")
    head, tail = (text[:-digits], text[-digits:]) if digits else (text, "")
    sign = "-" if value < 0 else ""
    return f"{sign}{int(head):,}{'.' + tail if tail else ''}"
