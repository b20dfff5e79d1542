"""Packs: the rules of one programme under one text, as the loader gives them and the judge walks them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from policies.engine import expressions
from policies.engine.expressions import Node, NumberNode, TruthNode
from policies.engine.units import Dimension
from policies.engine.vocabulary import Vocabulary

GATE = "gate"  # a condition that must hold
DIRECT = "direct"  # a route that replaces the score (直接确认), or one of the ways in where nothing is scored
SCORE = "score"  # a condition on the score

Named = expressions.Parameter | expressions.Derived | expressions.Step


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a rule stands: the document, its number, the place in it, and what it says there."""

    title: str
    number: str
    place: str
    text: str

    @property
    def citation(self) -> str:
        """《…》（number）place"""
        number = f"（{self.number}）" if self.number else ""
        return f"《{self.title}》{number}{self.place}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of the rule: its values by the day each is in force from, in stored units."""

    name: str
    meaning: str
    unit: str
    dimension: Dimension
    clause: Clause
    values: tuple[tuple[date, Fraction], ...]

    def on(self, day: date) -> tuple[date, Fraction]:
        """Since when, and the value in force on a day. Raises LookupError before the first."""
        for since, value in reversed(self.values):
            if since <= day:
                return since, value
        raise LookupError(f'parameter "{self.name}" has no value on {day}')


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """The steps of a scale from a day on: edges (inclusive upper ends) in stored units, one value more than edges."""

    since: date
    edges: tuple[Fraction, ...]
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A step function: an amount on an edge takes the lower step, as the texts say （含）."""

    name: str
    meaning: str
    unit: str
    dimension: Dimension
    by_unit: str
    by_dimension: Dimension
    clause: Clause
    rows: tuple[ScaleRow, ...]

    def on(self, day: date) -> ScaleRow:
        """The steps in force on a day. Raises LookupError before the first."""
        for row in reversed(self.rows):
            if row.since <= day:
                return row
        raise LookupError(f'scale "{self.name}" has no steps on {day}')


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading the text leaves open: its options and the one taken by default."""

    name: str
    meaning: str
    clause: Clause
    options: Mapping[str, str]
    default: str


