"""Trying a text (试算): whether it loads, and what each of its cases gives, said so that an officer can mend it."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass

from policies.engine.cases import Case, load_cases
from policies.engine.loading import load_pack
from policies.engine.packs import Pack
from policies.engine.text import PackError
from policies.engine.verdicts import CODES, OUTCOME_CODES, OUTCOME_WORDS, WORDS
from policies.engine.vocabulary import Vocabulary

TEXT, CASES = "text", "cases"


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal: in which of the two texts, on which line if it has one, and the sentence."""

    where: str
    line: int | None
    said: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case as tried: what differs from what was expected; nothing when it holds."""

    name: str
    line: int | None
    on: str
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether it gives what was expected."""
        return not self.differences


@dataclass(frozen=True, eq=False)
class Trial:
    """What trying gave. pack: None where the text does not load; cases: empty where one of the texts does not."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    cases: tuple[CaseResult, ...]

    @property
    def held(self) -> int:
        """How many cases hold."""
        return sum(case.holds for case in self.cases)

    @property
    def is_sound(self) -> bool:
        """Whether the text loads, has at least one case, and every case holds."""
        return self.pack is not None and not self.problems and 0 < len(self.cases) == self.held


def try_text(text: str, cases: str, *, name: str, vocabulary: Vocabulary) -> Trial:
    """Loads a text and runs its cases. name: what the refusals call the text, without .toml.

    A case may stand on a day before the text is in force, from its oldest figure on: a bureau that takes over an older
    text takes over its cases.
    """
    try:
        pack = load_pack(text, f"{name}.toml", vocabulary)
    except PackError as refusal:
        return Trial(None, (_problem(TEXT, refusal, f"{name}.toml"),), ())
    if not cases.strip():
        return Trial(pack, (), ())
    try:
        found = load_cases(cases, f"{name}.cases.toml", _from_its_oldest_figure(pack))
        results = tuple(_tried(case) for case in found)
    except PackError as refusal:
        return Trial(pack, (_problem(CASES, refusal, f"{name}.cases.toml"),), ())
    return Trial(pack, (), results)


def _from_its_oldest_figure(pack: Pack) -> Pack:
    days = [parameter.values[0][0] for parameter in pack.parameters.values() if parameter.values]
    days += [scale.rows[0].since for scale in pack.scales.values()]
    first = min([pack.in_force_from, *days])
    criteria = tuple(
        dataclasses.replace(each, since=first) if each.since == pack.in_force_from else each for each in pack.criteria
    )
    return dataclasses.replace(pack, in_force_from=first, criteria=criteria)


def _tried(case: Case) -> CaseResult:
    try:
        differences = tuple(_in_words(said, case.pack) for said in case.problems())
    except (ValueError, LookupError) as refusal:  # a day the text or one of its figures does not cover
        differences = (str(refusal),)
    return CaseResult(case.name, case.line, case.on.isoformat(), differences)


def _in_words(said: str, pack: Pack) -> str:
    """A difference with titles for codes and words for verdicts: 职工总数应为达标，得到不达标."""
    words = {name: OUTCOME_WORDS[code] for name, code in OUTCOME_CODES.items()}
    words |= {name: WORDS[code] for name, code in CODES.items()}
    words |= {each.code: each.title for each in pack.criteria}
    words |= {each.code: each.title for each in (pack.score.items if pack.score else ())}
    return re.sub(r"[a-z][a-z0-9_]*", lambda found: words.get(found[0], found[0]), said)


def _problem(where: str, refusal: PackError, file: str) -> Problem:
    said = str(refusal)
    found = re.match(rf"{re.escape(file)}:(\d+)", said) or re.search(r"\(at line (\d+)", said)
    return Problem(where, int(found[1]) if found else None, said)
