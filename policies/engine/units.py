"""Dimensions and units: what a stored integer means, and how people write it (万元, 人, 项, 天, 分, %)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final


class UnitError(ValueError):
    """A quantity is written without a unit, in an unknown unit, or finer than it can be stored."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A kind of quantity and the integer it is stored as.

    stored: what one stored unit is, for people. literal: whether a bare number may stand for it in a formula.
    step: the stored amount by which people act on it, used for distances.
    """

    code: str
    stored: str
    unit: str
    literal: bool = False
    step: int = 1


MONEY: Final = Dimension("money", "分（人民币）", "万元", step=10_000)
DOLLARS: Final = Dimension("dollars", "美分", "亿美元", step=100_000_000)
PEOPLE: Final = Dimension("people", "万分之一人", "人", step=10_000)
COUNT: Final = Dimension("count", "项", "项", literal=True)
DAYS: Final = Dimension("days", "天", "天")
DATE: Final = Dimension("date", "1970-01-01起的天数", "日期")
POINTS: Final = Dimension("points", "分", "分", literal=True)
RATIO: Final = Dimension("ratio", "1", "1", literal=True)
FLAG: Final = Dimension("flag", "是/否", "是/否")

# unit as written → (dimension, stored units in one of it)
UNITS: Final[dict[str, tuple[Dimension, Fraction]]] = {
    "分钱": (MONEY, Fraction(1)),
    "元": (MONEY, Fraction(100)),
    "万元": (MONEY, Fraction(1_000_000)),
    "亿元": (MONEY, Fraction(10_000_000_000)),
    "万美元": (DOLLARS, Fraction(1_000_000)),
    "亿美元": (DOLLARS, Fraction(10_000_000_000)),
    "人": (PEOPLE, Fraction(10_000)),
    "项": (COUNT, Fraction(1)),
    "件": (COUNT, Fraction(1)),
    "天": (DAYS, Fraction(1)),
    "分": (POINTS, Fraction(1)),
    "1": (RATIO, Fraction(1)),
    "%": (RATIO, Fraction(1, 100)),
    "年": (RATIO, Fraction(1)),
    "日期": (DATE, Fraction(1)),
    "是/否": (FLAG, Fraction(1)),
}

_QUANTITY = re.compile(r"^([+-]?\d{1,18}(?:\.\d{1,12})?)(\D*)$")


def stored(value: Decimal | int, unit: str) -> Fraction:
    """A figure in a written unit as stored units, exactly; a ratio stays a fraction."""
    return Fraction(value) * UNITS[unit][1]


def read_quantity(text: str, dimension: Dimension) -> int:
    """A quantity people typed, such as "4,800.00万元" or "80人", as a stored integer.

    Money must name its unit: 4800 alone could be 元 or 万元, and so must dollars. Other kinds have one unit and may leave
    it out.
    Raises UnitError with a sentence when the text is no number, the unit does not fit, or it is finer than stored.
    """
    cleaned = text.replace(",", "").replace("，", "").replace(" ", "")
    match = _QUANTITY.match(cleaned)
    allowed = [name for name, (kind, _) in UNITS.items() if kind is dimension]
    if match is None:
        raise UnitError(f"“{text}”不是数量。请写成数字加单位，如“{example(dimension)}”。")
    unit = match[2]
    if not unit:
        if dimension in (MONEY, DOLLARS):
            doubt = "可能是元，也可能是万元" if dimension is MONEY else "可能是万美元，也可能是亿美元"
            raise UnitError(f"“{text}”没有单位，{doubt}。请写成“{example(dimension)}”。")
        unit = dimension.unit
    if unit not in allowed:
        raise UnitError(f"“{text}”的单位“{unit}”不适用。可用：{'、'.join(allowed)}，如“{example(dimension)}”。")
    exact = stored(Decimal(match[1]), unit)
    if exact.denominator != 1:
        raise UnitError(f"“{text}”的小数位太多：这一项最细记到{dimension.stored}。")
    return exact.numerator


def example(dimension: Dimension) -> str:
    """How a quantity of this kind is written, for messages."""
    return {
        "money": "4800万元",
        "dollars": "1.2亿美元",
        "people": "80人",
        "count": "3项",
        "days": "365天",
        "points": "8分",
    }.get(dimension.code, "1")
