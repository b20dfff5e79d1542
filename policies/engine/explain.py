"""Explaining: the walk over one enterprise, in exact arithmetic, with every step said in words (预诊断解释)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np

from policies.engine import display, units
from policies.engine import expressions as ex
from policies.engine.evidence import NOT_APPLICABLE, SAID, Evidence
from policies.engine.judge import check_day
from policies.engine.numbers import KNOWN, NO_DATA, UNDEFINED, Number
from policies.engine.packs import DIRECT, GATE, SCORE, Clause, Criterion, Item, Pack, Route, Template, Way
from policies.engine.verdicts import (
    MANUAL,
    MET,
    NEED_DATA,
    NOT_IN_FORCE,
    OUTCOME_CODES,
    OUTCOME_WORDS,
    UNKNOWN,
    UNMET,
    WORDS,
)
from policies.engine.walk import Span, Walk, check_evidence
from policies.engine.ways import Reach, reach, said

ITEM: Final = "item"
NOT_SAID: Final = "未填"
NO_SUCH: Final = "--"
NEXT_BANDS: Final = 2


@dataclass(frozen=True, slots=True)
class FactUsed:
    """A fact a rule looked at. value: as shown, 未填 when unknown; years: the same for each year of a series.

    status: known, unknown, manual (an expert has yet to say), partly (some years of a series), not_applicable.
    """

    word: str
    label: str
    value: str
    unit: str
    period: str
    status: str
    meaning: str
    supplier: str
    source: str
    years: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure on the way to a verdict: a parameter of the rule (since: in force from) or a formula's result."""

    name: str
    meaning: str
    value: str
    since: str
    note: str
    citation: str


