"""最短达标路径: the smallest sets of changes after which an enterprise passes, found by judging and proven by judging.

A set is minimal twice over: without any one of its elements the enterprise fails, and with one step less of any element
it fails. Sets come fewest elements first, then least cost, then soonest. What an authority has confirmed is never moved.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from policies.engine import display, units
from policies.engine import expressions as ex
from policies.engine.evidence import Evidence
from policies.engine.explain import Explanation, FactUsed, explain
from policies.engine.judge import check_day
from policies.engine.moves import Ground, Steps, reachable
from policies.engine.packs import GATE, SCORE, Criterion, Item, Pack, Way
from policies.engine.verdicts import MET, NEED_DATA, NOT_ELIGIBLE, OUTCOME_CODES, OUTCOME_WORDS, UNMET
from policies.engine.walk import Walk, check_evidence

MOST_ELEMENTS: Final = 3
MOST_PROPOSALS: Final = 8
TRIED_PER_SET: Final = 3  # candidates of one set that are worked out in full, the cheapest first
DOUBLINGS: Final = 41
TRIED: Final = 32
SPLIT: Final = 48

Reached = Callable[[Walk], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after, as shown. amount: by how much it moves, signed, in stored units."""

    word: str
    label: str
    before: str
    after: str
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Element:
    """One thing to do: 研发投入：再归集82.00万元. lead: why it takes time; ready_on: when it can have its effect."""

    title: str
    text: str
    steps: int
    changes: tuple[Change, ...]
    lead: str
    ready_on: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A minimal set of changes. cost: comparable across units, see cost_of; outcome: where the enterprise then stands."""

    elements: tuple[Element, ...]
    outcome: int
    outcome_text: str
    score_text: str
    cost: float
    ready_on: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A condition that fails and that no allowed change turns. day: when waiting alone turns it, else empty."""

    code: str
    title: str
    reason: str
    day: str


