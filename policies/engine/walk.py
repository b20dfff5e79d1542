"""The one evaluator: walks a pack over evidence, a column at a time, and keeps every result it came by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from policies.engine import expressions as ex
from policies.engine.evidence import NOT_APPLICABLE, SAID, UNSAID, Column, Evidence, EvidenceError
from policies.engine.numbers import (
    KNOWN,
    NO_DATA,
    NO_OPINION,
    UNDEFINED,
    WORD_BOUND,
    Calculator,
    Number,
    States,
    constant,
    whole,
)
from policies.engine.packs import DIRECT, GATE, SCORE, Criterion, Derived, Item, Pack, Route, Section
from policies.engine.verdicts import MANUAL, MET, NOT_IN_FORCE, UNKNOWN, UNMET, Verdicts, both, either, negated

EPOCH: Final = date(1970, 1, 1)
Amounts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Span:
    """Points of every row, least and most, and why they are open: state is KNOWN where the two are equal."""

    least: Amounts
    most: Amounts
    state: States


@dataclass
class Walk:
    """One pass of a pack over evidence on a day.

    exact: compute in Python integers. later: days to add to the filing day, row by row, for "wait" distances.
    Every named result is computed once and kept: an explanation reads them after the walk.
    """

    pack: Pack
    evidence: Evidence
    on: date
    exact: bool = False
    later: Amounts | None = None
    derived: dict[str, Number] = field(default_factory=dict)
    derived_case: dict[str, NDArray[np.int8]] = field(default_factory=dict)
    items: dict[str, Span] = field(default_factory=dict)
    bands: dict[tuple[str, int], NDArray[np.int64]] = field(default_factory=dict)
    sections: dict[str, Span] = field(default_factory=dict)
    criteria: dict[str, Verdicts] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.n = self.evidence.n
        self.calculator = Calculator(self.n, exact=self.exact)
        self._total: Span | None = None
        self._scalars: dict[str, Number] = {}

    # -- conditions ---------------------------------------------------------------------------------------------------

    def outcome(self) -> Verdicts:
        """All gates, and any direct route or else every condition on the score (if any). Walks the whole pack."""
        verdicts = {criterion.code: self.criterion(criterion) for criterion in self.pack.criteria}
        gates, direct, score = (
            [
                verdicts[criterion.code]
                for criterion in self.pack.criteria
                if criterion.kind == kind and self.holds(criterion)
            ]
            for kind in (GATE, DIRECT, SCORE)
        )
        # where nothing is scored, direct routes are the ways in, and none met is not enough
        result = np.full(self.n, MET if score or not direct else UNMET, dtype=np.int8)
        for verdict in score:
            result = both(result, verdict)
        for verdict in direct:
            result = either(result, verdict)
        for verdict in gates:
            result = both(result, verdict)
        return result

    def holds(self, criterion: Criterion) -> bool:
        """Whether a criterion is in force on the day."""
        return criterion.since <= self.on

    def criterion(self, criterion: Criterion) -> Verdicts:
        """The verdict of one criterion in every row."""
        if criterion.code not in self.criteria:
            self.criteria[criterion.code] = (
                self.truth(criterion.require) if self.holds(criterion) else np.full(self.n, NOT_IN_FORCE, dtype=np.int8)
            )
        return self.criteria[criterion.code]

    def truth(self, node: ex.TruthNode) -> Verdicts:
        """The verdict of a condition in every row."""
        match node:
            case ex.Compare(operator, left, right):
                return self.compare(left, operator, right)
            case ex.Flag(word):
                return self.flag(word)
            case ex.Logic(every, parts):
                result = self.truth(parts[0])
                for part in parts[1:]:
                    result = (both if every else either)(result, self.truth(part))
                return result
            case ex.Not(part):
                return negated(self.truth(part))
            case ex.Option(choice, option, equal):  # pragma: no branch  the last of the kinds
                answer = MET if (self.pack.option(choice) == option) == equal else UNMET
                return np.full(self.n, answer, dtype=np.int8)

    def compare(self, left: ex.NumberNode, operator: str, right: ex.NumberNode) -> Verdicts:
        """The verdict of a comparison; of points, settled where both ends of their range agree, else open as they are."""
        if not isinstance(left, ex.Points):
            return self.calculator.compare(self.number(left), operator, self.number(right))
        span, line = self.points(left.item), self.number(right)
        ends = [
            self.calculator.compare(whole(end.astype(object) if self.exact else end, None), operator, line)
            for end in (span.least, span.most)
        ]
        open_as = np.where(span.state == NO_DATA, np.int8(UNKNOWN), np.int8(MANUAL))
        return np.where(ends[0] == ends[1], ends[0], open_as)

    def flag(self, word: str) -> Verdicts:
        column = self.evidence.columns.get(word)
        missing = MANUAL if self.pack.vocabulary[word].missing == "manual" else UNKNOWN
        if column is None:
            return np.full(self.n, missing, dtype=np.int8)
        return np.where(column.known == SAID, column.values.astype(np.int8), np.int8(missing))

    # -- numbers ------------------------------------------------------------------------------------------------------

    def number(self, node: ex.NumberNode) -> Number:
        """The number a formula gives in every row."""
        match node:
            case ex.Literal(value):
                return constant(value)
            case ex.Fact(word):
                return self.fact(word)
            case ex.Year(word, back):
                return self.year(word, back)
            case ex.Total(word):
                return self.total(word)
            case ex.Years(word):
                return self.years(word)
            case ex.FilingDay():
                day = (self.on - EPOCH).days
                if self.later is None:
                    return constant(day)
                return whole((self.later + day).astype(object) if self.exact else self.later + day, None)
            case ex.YearsBefore(years, from_january):
                return self.years_before(self.whole_years(years), from_january=from_january)
            case ex.Parameter(name):
                return constant(self.pack.parameters[name].on(self.on)[1])
            case ex.Derived(name):
                return self.derive(self.pack.derived[name])
            case ex.Step(scale, by):
                return self.step(scale, self.number(by))
            case ex.Arithmetic(operator, left, right):
                return self.arithmetic(operator, self.number(left), self.number(right))
            case ex.Extreme(largest, parts):
                return self.calculator.extreme([self.number(part) for part in parts], largest=largest)
            case ex.Points():  # pragma: no cover
                raise TypeError("points are compared, never calculated with; the loader refuses such a formula")

    def arithmetic(self, operator: str, left: Number, right: Number) -> Number:
        match operator:
            case "+":
                return self.calculator.add(left, right)
            case "-":
                return self.calculator.add(left, right, sign=-1)
            case "*":
                return self.calculator.multiply(left, right)
            case _:
                return self.calculator.divide(left, right)

    def whole_years(self, node: ex.NumberNode) -> int:
        number = self.number(node)
        return int(number.top) // int(number.bottom)  # the loader lets only whole numbers of years through

    def years_before(self, years: int, *, from_january: bool) -> Number:
        """The day so many calendar years before the filing day of each row, or 1 January of that year."""
        if self.later is None:
            return constant(_day_before(self.on, years, from_january=from_january))
        last = (date.max - self.on).days  # a search may wait longer than the calendar goes
        days = [
            _day_before(self.on + timedelta(days=min(int(later), last)), years, from_january=from_january)
            for later in self.later
        ]
        return whole(np.array(days, dtype=object if self.exact else np.int64), None)

    def fact(self, word: str) -> Number:
        if word not in self._scalars:
            column = self.evidence.columns.get(word)
            self._scalars[word] = self.nothing(word) if column is None else self.seen(word, column.values, column.known)
        return self._scalars[word]

    def year(self, word: str, back: int) -> Number:
        column = self.evidence.columns.get(word)
        if column is None:
            return self.nothing(word)
        place = self.pack.vocabulary[word].years - back
        return self.seen(word, column.values[:, place], column.known[:, place])

    def total(self, word: str) -> Number:
        column = self.evidence.columns.get(word)
        if column is None:
            return self.nothing(word)
        years = self.pack.vocabulary[word].years
        values = column.values.astype(object) if self.exact else column.values
        state: States | None = None
        if (column.known != SAID).any():
            values = np.where(column.known == SAID, values, 0)
            state = np.full(self.n, KNOWN, dtype=np.int8)
            state[(column.known == NOT_APPLICABLE).all(axis=1)] = UNDEFINED
            state[(column.known == UNSAID).any(axis=1)] = self.missing(word)
        total = values[:, 0]
        for place in range(1, years):
            total = total + values[:, place]
        return whole(total, state, years * WORD_BOUND)

    def years(self, word: str) -> Number:
        column = self.evidence.columns.get(word)
        if column is None:
            return self.nothing(word)
        count = (column.known != NOT_APPLICABLE).sum(axis=1)
        return whole(count.astype(object if self.exact else np.int64), None, self.pack.vocabulary[word].years)

    def seen(self, word: str, values: Any, known: NDArray[np.int8]) -> Number:
        values = values.astype(object) if self.exact else values
        if (known == SAID).all():
            return whole(values, None)
        codes = np.array([self.missing(word), KNOWN, UNDEFINED], dtype=np.int8)
        return whole(values, codes[known])

    def nothing(self, word: str) -> Number:
        return Number(0, 1, 0, 1, np.full(self.n, self.missing(word), dtype=np.int8))

    def missing(self, word: str) -> int:
        return NO_OPINION if self.pack.vocabulary[word].missing == "manual" else NO_DATA

    def step(self, scale: str, by: Number) -> Number:
        """The value a scale gives each amount on the day; an amount on an edge takes the lower step."""
        row = self.pack.scales[scale].on(self.on)
        result = constant(row.values[0])
        for edge, value in zip(row.edges, row.values[1:], strict=True):
            above = self.calculator.compare(by, ">", constant(edge)) == MET
            result = self.calculator.choose(above, constant(value), result, None)
        return Number(
            result.top, result.bottom, result.top_bound, result.bottom_bound, by.state, result.real, result.slack
        )

    def derive(self, derived: Derived) -> Number:
        """A named formula, by the first case that holds; open where a case before it is open."""
        if derived.name not in self.derived:
            self.derived[derived.name] = self._derive(derived)
        return self.derived[derived.name]

    def _derive(self, derived: Derived) -> Number:
        if len(derived.cases) == 1 and derived.cases[0].formula is not None:
            return self.number(derived.cases[0].formula)
        left = np.ones(self.n, dtype=bool)
        state = np.full(self.n, KNOWN, dtype=np.int8)
        chosen = np.full(self.n, -1, dtype=np.int8)
        result = constant(0)
        for index, case in enumerate(derived.cases):
            verdict = np.full(self.n, MET, dtype=np.int8) if case.when is None else self.truth(case.when)
            here = left & (verdict == MET)
            state[left & (verdict == UNKNOWN)] = NO_DATA
            state[left & (verdict == MANUAL)] = NO_OPINION
            left &= verdict == UNMET
            chosen[here] = index
            if not here.any():
                continue
            if case.formula is None:
                state[here] = UNDEFINED
                continue
            number = self.number(case.formula)
            state[here] = self.calculator.states(number)[here]
            result = self.calculator.choose(here, number, result, None)
        self.derived_case[derived.name] = chosen
        return Number(
            result.top, result.bottom, result.top_bound, result.bottom_bound, state, result.real, result.slack
        )

    # -- points -------------------------------------------------------------------------------------------------------

    def points(self, item: str) -> Span:
        """The points of an item, a section, or of the whole score when item is empty. Raises KeyError for one it lacks."""
        if not item:
            return self.score()
        sections = self.pack.score.sections if self.pack.score else ()
        for section in sections:
            if section.code == item:
                return self.section(section)
        return self.item({one.code: one for section in sections for one in section.items}[item])

    def score(self) -> Span:
        """The whole score: the sum of its sections."""
        if self._total is None:
            sections = self.pack.score.sections if self.pack.score else ()
            self._total = self._sum([self.section(section) for section in sections], None)
        return self._total

    def section(self, section: Section) -> Span:
        """The points of a section: the sum of its items, up to its ceiling."""
        if section.code not in self.sections:
            self.sections[section.code] = self._sum([self.item(item) for item in section.items], section.most)
        return self.sections[section.code]

    def item(self, item: Item) -> Span:
        """The points of an item: data first, then the expert's figure where it lies inside the range."""
        if item.code not in self.items:
            if item.routes:
                span = self._best(item)
            elif item.cases:
                span = self._cases(item)
            else:
                span = Span(self._all(0), self._all(item.most), np.full(self.n, NO_OPINION, dtype=np.int8))
            self.items[item.code] = self._settled(item, span)
        return self.items[item.code]

    def _all(self, value: int) -> Amounts:
        return np.full(self.n, value, dtype=np.int64)

    def _sum(self, spans: list[Span], ceiling: int | None) -> Span:
        least, most, state = self._all(0), self._all(0), np.full(self.n, KNOWN, dtype=np.int8)
        for span in spans:
            least, most, state = least + span.least, most + span.most, np.minimum(state, span.state)
        if ceiling is not None:
            least, most = np.minimum(least, ceiling), np.minimum(most, ceiling)
        return Span(least, most, np.where(least == most, np.int8(KNOWN), state))

    def _best(self, item: Item) -> Span:
        spans = [self._route(item, index, route) for index, route in enumerate(item.routes)]
        least, most, state = spans[0].least, spans[0].most, spans[0].state
        for span in spans[1:]:
            least, most = np.maximum(least, span.least), np.maximum(most, span.most)
            state = np.minimum(state, span.state)
        return Span(least, most, state)

    def _route(self, item: Item, index: int, route: Route) -> Span:
        """Bands looked up; every band while the value is open, no points where there is no such value."""
        number = self.number(route.value)
        place = np.zeros(self.n, dtype=np.int64)
        for band in route.bands[1:]:  # bands ascend without a gap, so as many edges are reached as bands lie below
            edge = constant(band.low if band.low is not None else 0)
            place += self.calculator.compare(number, ">=" if band.low_included else ">", edge) == MET
        least = np.array([band.least for band in route.bands])[place]
        most = np.array([band.most for band in route.bands])[place]
        state = self.calculator.states(number)
        if number.state is not None:
            is_open, undefined = state < UNDEFINED, state == UNDEFINED
            least = np.where(is_open, min(band.least for band in route.bands), np.where(undefined, 0, least))
            most = np.where(is_open, max(band.most for band in route.bands), np.where(undefined, 0, most))
            place = np.where(state == KNOWN, place, -1)
            state = np.where(undefined, np.int8(KNOWN), state)
        self.bands[item.code, index] = place
        return Span(least, most, state)

    def _cases(self, item: Item) -> Span:
        """The first case that holds; where a case is open, the range over it and all that may follow."""
        left = np.ones(self.n, dtype=bool)
        least, most = self._all(item.most), self._all(0)
        state = np.full(self.n, KNOWN, dtype=np.int8)
        chosen = self._all(-1)
        for index, case in enumerate(item.cases):
            verdict = np.full(self.n, MET, dtype=np.int8) if case.when is None else self.truth(case.when)
            possible = left & (verdict != UNMET)
            least[possible] = np.minimum(least[possible], case.least)
            most[possible] = np.maximum(most[possible], case.most)
            settled = left & (verdict == MET)
            chosen[settled & (state == KNOWN)] = index
            state[left & (verdict == UNKNOWN)] = NO_DATA
            manual = left & (verdict == MANUAL)
            state[manual] = np.minimum(state[manual], NO_OPINION)
            left &= verdict != MET
        self.bands[item.code, 0] = chosen
        return Span(least, most, state)

    def _settled(self, item: Item, span: Span) -> Span:
        least, most, state = span.least, span.most, span.state
        # a range that no missing figure explains is the panel's to settle
        state = np.where((least < most) & (state == KNOWN), np.int8(NO_OPINION), state)
        column = self.evidence.columns.get(item.expert) if item.expert else None
        if column is not None and self.pack.score is not None:
            given = np.clip(column.values, -1, item.most + 1) * self.pack.score.per_point
            # an opinion on facts nobody has stated settles nothing: the band it belongs to is not known yet
            fixed = (column.known == SAID) & (given >= least) & (given <= most) & (state != NO_DATA)
            least, most = np.where(fixed, given, least), np.where(fixed, given, most)
        return Span(least, most, np.where(least == most, np.int8(KNOWN), state))


def _day_before(on: date, years: int, *, from_january: bool) -> int:
    """The day so many calendar years before a day, as days since 1970-01-01; 29 February gives 28 where there is none."""
    year = on.year - years
    if from_january:
        day = date(year, 1, 1)
    else:
        try:
            day = on.replace(year=year)
        except ValueError:
            day = date(year, 2, 28)
    return (day - EPOCH).days


def check_evidence(pack: Pack, evidence: Evidence) -> None:
    """Raises EvidenceError when a column does not have the shape and type its word asks for."""
    for name in sorted(pack.words):
        column: Column | None = evidence.columns.get(name)
        if column is None:
            continue
        word = pack.vocabulary[name]
        shape = (evidence.n, word.years) if word.years else (evidence.n,)
        if column.values.shape != shape:
            raise EvidenceError(f'"{name}" ({word.label}): values have shape {column.values.shape}, needed {shape}.')
        if (column.values.dtype == np.bool_) != (word.dimension.code == "flag"):
            raise EvidenceError(
                f'"{name}" ({word.label}) is a {word.dimension.code}; values are {column.values.dtype}.'
            )