@dataclass(frozen=True, slots=True)
class FormulaCase:
    """One way to compute a derived number. when is None for the last; formula is None where there is no such number."""

    when: TruthNode | None
    formula: NumberNode | None
    note: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A named formula, by cases taken in order."""

    name: str
    meaning: str
    unit: str
    dimension: Dimension
    clause: Clause
    cases: tuple[FormulaCase, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """Text with {placeholders}, read beforehand: pieces[0] node[0] pieces[1] …"""

    pieces: tuple[str, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """How people can move a criterion: words that change together by one step at a time, or waiting.

    changes: (word, +1 or −1); text holds {gap}, and {day} for waiting. The least number of steps that turns the
    verdict is found by judging.
    """

    changes: tuple[tuple[str, int], ...]
    wait: bool
    dimension: Dimension
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition. bit: its place in the stored masks."""

    code: str
    title: str
    kind: str
    clause: Clause
    require: TruthNode
    requirement: Template
    value: Template
    advice: str
    since: date
    ways: tuple[Way, ...]
    bit: int


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of values and the points it earns, least and most, in stored points. None is an open end."""

    low: Fraction | None
    low_included: bool
    high: Fraction | None
    high_included: bool
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Route:
    """One way to earn the points of an item: a value looked up in bands, lowest band first."""

    label: str
    value: NumberNode
    unit: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class PointsCase:
    """Points earned under a condition; when is None for the last."""

    when: TruthNode | None
    least: int
    most: int
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """One scored item: the best of its routes, or the first of its cases that holds, or an expert's figure alone.

    expert: the word by which an expert fixes the points inside the range, or "".
    """

    code: str
    title: str
    clause: Clause
    since: date
    most: int
    routes: tuple[Route, ...]
    cases: tuple[PointsCase, ...]
    expert: str
    value: Template
    advice: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Items that share a ceiling."""

    code: str
    title: str
    clause: Clause
    most: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The scored part. per_point: stored units in one point (1 unless a text gives half points)."""

    title: str
    line_title: str
    most: int
    per_point: int
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for section in self.sections for item in section.items)

    def items_of(self, code: str) -> tuple[Item, ...]:
        """The items whose points a name stands for: one item, all of a section, or all of the score for ""."""
        return tuple(
            item for section in self.sections for item in section.items if code in ("", item.code, section.code)
        )


@dataclass(frozen=True, eq=False)
class Pack:
    """The rules of one programme under one text.

    kind_ends: the last day of a kind of application for which the text ends before the others. blank: what has not been
    published, in a pack that therefore judges nothing and waits for a bureau's own numbers; like: the pack whose text may
    serve as a beginning. chosen: options that differ from the defaults. digest: sha256 over what the text says; comments
    do not count.
    """

    programme: str
    version: str
    title: str
    region: str
    in_force_from: date
    in_force_to: date | None
    kinds: tuple[str, ...]
    law: Clause
    notes: tuple[str, ...]
    outcome_words: Mapping[str, str]
    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    scales: Mapping[str, Scale]
    choices: Mapping[str, Choice]
    derived: Mapping[str, Derived]
    criteria: tuple[Criterion, ...]
    score: Score | None
    words: frozenset[str]
    digest: str
    file: str
    kind_ends: Mapping[str, date] = dataclasses.field(default_factory=dict)
    blank: str = ""
    like: str = ""
    chosen: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def per_point(self) -> int:
        """Stored units in one point."""
        return self.score.per_point if self.score else 1

    @property
    def in_force_text(self) -> str:
        """Since when, and until when if it has ended."""
        return f"{self.in_force_from} ～ {self.in_force_to}" if self.in_force_to else f"{self.in_force_from}起施行"

    def covers(self, day: date, kind: str = "") -> bool:
        """Whether the text is in force on a day, for a kind of application or for any."""
        last = self.last_day(kind)
        return self.in_force_from <= day and (last is None or day <= last)

    def last_day(self, kind: str = "") -> date | None:
        """The last day of the text, for a kind of application or for the longest of them; None while it goes on."""
        return self.kind_ends.get(kind, self.in_force_to)

    def option(self, choice: str) -> str:
        """The option a choice stands at."""
        return self.chosen.get(choice, self.choices[choice].default)

    def choosing(self, options: Mapping[str, str]) -> Pack:
        """The same pack read another way. Raises ValueError for an option the pack does not have."""
        for choice, option in options.items():
            if choice not in self.choices or option not in self.choices[choice].options:
                raise ValueError(f"{self.file}: no option {choice} = {option}")
        return dataclasses.replace(self, chosen={**self.chosen, **options})

    @property
    def main_kind(self) -> str:
        """The kind of application it is compared by: the first, where it rules that."""
        return "first" if "first" in self.kinds else self.kinds[0]

    def criterion(self, code: str) -> Criterion:
        """A criterion by its code. Raises KeyError."""
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise KeyError(code)

    def mask(self, kind: str) -> int:
        """The bits of the criteria of one kind, to read stored masks by."""
        return sum(1 << criterion.bit for criterion in self.criteria if criterion.kind == kind)

    def is_deed(self, way: Way) -> bool:
        """Whether a way is something to advise: how far a ceiling is exceeded is a distance, nobody is told to shrink."""
        return all(sign > 0 or self.vocabulary[word].may_fall for word, sign in way.changes)

    def can_be_worked_on(self, criterion: Criterion) -> bool:
        """Whether people can move a criterion: by points, by a deed, or by waiting."""
        return criterion.kind == SCORE or any(self.is_deed(way) for way in criterion.ways)

    def words_behind(self, *nodes: Node) -> tuple[str, ...]:
        """Every word that nodes look at, through derived names and points, in the order of the vocabulary."""
        return _words_behind(self, nodes)

    def words_of_item(self, item: Item) -> tuple[str, ...]:
        """Every word the points of an item look at."""
        nodes: list[Node] = [route.value for route in item.routes]
        nodes += [case.when for case in item.cases if case.when is not None]
        words = self.words_behind(*nodes)
        return (*words, item.expert) if item.expert and item.expert not in words else words

    def named_behind(self, *nodes: Node) -> tuple[Named, ...]:
        """The parameters, formulas and scales behind nodes, each once, a formula before what it leans on."""
        return _named_behind(self, nodes)

    def years_of(self, word: str) -> frozenset[int]:
        """Which years of a series the text looks at, 1 the last."""
        return _years_of(self, word)

    def moved_by(self, choice: str) -> frozenset[str]:
        """The derived names, items and criteria that may differ under another option of a choice."""
        return _moved_by(self, choice)


@lru_cache(maxsize=2048)
def _words_behind(pack: Pack, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    found: set[str] = set()
    seen: set[str] = set()
    waiting = list(nodes)
    while waiting:
        for part in expressions.walk(waiting.pop()):
            found.update(expressions.words_in(part))
            if isinstance(part, expressions.Derived) and part.name not in seen:
                seen.add(part.name)
                for case in pack.derived[part.name].cases:
                    waiting.extend(inner for inner in (case.when, case.formula) if inner is not None)
            elif isinstance(part, expressions.Points) and pack.score is not None:
                for item in pack.score.items_of(part.item):
                    found.update(pack.words_of_item(item))
    return tuple(word for word in pack.vocabulary if word in found)


@lru_cache(maxsize=2048)
def _years_of(pack: Pack, word: str) -> frozenset[int]:
    nodes: list[Node] = [criterion.require for criterion in pack.criteria]
    nodes += [node for criterion in pack.criteria for node in (*criterion.value.nodes, *criterion.requirement.nodes)]
    for derived in pack.derived.values():
        nodes += [node for case in derived.cases for node in (case.when, case.formula) if node is not None]
    for item in pack.score.items if pack.score else ():
        nodes += [route.value for route in item.routes] + [case.when for case in item.cases if case.when is not None]
        nodes += item.value.nodes
    found: set[int] = set()
    for part in (part for node in nodes for part in expressions.walk(node)):
        match part:
            case expressions.Year(name, back) if name == word:
                found.add(back)
            case expressions.Total(name) if name == word:
                found.update(range(1, pack.vocabulary[word].years + 1))
            case _:
                pass
    return frozenset(found)


@lru_cache(maxsize=2048)
def _named_behind(pack: Pack, nodes: tuple[Node, ...]) -> tuple[Named, ...]:
    found: dict[str, Named] = {}
    waiting = list(nodes)
    while waiting:
        for part in expressions.walk(waiting.pop(0)):
            if not isinstance(part, Named):
                continue
            name = part.scale if isinstance(part, expressions.Step) else part.name
            if name in found:
                continue
            found[name] = part
            if isinstance(part, expressions.Derived):
                for case in pack.derived[part.name].cases:
                    waiting.extend(inner for inner in (case.when, case.formula) if inner is not None)
    return tuple(found.values())


@lru_cache(maxsize=256)
def _moved_by(pack: Pack, choice: str) -> frozenset[str]:
    moved: set[str] = set()

    def points_of(code: str) -> set[str]:
        return {item.code for item in pack.score.items_of(code)} if pack.score else set()

    def leans(*nodes: Node | None) -> bool:
        return any(
            (isinstance(part, expressions.Option) and part.choice == choice)
            or (isinstance(part, expressions.Derived) and part.name in moved)
            or (isinstance(part, expressions.Points) and bool(moved & points_of(part.item)))
            for node in nodes
            if node is not None
            for part in expressions.walk(node)
        )

    for derived in pack.derived.values():
        if leans(*(case.when for case in derived.cases), *(case.formula for case in derived.cases)):
            moved.add(derived.name)
    for item in pack.score.items if pack.score else ():
        if leans(*(route.value for route in item.routes), *(case.when for case in item.cases)):
            moved.add(item.code)
    moved.update(criterion.code for criterion in pack.criteria if leans(criterion.require))
    return frozenset(moved)
