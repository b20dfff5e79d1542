"""Facts as people write them, turned into evidence: "4800万元", 80, "2023-03-01", true, null."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np

from policies.engine import units
from policies.engine.evidence import NOT_APPLICABLE, SAID, UNSAID, Column, Evidence
from policies.engine.text import did_you_mean
from policies.engine.vocabulary import Vocabulary, Word

BEFORE_FOUNDING: Final = "不适用"
EPOCH: Final = date(1970, 1, 1)
INT64: Final = 2**63 - 1


class FactError(ValueError):
    """A fact that cannot be understood: which word, what was seen, what is allowed, an example."""


def read_facts(facts: Mapping[str, Any], vocabulary: Vocabulary) -> Evidence:
    """The evidence of one enterprise from facts by word.

    Money is text with its unit ("4800万元", "48000000元"); people, counts and points are numbers or text ("80",
    "80.25人", 3); dates are "2023-03-01"; flags are true or false. null is unknown, as is a word left out. A series is a
    list, oldest year first, where "不适用" marks a year before the enterprise existed.
    Raises FactError with every problem found, one sentence a line.
    """
    columns: dict[str, Column] = {}
    problems: list[str] = []
    for name, value in facts.items():
        word = vocabulary.get(name)
        if word is None:
            problems.append(
                f"{name}：词汇表里没有这个词。{did_you_mean(name, vocabulary)}用 manage.py vocabulary 查看全部词。"
            )
            continue
        try:
            columns[name] = _column(word, value)
        except (FactError, units.UnitError) as problem:
            problems.append(f"{name}（{word.label}）：{problem}")
    if problems:
        raise FactError("\n".join(problems))
    return Evidence(1, columns)


def _column(word: Word, value: Any) -> Column:
    if word.years:
        if value is None:
            value = [None] * word.years
        if not isinstance(value, list) or len(value) != word.years:
            raise FactError(
                f"要{word.years}个值的列表，从早到晚（{word.period_text}），未知写null，成立以前写“{BEFORE_FOUNDING}”；"
                f"现在是{value!r}。"
            )
        pairs = [_year(word, one) for one in value]
        values, known = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return Column(np.array([values], dtype=np.int64), np.array([known], dtype=np.int8))
    if value is None:
        dtype = np.bool_ if word.dimension is units.FLAG else np.int64
        return Column(np.zeros(1, dtype=dtype), np.array([UNSAID], dtype=np.int8))
    if word.dimension is units.FLAG:
        if not isinstance(value, bool):
            raise FactError(
                f"只能是true（{word.true_text}）、false（{word.false_text}）或null（未知）；现在是{value!r}。"
            )
        return Column(np.array([value]), np.array([SAID], dtype=np.int8))
    return Column(np.array([_amount(word, value)], dtype=np.int64), np.array([SAID], dtype=np.int8))


def _year(word: Word, value: Any) -> tuple[int, int]:
    if value is None:
        return 0, UNSAID
    if value == BEFORE_FOUNDING:
        return 0, NOT_APPLICABLE
    return _amount(word, value), SAID


def _amount(word: Word, value: Any) -> int:
    if word.dimension is units.DATE:
        return (_day(value) - EPOCH).days
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise FactError(f"{value!r}不是数量。例如“{units.example(word.dimension)}”。")
    if isinstance(value, float) and not float.is_integer(value):
        raise FactError(f"{value!r}是浮点数，不精确。请写成文字，如“{value}{word.unit}”。")
    amount = units.read_quantity(str(int(value)) if isinstance(value, float) else str(value), word.dimension)
    if abs(amount) > INT64:
        raise FactError(f"{value!r}太大，请核对单位。")
    return amount


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise FactError(f"{value!r}不是日期。例如“2023-03-01”。") from None