@dataclass(frozen=True, slots=True)
class NextBand:
    """What the next points need: 占职工总数达到15% → 8分 (+4分): 内部认定2人，或新招3人."""

    label: str
    points: str
    gain: str
    distance: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """One line of an explanation: a gate, a direct route, a condition on the score, or a scored item.

    kind: gate, direct, score, item. outcome: a verdict code; of an item MET when its points are settled, else UNKNOWN
    or MANUAL. distance: what would turn it, in the unit people act on; shortfall: how far a ratio is from its line,
    in 百分点. points_*: stored points, items only.
    """

    code: str
    title: str
    kind: str
    outcome: int
    outcome_word: str
    requirement: str
    value: str
    distance: str
    shortfall: str
    ways: tuple[str, ...]
    facts: tuple[FactUsed, ...]
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    citation: str
    clause: str
    advice: str
    section: str = ""
    points_min: int = 0
    points_max: int = 0
    points_most: int = 0
    points_text: str = ""
    next_bands: tuple[NextBand, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionAccount:
    """The points of a section, after its ceiling."""

    code: str
    title: str
    points_min: int
    points_max: int
    points_most: int
    points_text: str


@dataclass(frozen=True, slots=True)
class ScoreAccount:
    """The whole score against its line. needed: the least stored points that pass; gap: how many the most still lacks."""

    title: str
    points_min: int
    points_max: int
    points_most: int
    per_point: int
    needed: int
    gap: int
    points_text: str
    line_text: str
    outcome: int
    sections: tuple[SectionAccount, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of a text that leaves it open, where it would change the result."""

    choice: str
    meaning: str
    option: str
    outcome: int
    outcome_text: str
    points_text: str
    citation: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one enterprise stands where it stands under one pack on one day. JSON-able by as_dict()."""

    programme: str
    version: str
    title: str
    law: str
    in_force: str
    digest: str
    on: str
    outcome: int
    outcome_text: str
    sentence: str
    score: ScoreAccount | None
    accounts: tuple[Account, ...]
    readings: tuple[Reading, ...]
    missing: tuple[FactUsed, ...]
    notes: tuple[str, ...]

    @property
    def gates(self) -> tuple[Account, ...]:
        """The conditions that must hold."""
        return self.of_kind(GATE)

    @property
    def items(self) -> tuple[Account, ...]:
        """The scored items."""
        return self.of_kind(ITEM)

    @property
    def routes(self) -> tuple[Account, ...]:
        """The direct routes."""
        return self.of_kind(DIRECT)

    @property
    def score_conditions(self) -> tuple[Account, ...]:
        """The conditions on the score."""
        return self.of_kind(SCORE)

    def of_kind(self, kind: str) -> tuple[Account, ...]:
        """The accounts of one kind, in the order of the pack."""
        return tuple(account for account in self.accounts if account.kind == kind)

    def as_dict(self) -> dict[str, Any]:
        """Plain lists and dicts, for JSON and for certificates."""
        return dataclasses.asdict(self)


def explain(pack: Pack, evidence: Evidence, on: date) -> Explanation:
    """The account of one enterprise: evidence has one row.

    The same walk as judge, in exact arithmetic. Raises ValueError for more rows, NotInForce, EvidenceError.
    """
    if evidence.n != 1:
        raise ValueError(f"explain takes one enterprise, not {evidence.n}: use evidence.one(i)")
    check_day(pack, on)
    check_evidence(pack, evidence)
    return _Teller(pack, evidence, on).explanation()


def distances(pack: Pack, evidence: Evidence, on: date, codes: Iterable[str]) -> dict[str, str]:
    """What would turn each of some criteria, in the unit people act on: code → 内部认定2人，或新招3人.

    evidence has one row. Much cheaper than an explanation, for a list. Raises NotInForce, EvidenceError.
    """
    check_day(pack, on)
    check_evidence(pack, evidence)
    teller = _Teller(pack, evidence, on)
    wanted = set(codes)
    return {one.code: teller.criterion(one).distance for one in pack.criteria if one.code in wanted}


class _Teller:
    def __init__(self, pack: Pack, evidence: Evidence, on: date) -> None:
        self.pack, self.evidence, self.on = pack, evidence, on
        self.walk = Walk(pack, evidence, on, exact=True)
        self.outcome = int(self.walk.outcome()[0])
        self.per_point = pack.per_point
        self._facts: dict[str, FactUsed] = {}
        self.line_of_score = self.line()
        self.score_told = self.score()

    def explanation(self) -> Explanation:
        pack = self.pack
        accounts = [self.criterion(criterion) for criterion in pack.criteria]
        sections = pack.score.sections if pack.score else ()
        accounts += [self.item(item, section.title) for section in sections for item in section.items]
        score = self.score_told
        return Explanation(
            programme=pack.programme,
            version=pack.version,
            title=pack.title,
            law=f"《{pack.law.title}》（{pack.law.number}）",
            in_force=pack.in_force_text,
            digest=pack.digest,
            on=self.on.isoformat(),
            outcome=self.outcome,
            outcome_text=self.outcome_text(self.outcome),
            sentence=self.sentence(accounts, score),
            score=score,
            accounts=tuple(accounts),
            readings=tuple(self.readings(score)),
            missing=self.missing(accounts),
            notes=pack.notes,
        )

    def outcome_text(self, outcome: int) -> str:
        name = next(name for name, code in OUTCOME_CODES.items() if code == outcome)
        return self.pack.outcome_words.get(name, OUTCOME_WORDS[outcome])

    # -- lines --------------------------------------------------------------------------------------------------------

    def criterion(self, criterion: Criterion) -> Account:
        outcome = int(self.walk.criterion(criterion)[0])
        words = self.pack.words_behind(criterion.require)
        ways = self.ways(criterion, words) if outcome == UNMET else ()
        shortfall = self.shortfall(criterion) if outcome == UNMET else ""
        distance = "，或".join(ways)
        if outcome == UNKNOWN:
            distance = self.to_supply(words)
        elif outcome == UNMET and not distance:
            distance = self.score_gap(criterion) or shortfall
        shown_words = words if criterion.kind != SCORE else ()
        return Account(
            code=criterion.code,
            title=criterion.title,
            kind=criterion.kind,
            outcome=outcome,
            outcome_word=WORDS[outcome],
            requirement=self.text(criterion.requirement, ()),
            value=self.text(criterion.value, self.lines(criterion.require)),
            distance=distance,
            shortfall=shortfall,
            ways=ways,
            facts=tuple(self.fact(word) for word in shown_words),
            figures=self.figures((criterion.require, *criterion.value.nodes, *criterion.requirement.nodes)),
            notes=self.notes((criterion.require, *criterion.value.nodes)),
            citation=criterion.clause.citation,
            clause=criterion.clause.text,
            advice=criterion.advice if outcome in (UNMET, MANUAL) else "",
        )

    def item(self, item: Item, section: str) -> Account:
        span = self.walk.item(item)
        state = int(span.state[0])
        outcome = MET if state == KNOWN else UNKNOWN if state == NO_DATA else MANUAL
        words = self.pack.words_of_item(item)
        nodes: list[ex.Node] = [route.value for route in item.routes]
        nodes += [case.when for case in item.cases if case.when is not None]
        lines = [line for node in nodes for line in self.lines(node)]
        lines += [(route.value, edge) for route in item.routes for edge in _edges(route)]
        bands = () if outcome == UNKNOWN else self.next_bands(item, span, words)
        least, most = int(span.least[0]), int(span.most[0])
        return Account(
            code=item.code,
            title=item.title,
            kind=ITEM,
            outcome=outcome,
            outcome_word={MET: "已定", UNKNOWN: WORDS[UNKNOWN], MANUAL: WORDS[MANUAL]}[outcome],
            requirement=f"满分{display.points(item.most, item.most, self.per_point)}",
            value=self.text(item.value, lines),
            distance=self.to_supply(words) if outcome == UNKNOWN else bands[0].distance if bands else "",
            shortfall="",
            ways=bands[0].ways if bands else (),
            facts=tuple(self.fact(word) for word in words),
            figures=self.figures((*nodes, *item.value.nodes)),
            notes=(*self.notes((*nodes, *item.value.nodes)), *self.outside(item, span)),
            citation=item.clause.citation,
            clause=item.clause.text,
            advice=item.advice if most < item.most or least < most else "",
            section=section,
            points_min=least,
            points_max=most,
            points_most=item.most,
            points_text=display.points(least, most, self.per_point),
            next_bands=bands,
        )

    def score(self) -> ScoreAccount | None:
        score = self.pack.score
        if score is None:
            return None
        span = self.walk.score()
        least, most = int(span.least[0]), int(span.most[0])
        criterion, needed, line_text = self.line_of_score
        sections = []
        for section in score.sections:
            part = self.walk.section(section)
            low, high = int(part.least[0]), int(part.most[0])
            text = display.points(low, high, self.per_point)
            sections.append(SectionAccount(section.code, section.title, low, high, section.most, text))
        return ScoreAccount(
            title=score.title,
            points_min=least,
            points_max=most,
            points_most=score.most,
            per_point=self.per_point,
            needed=needed,
            gap=max(needed - most, 0),
            points_text=display.points(least, most, self.per_point),
            line_text=line_text,
            outcome=int(self.walk.criterion(criterion)[0]) if criterion else MET,
            sections=tuple(sections),
        )

    def line(self) -> tuple[Criterion | None, int, str]:
        """The condition on the whole score, the least points that pass it, and how the line reads."""
        title = self.pack.score.line_title if self.pack.score else ""
        for criterion in self.pack.criteria:
            match criterion.require:
                case ex.Compare(operator=(">=" | ">") as operator, left=ex.Points(item=""), right=right):
                    line = self.exact(self.walk.number(right))
                    if line is None or not self.walk.holds(criterion):
                        continue
                    needed = (
                        -(-line.numerator // line.denominator)
                        if operator == ">="
                        else line.numerator // line.denominator + 1
                    )
                    shown = display.number(line / self.per_point, digits=None)
                    return criterion, needed, f"{title}{shown}分" if operator == ">=" else f"{title}为超过{shown}分"
        return None, 0, ""

    # -- the sentence -------------------------------------------------------------------------------------------------

    def sentence(self, accounts: Sequence[Account], score: ScoreAccount | None) -> str:
        said: list[str] = []
        direct = [account.title for account in accounts if account.kind == DIRECT and account.outcome == MET]
        if direct and self.pack.score is not None:
            said.append(f"可凭“{'”“'.join(direct)}”直接确认，不看得分。")
        elif self.pack.score is None:
            said.append(self.routes_sentence(accounts, direct))
        if score is not None:
            said.append(self.score_sentence(score))
            others = [
                account.title
                for account in accounts
                if account.kind == SCORE
                and account.outcome == UNMET
                and not direct
                and account.code != self.line_code()
            ]
            said += [f"{title}不达标。" for title in others]
        gates = [account for account in accounts if account.kind == GATE and account.outcome != NOT_IN_FORCE]
        if gates:
            said.append(self.gates_sentence(gates))
        return "".join(said)

    @staticmethod
    def routes_sentence(accounts: Sequence[Account], met: Sequence[str]) -> str:
        """Which way in is open, where nothing is scored: 路径4条，符合“收入增长”."""
        routes = [account for account in accounts if account.kind == DIRECT and account.outcome != NOT_IN_FORCE]
        if not routes:
            return ""
        if met:
            return f"路径{len(routes)}条，符合“{'”“'.join(met)}”。"
        counts = [(WORDS[code], sum(route.outcome == code for route in routes)) for code in (UNMET, UNKNOWN, MANUAL)]
        return (
            f"路径{len(routes)}条，有一条即可："
            + "，".join(f"{count}条{word}" for word, count in counts if count)
            + "。"
        )

    def line_code(self) -> str:
        criterion = self.line_of_score[0]
        return criterion.code if criterion else ""

    def score_sentence(self, score: ScoreAccount) -> str:
        words = [f"现在{score.points_text}"]
        if score.line_text:
            words.append(score.line_text)
            if score.outcome == MET:
                words.append("已过线")
            elif score.outcome == UNMET:
                most = "" if score.points_min == score.points_max else "最高也"
                words.append(f"{most}差{display.points(score.gap, score.gap, self.per_point)}")
            else:
                words.append("能否过线要看" + ("缺的数据" if score.outcome == UNKNOWN else "专家评分"))
        return "，".join(words) + "。"

    @staticmethod
    def gates_sentence(gates: Sequence[Account]) -> str:
        counts = [(WORDS[code], sum(gate.outcome == code for gate in gates)) for code in (MET, UNMET, UNKNOWN, MANUAL)]
        if counts[0][1] == len(gates):
            return f"门槛条件{len(gates)}项全部达标。"
        return f"门槛条件{len(gates)}项：" + "，".join(f"{count}项{word}" for word, count in counts if count) + "。"

    # -- readings and missing facts -----------------------------------------------------------------------------------

    def readings(self, score: ScoreAccount | None) -> Iterable[Reading]:
        """What other readings of an open text would give, where the answer differs."""
        for choice in self.pack.choices.values():
            for option, text in choice.options.items():
                if option == self.pack.option(choice.name):
                    continue
                walk = self.read_as(choice.name, option)
                if not self.differs(walk, choice.name):
                    continue
                outcome, span = int(walk.outcome()[0]), walk.score()
                ends = int(span.least[0]), int(span.most[0])
                same = score is None or ends == (score.points_min, score.points_max)
                if (outcome == self.outcome and same) or int(span.state[0]) == NO_DATA or outcome == NEED_DATA:
                    continue
                yield Reading(
                    choice=choice.name,
                    meaning=choice.meaning,
                    option=text,
                    outcome=outcome,
                    outcome_text=self.outcome_text(outcome),
                    points_text=display.points(*ends, self.per_point),
                    citation=choice.clause.citation,
                )

    def read_as(self, choice: str, option: str) -> Walk:
        """The walk under another option, which begins with all that the choice cannot move."""
        moved = self.pack.moved_by(choice)
        return Walk(
            self.pack.choosing({choice: option}),
            self.evidence,
            self.on,
            exact=True,
            derived={name: number for name, number in self.walk.derived.items() if name not in moved},
            items={code: span for code, span in self.walk.items.items() if code not in moved},
            criteria={code: verdicts for code, verdicts in self.walk.criteria.items() if code not in moved},
        )

    def differs(self, walk: Walk, choice: str) -> bool:
        """Whether any formula that a choice may move gives something else in another walk."""
        for name in self.pack.moved_by(choice) & self.pack.derived.keys():
            derived = self.pack.derived[name]
            mine, other = self.walk.derive(derived), walk.derive(derived)
            states = [int(one.calculator.states(number)[0]) for one, number in ((self.walk, mine), (walk, other))]
            if states[0] != states[1] or self.exact(mine) != self.exact(other):
                return True
        return False

    def missing(self, accounts: Sequence[Account]) -> tuple[FactUsed, ...]:
        """The facts that stand between the enterprise and an answer, each once."""
        found: dict[str, FactUsed] = {}
        for account in accounts:
            if account.outcome == UNKNOWN and (account.kind != DIRECT or self.outcome == NEED_DATA):
                found.update({fact.word: fact for fact in account.facts if fact.status in ("unknown", "partly")})
        return tuple(found.values())

    def to_supply(self, words: Iterable[str]) -> str:
        facts = [self.fact(word) for word in words]
        return "补：" + "、".join(fact.label for fact in facts if fact.status in ("unknown", "partly"))

    # -- distances ----------------------------------------------------------------------------------------------------

    def ways(self, criterion: Criterion, words: Sequence[str]) -> tuple[str, ...]:
        found = [
            reach(self.pack, self.evidence, self.on, way, words, lambda walk: walk.criterion(criterion) == MET)
            for way in criterion.ways
        ]
        return tuple(self.phrase(one) for one in found if one is not None)

    def phrase(self, found: Reach) -> str:
        return said(found, self.on, lambda amount, way: display.show(amount, way.dimension))

    def next_bands(self, item: Item, span: Span, words: Sequence[str]) -> tuple[NextBand, ...]:
        now = int(span.least[0]), int(span.most[0])
        levels = {(band.least, band.most) for route in item.routes for band in route.bands}
        levels |= {(case.least, case.most) for case in item.cases}
        bands: list[NextBand] = []
        for least, most in sorted(level for level in levels if level[0] > now[0] and level[1] > now[1]):
            if len(bands) == NEXT_BANDS or not item.ways:
                break
            found = [self.to_points(item, least, way, words) for way in item.ways]
            exact = [one for one in found if one is not None and int(one.walk.item(item).least[one.row]) == least]
            if not exact:
                continue
            phrases = tuple(self.phrase(one) for one in exact)
            gain = display.points(least - now[0], least - now[0], self.per_point)
            bands.append(
                NextBand(
                    label=self.band_label(item, exact[0]),
                    points=display.points(least, most, self.per_point),
                    gain=f"+{gain}",
                    distance="，或".join(phrases),
                    ways=phrases,
                )
            )
        return tuple(bands)

    def to_points(self, item: Item, least: int, way: Way, words: Sequence[str]) -> Reach | None:
        return reach(self.pack, self.evidence, self.on, way, words, lambda walk: walk.item(item).least >= least)

    def band_label(self, item: Item, found: Reach) -> str:
        """Which band the way arrives in: 占销售收入达到4%."""
        if item.cases:
            return item.cases[int(found.walk.bands[item.code, 0][found.row])].label
        least = int(found.walk.item(item).least[found.row])
        for index, route in enumerate(item.routes):
            place = int(found.walk.bands[item.code, index][found.row])
            band = route.bands[place] if place >= 0 else None
            if band is not None and band.least == least and band.low is not None:
                edge = display.plain(band.low, units.UNITS[route.unit][0], route.unit)
                return f"{route.label}{'达到' if band.low_included else '高于'}{edge}"
        return ""  # pragma: no cover  a way that gains points arrives in a band with a lower edge

    def shortfall(self, criterion: Criterion) -> str:
        """How far a ratio is from its line, in 百分点, never shown as nothing."""
        match criterion.require:
            case ex.Compare(left=left, right=right) if left.dimension is units.RATIO:
                value, line = self.exact(self.walk.number(left)), self.exact(self.walk.number(right))
                if value is not None and line is not None:
                    return f"差{display.number(abs(line - value) * 100, [Fraction(0)])}个百分点"
        return ""

    def score_gap(self, criterion: Criterion) -> str:
        score = self.score_told
        if score is None or criterion.code != self.line_code():
            return ""
        return f"差{display.points(score.gap, score.gap, self.per_point)}"

    # -- figures in words ---------------------------------------------------------------------------------------------

    def exact(self, number: Number) -> Fraction | None:
        """The value in the one row, None when there is none."""
        if number.state is not None and int(number.state[0]) != KNOWN:
            return None
        return Fraction(_first(number.top), _first(number.bottom))

    def lines(self, node: ex.Node) -> list[tuple[ex.Node, Fraction]]:
        """What each side of a comparison is measured against."""
        found: list[tuple[ex.Node, Fraction]] = []
        for part in ex.walk(node):
            if isinstance(part, ex.Compare):
                for one, other in ((part.left, part.right), (part.right, part.left)):
                    if isinstance(other, ex.Points) or isinstance(one, ex.Points):
                        continue
                    value = self.exact(self.walk.number(other))
                    if value is not None:
                        found.append((one, value))
        return found

    def text(self, template: Template, lines: Sequence[tuple[ex.Node, Fraction]]) -> str:
        shown = [self.shown(node, [line for one, line in lines if one == _measured(node)]) for node in template.nodes]
        if shown and all(value == NOT_SAID for value in shown):
            return NOT_SAID
        pieces = [template.pieces[0]]
        for value, piece in zip(shown, template.pieces[1:], strict=True):
            pieces += [value, piece]
        return "".join(pieces)

    def shown(self, node: ex.Node, lines: Sequence[Fraction]) -> str:
        match node:
            case ex.Flag(word):
                return self.flag(word)
            case ex.Points(item):
                span = self.walk.points(item)
                return display.points(int(span.least[0]), int(span.most[0]), self.per_point)
            case ex.Parameter(name):
                parameter = self.pack.parameters[name]
                return display.plain(parameter.on(self.on)[1], parameter.dimension, parameter.unit, self.per_point)
            case ex.Step(scale) if (value := self.exact(self.walk.number(node))) is not None:
                return display.plain(value, node.dimension, self.pack.scales[scale].unit, self.per_point)
            case ex.Yearly(multiple, years):
                value = self.exact(self.walk.number(multiple))
                return self.shown(multiple, ()) if value is None else display.yearly(value, years, lines)
            case ex.Compare() | ex.Logic() | ex.Not() | ex.Option():  # pragma: no cover
                raise TypeError("a placeholder shows a figure; the loader refuses conditions")
        number = self.walk.number(node)
        value = self.exact(number)
        if value is not None:
            unit = self.pack.derived[node.name].unit if isinstance(node, ex.Derived) else ""
            if node.dimension is units.POINTS:
                value /= self.per_point if isinstance(node, ex.Derived) else 1
            return display.show(value, node.dimension, lines, unit)
        state = int(number.state[0]) if number.state is not None else KNOWN
        if state == UNDEFINED:
            return NO_SUCH
        if isinstance(node, ex.Fact | ex.Year | ex.Total):
            return NOT_SAID if state == NO_DATA else "待专家评定"
        return WORDS[UNKNOWN] if state == NO_DATA else WORDS[MANUAL]

    def flag(self, word: str) -> str:
        entry, column = self.pack.vocabulary[word], self.evidence.columns.get(word)
        if column is None or column.known[0] != SAID:
            return "待专家认定" if entry.missing == "manual" else NOT_SAID
        return entry.true_text if column.values[0] else entry.false_text

    def fact(self, name: str) -> FactUsed:
        if name not in self._facts:
            self._facts[name] = self._fact(name)
        return self._facts[name]

    def _fact(self, name: str) -> FactUsed:
        word, column = self.pack.vocabulary[name], self.evidence.columns.get(name)
        absent = "manual" if word.missing == "manual" else "unknown"
        years: tuple[str, ...] = ()
        if word.dimension is units.FLAG:
            value, status = self.flag(name), "known" if column is not None and column.known[0] == SAID else absent
        elif word.years:
            known = [0] * word.years if column is None else [int(code) for code in column.known[0]]
            years = tuple(
                display.show(int(column.values[0, place]), word.dimension, unit=word.unit)
                if column is not None and code == SAID
                else (NO_SUCH if code == NOT_APPLICABLE else NOT_SAID)
                for place, code in enumerate(known)
            )
            value, status = "；".join(years), _series_status(known, absent)
        elif column is not None and column.known[0] == SAID:
            value, status = display.show(int(column.values[0]), word.dimension, unit=word.unit), "known"
        else:
            value, status = ("待专家评定" if absent == "manual" else NOT_SAID), absent
        return FactUsed(
            word=name,
            label=word.label,
            value=value,
            unit=word.unit,
            period=word.period_text,
            status=status,
            meaning=word.meaning,
            supplier=word.supplier,
            source=word.source,
            years=years,
        )

    def figures(self, nodes: Iterable[ex.Node]) -> tuple[Figure, ...]:
        found: list[Figure] = []
        for part in self.pack.named_behind(*nodes):
            clause: Clause
            since = note = ""
            if isinstance(part, ex.Parameter):
                parameter = self.pack.parameters[part.name]
                name, meaning, clause = part.name, parameter.meaning, parameter.clause
                since = parameter.on(self.on)[0].isoformat()
            elif isinstance(part, ex.Step):
                scale = self.pack.scales[part.scale]
                name, meaning, clause = part.scale, scale.meaning, scale.clause
                since = scale.on(self.on).since.isoformat()
            else:
                derived = self.pack.derived[part.name]
                name, meaning, clause, note = part.name, derived.meaning, derived.clause, self.case_note(part.name)
            found.append(Figure(name, meaning, self.shown(part, ()), since, note, clause.citation))
        return tuple(found)

    def case_note(self, name: str) -> str:
        chosen = self.walk.derived_case.get(name)
        if chosen is None or int(chosen[0]) < 0:
            return ""
        return self.pack.derived[name].cases[int(chosen[0])].note

    def notes(self, nodes: Iterable[ex.Node]) -> tuple[str, ...]:
        """What must be said beside the figures: the case taken, and why a ratio cannot be computed."""
        notes: list[str] = []
        for part in self.pack.named_behind(*nodes):
            if not isinstance(part, ex.Derived):
                continue
            note = self.case_note(part.name)
            derived = self.pack.derived[part.name]
            if note:
                notes.append(f"{derived.meaning}：{note}")
            elif int(self.walk.calculator.states(self.walk.derive(derived))[0]) == UNDEFINED:
                notes.append(f"{derived.meaning}：分母为0或没有完整会计年度，无法计算")
        return tuple(dict.fromkeys(notes))

    def outside(self, item: Item, span: Span) -> tuple[str, ...]:
        """A note when an expert's figure lies outside the range the facts allow, and is therefore not used."""
        column = self.evidence.columns.get(item.expert)
        if column is None or column.known[0] != SAID:
            return ()
        given = int(column.values[0]) * self.per_point
        shown = display.points(given, given, self.per_point)
        if int(span.state[0]) == NO_DATA:
            return (f"缺数据，所在档位未定，专家评分{shown}暂未采用",)
        if int(span.least[0]) <= given <= int(span.most[0]):
            return ()
        allowed = display.points(int(span.least[0]), int(span.most[0]), self.per_point)
        return (f"专家评分{shown}不在本档{allowed}之内，未采用",)


def _measured(node: ex.Node) -> ex.Node:
    """What is held against a line when a node is shown: of a yearly growth, its multiple."""
    return node.multiple if isinstance(node, ex.Yearly) else node


def _first(values: Any) -> int:
    return int(values) if isinstance(values, int) else int(np.asarray(values).reshape(-1)[0])


def _edges(route: Route) -> list[Fraction]:
    return [band.low for band in route.bands if band.low is not None]


def _series_status(known: Sequence[int], absent: str) -> str:
    applicable = [code for code in known if code != NOT_APPLICABLE]
    if not applicable:
        return "not_applicable"
    said_years = sum(code == SAID for code in applicable)
    return "known" if said_years == len(applicable) else ("partly" if said_years else absent)