@dataclass(frozen=True, slots=True)
class Paths:
    """The ways out for one enterprise. is_open: nothing is to be changed, it passes, or data or an opinion decides."""

    is_open: bool
    proposals: tuple[Proposal, ...]
    blocked: tuple[Blocked, ...]
    missing: tuple[FactUsed, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, for JSON."""
        return dataclasses.asdict(self)


def paths(
    pack: Pack,
    evidence: Evidence,
    on: date,
    *,
    fixed: Mapping[str, str] | None = None,
    most: int = MOST_ELEMENTS,
    limit: int = MOST_PROPOSALS,
    told: Explanation | None = None,
) -> Paths:
    """The smallest sets of changes after which one enterprise no longer fails.

    evidence has one row. fixed: word → why nobody may change it (a figure confirmed by an authority). most: elements of
    a set; limit: sets. told: the explanation, when it is at hand. Passing means that the outcome is no longer
    NOT_ELIGIBLE: what then depends on missing data or on experts is said by the outcome of the proposal.
    Raises NotInForce, EvidenceError, ValueError for more than one row.
    """
    if evidence.n != 1:
        raise ValueError(f"paths takes one enterprise, not {evidence.n}: use evidence.one(i)")
    check_day(pack, on)
    check_evidence(pack, evidence)
    return _Search(Ground(pack, evidence, on), dict(fixed or {}), most, limit).paths(told)


def cost_of(ground: Ground, way: Way, steps: int) -> Fraction:
    """What so many steps of a way cost: for each word moved, its effort × the change relative to what it is now.

    The relative change makes 研发费用 +82 万元 of 178 and 科技人员 +2 of 11 comparable; a figure of zero counts as one
    step. Days of waiting count against a year.
    """
    if way.wait:
        return Fraction(steps, 365)
    total = Fraction(0)
    for word, _ in way.changes:
        base = max(abs(ground.value(word)), way.dimension.step)
        total += ground.pack.vocabulary[word].effort * Fraction(steps * way.dimension.step, base)
    return total


@dataclass(frozen=True)
class _Found:
    """A set that passes, before it is put into words."""

    cost: Fraction
    ready: date
    ways: tuple[Way, ...]
    steps: Steps


class _Search:
    def __init__(self, ground: Ground, fixed: dict[str, str], most: int, limit: int) -> None:
        self.ground, self.fixed, self.most, self.limit = ground, fixed, most, limit
        self.pack = ground.pack
        self.base = ground.walk((), [()], exact=True)
        self.owners = tuple(self._owners())

    def paths(self, told: Explanation | None) -> Paths:
        outcome = int(self.base.outcome()[0])
        if outcome == NEED_DATA:
            told = told or explain(self.pack, self.ground.evidence, self.ground.on)
            return Paths(True, (), (), told.missing)
        if outcome != NOT_ELIGIBLE:
            return Paths(True, (), (), ())
        blocked = tuple(self.blocked())
        if blocked:
            return Paths(False, (), blocked, ())
        return Paths(False, tuple(self.proposals()), (), ())

    # -- what may be moved --------------------------------------------------------------------------------------------

    def _owners(self) -> Iterator[Criterion | Item]:
        """What can be worked on: what fails, the items of a failing score, and the gates these moves might close."""
        failing = [one for one in self.pack.criteria if int(self.base.criterion(one)[0]) == UNMET]
        yield from failing
        moved = {word for one in failing for way in one.ways for word, _ in way.changes}
        if self.pack.score is not None and any(one.kind == SCORE for one in failing):
            yield from self.pack.score.items
            moved |= {word for item in self.pack.score.items for way in item.ways for word, _ in way.changes}
        for criterion in self.pack.criteria:
            touched = moved & set(self.pack.words_behind(criterion.require))
            if criterion.kind == GATE and criterion not in failing and touched:
                yield criterion

    def ways(self) -> dict[Way, str]:
        """The ways that may be taken, each with the title of what it serves."""
        titles: dict[Way, str] = {}
        for owner in self.owners:
            for way in reachable(self.ground, owner.ways, self.fixed):
                known = next((one for one in titles if (one.changes, one.wait) == (way.changes, way.wait)), None)
                if known is None:
                    titles[way] = owner.title
        return titles

    def blocked(self) -> Iterator[Blocked]:
        """Gates that fail and that none of their own ways turns, not even together with one another."""
        for criterion in self.pack.criteria:
            if criterion.kind != GATE or int(self.base.criterion(criterion)[0]) != UNMET:
                continue
            ways = reachable(self.ground, self._all_ways(criterion), self.fixed)
            reached = _met(criterion)
            if any(self.least(way, reached, (), ()) is not None for way in ways):
                continue
            if len(ways) > 1 and self._together(ways, reached):
                continue
            yield Blocked(criterion.code, criterion.title, self._why(criterion), "")

    def _all_ways(self, criterion: Criterion) -> list[Way]:
        """The ways of a gate, and those of other failing conditions that move a word it looks at."""
        words = set(self.pack.words_behind(criterion.require))
        others = [
            way
            for owner in self.owners
            if owner is not criterion
            for way in owner.ways
            if any(word in words for word, _ in way.changes)
        ]
        return [*criterion.ways, *others]

    def _together(self, ways: Sequence[Way], reached: Reached) -> bool:
        far = tuple(self.ground.most(way) for way in ways)
        grid = list(itertools.product(*((0, 1, most // 2, most) for most in far)))[: 4**5]
        return bool(reached(self.ground.walk(ways, grid, exact=True)).any())

    def _why(self, criterion: Criterion) -> str:
        held = [self.fixed[word] for word in self.pack.words_behind(criterion.require) if word in self.fixed]
        return held[0] if held else criterion.advice

    # -- the search ---------------------------------------------------------------------------------------------------

    def proposals(self) -> Iterator[Proposal]:
        titles = self.ways()
        marks = {way: self.milestones(way) for way in titles}
        self.couple(list(marks), marks)
        ways = [way for way, counts in marks.items() if counts]
        found: list[_Found] = []
        for size in range(1, min(self.most, len(ways)) + 1):
            for chosen in itertools.combinations(ways, size):
                settled = self.cheapest(chosen, marks)
                if settled is None:
                    continue
                cost = self.cost(chosen, settled)
                # a set that contains a smaller one that passes is worth naming only where it is cheaper
                smaller = [one.cost for one in found if set(one.ways) < set(chosen)]
                if not smaller or cost < min(smaller):
                    found.append(_Found(cost, self.ready(chosen, settled), chosen, settled))
            if len(found) >= self.limit:
                break
        found.sort(key=lambda one: (len(one.ways), one.cost, one.ready))
        for one in found[: self.limit]:
            yield self.proposal(one, titles)

    def milestones(self, way: Way, ways: Sequence[Way] = (), steps: Steps = ()) -> list[int]:
        """The step counts at which a way turns a condition or lifts an item by a level, other moves being made already."""
        words = {word for word, _ in way.changes}
        counts: set[int] = set()
        for criterion in self.pack.criteria:
            for condition in _conditions(criterion.require):
                if self._looks(condition, words, way) and (least := self.least(way, _holds(condition), ways, steps)):
                    counts.add(least)
        if self.pack.score is not None:
            now = self.ground.walk(ways, [steps], exact=True) if ways else self.base
            for item in self.pack.score.items:
                if words & set(self.pack.words_of_item(item)):
                    counts.update(self.levels(item, now, way, ways, steps))
        return sorted(counts)

    def levels(self, item: Item, now: Walk, way: Way, ways: Sequence[Way], steps: Steps) -> Iterator[int]:
        most = int(now.item(item).most[0])
        levels = {band.most for route in item.routes for band in route.bands} | {case.most for case in item.cases}
        for level in sorted(one for one in levels if one > most):
            least = self.least(way, _points(item, level), ways, steps)
            if least:
                yield least

    def _looks(self, require: ex.TruthNode, words: set[str], way: Way) -> bool:
        if any(isinstance(part, ex.Points) for part in ex.walk(require)):
            return False
        if way.wait:
            named = (require, *self._formulas(require))
            return any(isinstance(part, ex.FilingDay | ex.YearsBefore) for node in named for part in ex.walk(node))
        return bool(words & set(self.pack.words_behind(require)))

    def _formulas(self, node: ex.TruthNode) -> Iterator[ex.Node]:
        for part in self.pack.named_behind(node):
            if isinstance(part, ex.Derived):
                for case in self.pack.derived[part.name].cases:
                    yield from (one for one in (case.when, case.formula) if one is not None)

    def couple(self, ways: Sequence[Way], marks: dict[Way, list[int]]) -> None:
        """Adds the milestones that move because another way moves a word of the same ratio (hiring raises the total)."""
        alone = {way: list(found) for way, found in marks.items()}
        for one, other in itertools.permutations(ways, 2):
            if not self._share(one, other):
                continue
            for count in alone[other]:
                marks[one] = sorted({*marks[one], *self.milestones(one, (other,), (count,))})

    def _share(self, one: Way, other: Way) -> bool:
        left, right = ({word for word, _ in way.changes} for way in (one, other))
        if not left or not right:
            return False
        nodes: list[tuple[str, ...]] = [self.pack.words_behind(criterion.require) for criterion in self.pack.criteria]
        nodes += [self.pack.words_of_item(item) for item in self.pack.score.items] if self.pack.score else []
        looked = [set(words) for words in nodes if not self._is_whole(words)]
        return any(left & words and right & words for words in looked)

    def _is_whole(self, words: tuple[str, ...]) -> bool:
        """Whether these are the words of the whole score, which couples nothing by itself."""
        items = self.pack.score.items if self.pack.score else ()
        every = {word for item in items for word in self.pack.words_of_item(item)}
        return len(items) > 1 and every <= set(words)

    def cheapest(self, chosen: tuple[Way, ...], marks: Mapping[Way, list[int]]) -> Steps | None:
        """The cheapest steps of a set that make it pass with every element needed; None when there are none."""
        if len(chosen) == 1:
            least = self.least(chosen[0], _passes, (), ())
            return (least,) if least else None
        rows = list(itertools.product(*(marks[way] for way in chosen)))
        walk = self.ground.walk(chosen, rows, exact=False)
        hits = _passes(walk)
        if walk.calculator.doubtful is not None:
            hits = hits | walk.calculator.doubtful
        ranked = sorted((self.cost(chosen, rows[place]), rows[place]) for place in np.flatnonzero(hits).tolist())
        best: tuple[Fraction, Steps] | None = None
        for cost, steps in ranked[:TRIED_PER_SET]:
            if best is not None and cost >= best[0] * 2:
                break
            settled = self.settle(chosen, steps)
            if settled is not None and (best is None or self.cost(chosen, settled) < best[0]):
                best = self.cost(chosen, settled), settled
        return None if best is None else best[1]

    def settle(self, chosen: tuple[Way, ...], steps: Steps) -> Steps | None:
        """Takes back every step that is not needed, judged exactly; None when an element is not needed at all."""
        if not _passes(self.ground.walk(chosen, [steps], exact=True))[0]:
            return None
        while True:  # every round that changes anything takes steps back, so there are finitely many
            before = steps
            for place, way in enumerate(chosen):
                others = tuple(one for number, one in enumerate(chosen) if number != place)
                held = tuple(one for number, one in enumerate(steps) if number != place)
                least = self.least(way, _passes, others, held, top=steps[place])
                if not least:
                    return None
                steps = (*steps[:place], least, *steps[place + 1 :])
            if steps == before:
                return steps

    def least(
        self, way: Way, reached: Reached, ways: Sequence[Way], steps: Steps, *, top: int | None = None
    ) -> int | None:
        """The least steps of a way, up to top, after which `reached` holds, 0 when it does already; None when it never does.

        One step more may undo what one step did (hiring raises a total), so small counts are all tried; among large ones
        the first stretch that holds is narrowed down.
        """
        along = (*ways, way)
        top = self.ground.most(way) if top is None else top
        doubled = (1 << power for power in range(DOUBLINGS) if TRIED < 1 << power < top)
        candidates = [*range(min(TRIED, top) + 1), *doubled, *([top] if top > TRIED else [])]
        while True:
            hits = np.flatnonzero(reached(self.ground.walk(along, [(*steps, one) for one in candidates], exact=True)))
            if not hits.size:
                return None
            row = int(hits[0])
            high = int(candidates[row])
            if row == 0:
                return high
            low = int(candidates[row - 1])
            if high - low <= 1:
                return high
            gap = max((high - low) // SPLIT, 1)
            candidates = [low, *range(low + gap, high, gap), high]

    # -- in words -----------------------------------------------------------------------------------------------------

    def cost(self, chosen: Iterable[Way], steps: Steps) -> Fraction:
        return sum((cost_of(self.ground, way, count) for way, count in zip(chosen, steps, strict=True)), Fraction(0))

    def ready(self, chosen: Iterable[Way], steps: Steps) -> date:
        return max(self.ready_of(way, count) for way, count in zip(chosen, steps, strict=True))

    def ready_of(self, way: Way, steps: int) -> date:
        lead = max((self.pack.vocabulary[word].lead_days for word, _ in way.changes), default=0)
        return self.ground.on + timedelta(days=steps if way.wait else lead)

    def proposal(self, found: _Found, titles: Mapping[Way, str]) -> Proposal:
        walk = self.ground.walk(found.ways, [found.steps], exact=True)
        outcome = int(walk.outcome()[0])
        name = next(name for name, code in OUTCOME_CODES.items() if code == outcome)
        score_text = ""
        if self.pack.score is not None:
            span = walk.score()
            score_text = display.points(int(span.least[0]), int(span.most[0]), self.pack.per_point)
        return Proposal(
            elements=tuple(
                self.element(way, count, titles[way]) for way, count in zip(found.ways, found.steps, strict=True)
            ),
            outcome=outcome,
            outcome_text=self.pack.outcome_words.get(name, OUTCOME_WORDS[outcome]),
            score_text=score_text,
            cost=float(found.cost),
            ready_on=found.ready.isoformat(),
        )

    def element(self, way: Way, steps: int, title: str) -> Element:
        amount, ready = steps * way.dimension.step, self.ready_of(way, steps)
        text = way.text.replace("{gap}", display.show(amount, way.dimension)).replace("{day}", ready.isoformat())
        words = [self.pack.vocabulary[word] for word, _ in way.changes]
        changes = tuple(
            Change(
                word,
                self.pack.vocabulary[word].label,
                self.shown(word, self.ground.value(word)),
                self.shown(word, self.ground.value(word) + sign * amount),
                sign * amount,
            )
            for word, sign in way.changes
        )
        lead = next((word.lead for word in sorted(words, key=lambda one: -one.lead_days) if word.lead), "")
        return Element(title, text, steps, changes, lead, ready.isoformat())

    def shown(self, word: str, value: int) -> str:
        entry = self.pack.vocabulary[word]
        return display.show(value, entry.dimension, unit=entry.unit if entry.dimension is not units.DATE else "")


def _met(criterion: Criterion) -> Reached:
    return lambda walk: np.asarray(walk.criterion(criterion) == MET)


def _holds(condition: ex.TruthNode) -> Reached:
    return lambda walk: np.asarray(walk.truth(condition) == MET)


def _conditions(node: ex.TruthNode) -> Iterator[ex.TruthNode]:
    """A condition and, of an and / or, each part as well: two ways may each turn one part of what neither turns alone."""
    yield node
    if isinstance(node, ex.Logic):
        for part in node.parts:
            yield from _conditions(part)


def _points(item: Item, level: int) -> Reached:
    return lambda walk: walk.item(item).most >= level


def _passes(walk: Walk) -> NDArray[np.bool_]:
    passes: NDArray[np.bool_] = walk.outcome() != NOT_ELIGIBLE
    return passes
