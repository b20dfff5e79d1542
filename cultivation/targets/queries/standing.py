"""The arithmetic of a ranking: completion, growth, lights, ranks. Exact fractions, no database."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeVar

SMALL_TARGET = 5
YELLOW_SHARE = Fraction(9, 10)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Standing:
    """Where one territory stands on one rung.

    count: enterprises on the day; before: on the same day of the year before; target None = 未下达.
    """

    count: int
    before: int
    target: int | None = None

    @property
    def rate(self) -> Fraction | None:
        """完成率 = count / target; None without a target or with a target of nought."""
        return Fraction(self.count, self.target) if self.target else None

    @property
    def growth(self) -> Fraction | None:
        """同比 = (count − before) / before; None when there was none a year before."""
        return Fraction(self.count - self.before, self.before) if self.before else None

    @property
    def gap(self) -> int | None:
        """How many are missing to the target, 0 when it is reached; None without a target."""
        return None if self.target is None else max(0, self.target - self.count)

    @property
    def is_small(self) -> bool:
        """Whether the target is so small that one enterprise moves the rate by a fifth or more (样本小)."""
        return self.target is not None and self.target < SMALL_TARGET


def elapsed_share(year: int, *, on: date) -> Fraction:
    """序时进度: the share of a year that has passed on a day, that day included; 1 for a year gone by, 0 before it."""
    if year != on.year:
        return Fraction(1 if year < on.year else 0)
    return Fraction(on.timetuple().tm_yday, 366 if isleap(year) else 365)


def light(standing: Standing, elapsed: Fraction) -> str:
    """green: at or above 序时进度; yellow: at least 90 % of it; red: below; grey: no target, or too small a one."""
    if standing.rate is None or standing.is_small:
        return "grey"
    if standing.rate >= elapsed:
        return "green"
    return "yellow" if standing.rate >= elapsed * YELLOW_SHARE else "red"


def ranks(values: Mapping[Key, Fraction | int | None]) -> dict[Key, int | None]:
    """Standard competition ranking, the highest first: equals share a rank and the next one is skipped (1, 2, 2, 4).

    Who has no value has no rank, and takes nobody's place.
    """
    known = sorted((value for value in values.values() if value is not None), reverse=True)
    return {key: None if value is None else known.index(value) + 1 for key, value in values.items()}


def same_day_last_year(on: date) -> date:
    """The same date a year before; 28 February for 29 February."""
    try:
        return on.replace(year=on.year - 1)
    except ValueError:
        return on.replace(year=on.year - 1, day=28)
