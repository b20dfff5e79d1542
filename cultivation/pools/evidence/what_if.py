"""试算: the facts as a person would have them, read from what they typed; nothing is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

import numpy as np

from policies.engine import NOT_APPLICABLE, SAID, UNSAID, Column, Evidence, Pack, Word, display, units

PREFIX: Final = "if."
EPOCH: Final = date(1970, 1, 1)
MOST: Final = 2**50
FLAGS: Final = {"yes": 1, "no": 0}
_DAY: Final = re.compile(r"^(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})日?$")

Kind = Literal["amount", "flag", "day"]


@dataclass(frozen=True)
class Typed:
    """One input. value: what stands in it; present: what is on file, as it would stand there; error: why it is not taken.

    back: which year of a series, 1 the last; 0 for a single fact. options: of a flag, value and words.
    """

    name: str
    word: Word
    back: int
    label: str
    unit: str
    kind: Kind
    value: str
    present: str
    error: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether it says something else than what is on file, and can be taken."""
        return not self.error and self.value != self.present

    @property
    def id(self) -> str:
        """For labels."""
        return self.name.replace(".", "-")

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The answers of a flag."""
        return (("", "不清楚"), ("yes", self.word.true_text), ("no", self.word.false_text))

    @property
    def told(self) -> str:
        """What was typed, in words."""
        return self._said(self.value)

    @property
    def before(self) -> str:
        """What is on file, in words."""
        return self._said(self.present)

    def _said(self, text: str) -> str:
        if self.kind == "flag":
            return dict(self.options)[text]
        return f"{text}{self.unit}" if text else "未填"


@dataclass(frozen=True)
class WhatIf:
    """What came of a reading: the inputs, and the evidence with what they change."""

    fields: tuple[Typed, ...]
    evidence: Evidence

    @property
    def changed(self) -> tuple[Typed, ...]:
        """The inputs that say something else than what is on file."""
        return tuple(field for field in self.fields if field.is_changed)

    @property
    def refused(self) -> tuple[Typed, ...]:
        """The inputs that cannot be taken."""
        return tuple(field for field in self.fields if field.error)


def read_what_if(pack: Pack, evidence: Evidence, typed: Mapping[str, str], *, on: date) -> WhatIf:
    """The facts of one enterprise with what was typed in place of what is on file.

    typed: name of the input → text. An input left out or left as it stands changes nothing; an emptied one keeps what is
    known, since to forget a figure is not to try one. An input that cannot be read keeps what was typed, with a sentence
    saying what is allowed, and changes nothing. A year that ended before the founding and has no figure does not apply.
    """
    fields: list[Typed] = []
    columns = dict(evidence.columns)
    for name in pack.vocabulary:
        if name in pack.words:
            word = pack.vocabulary[name]
            read = [_read(word, back, columns.get(name), typed, on) for back in _backs(pack, name)]
            fields += [field for field, _ in read]
            columns[name] = _column(word, columns.get(name), [(field.back, value) for field, value in read])
    _before_founding(pack, columns, on)
    return WhatIf(tuple(fields), Evidence(1, columns))


def nothing_known() -> Evidence:
    """The facts of somebody of whom nothing is on file."""
    return Evidence(1, {})


@lru_cache(maxsize=1024)
def _backs(pack: Pack, name: str) -> tuple[int, ...]:
    """The years of a series that a text looks at, the last first; (0,) of a single fact."""
    years = pack.vocabulary[name].years
    if not years:
        return (0,)
    backs = pack.years_of(name)
    return tuple(sorted(backs)) or tuple(range(1, years + 1))


def _read(word: Word, back: int, column: Column | None, typed: Mapping[str, str], on: date) -> tuple[Typed, int | None]:
    """One input, and the value it changes the fact to; None where it changes nothing."""
    name = f"{PREFIX}{word.name}.{back}" if back else f"{PREFIX}{word.name}"
    kind: Kind = "flag" if word.dimension is units.FLAG else "day" if word.dimension is units.DATE else "amount"
    present = _present(word, back, column, kind)
    value, error, number = typed.get(name, present).strip(), "", None
    if not value:
        value = present
    elif value != present:
        try:
            number = _parsed(word, value, kind)
        except ValueError as refusal:
            error = str(refusal)
        else:
            value = _shown(word, number, kind)
    label = f"{word.label}（{on.year - back}年）" if back else word.label
    unit = "" if kind != "amount" else word.unit
    return Typed(name, word, back, label, unit, kind, value, present, error), number


def _present(word: Word, back: int, column: Column | None, kind: Kind) -> str:
    if column is None:
        return ""
    place = (0, word.years - back) if back else (0,)
    return _shown(word, int(column.values[place]), kind) if column.known[place] == SAID else ""


def _shown(word: Word, value: int, kind: Kind) -> str:
    if kind == "flag":
        return "yes" if value else "no"
    if kind == "day":
        return display.show(value, units.DATE)
    exact = Fraction(value) / units.UNITS[word.unit][1]
    return display.number(exact, [exact], 0)


def _parsed(word: Word, text: str, kind: Kind) -> int:
    """The stored value of a text. Raises ValueError with a sentence."""
    if kind == "flag":
        if text not in FLAGS:
            raise ValueError(f"只能选“{word.true_text}”“{word.false_text}”或“不清楚”，实际为“{text[:20]}”。")
        return FLAGS[text]
    if kind == "day":
        match = _DAY.match(text.replace(" ", ""))
        try:
            return (date(*(int(part) for part in match.groups())) - EPOCH).days if match else _no_day(text)
        except ValueError:
            return _no_day(text)
    bare = text.replace(",", "").replace("，", "").replace(" ", "")
    has_unit = not bare[-1:].isdigit()
    number = units.read_quantity(text if has_unit else f"{bare}{word.unit}", word.dimension)
    if abs(number) >= MOST:
        raise ValueError(f"“{text[:30]}”太大，请核对单位。例如“{units.example(word.dimension)}”。")
    return number


def _no_day(text: str) -> int:
    raise ValueError(f"“{text[:20]}”不是日期，应为年月日，例如2018-05-01。")


def _column(word: Word, column: Column | None, read: Sequence[tuple[int, int | None]]) -> Column:
    shape = (1, word.years) if word.years else (1,)
    flag = word.dimension is units.FLAG
    values = np.zeros(shape, dtype=bool if flag else np.int64) if column is None else column.values.copy()
    known = np.full(shape, UNSAID, dtype=np.int8) if column is None else column.known.copy()
    for back, value in read:
        if value is not None:
            place = (0, word.years - back) if back else (0,)
            values[place], known[place] = value, SAID
    return Column(values, known)


def _before_founding(pack: Pack, columns: dict[str, Column], on: date) -> None:
    founded = columns.get("founded_on")
    if founded is None or founded.known[0] != SAID:
        return
    for name, column in columns.items():
        years = pack.vocabulary[name].years
        for place in range(years):
            ended = (date(on.year - years + place, 12, 31) - EPOCH).days
            if column.known[0, place] == UNSAID and ended < int(founded.values[0]):
                column.known[0, place] = NOT_APPLICABLE
