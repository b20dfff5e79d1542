"""An explanation as the pages draw it: W05, the enterprise's own page, the public self-test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.pools.evidence.what_if import Typed, WhatIf
from policies.engine import MET, NOT_IN_FORCE, UNKNOWN, Account, Explanation, FactUsed, Paths, display
from portal.web.parts import Explained, Way

SHOWN_WAYS = 4
SHOWN_GAPS = 8
MOST_FIRST = 9

Sources = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class ScoreLine:
    """One scored item as the table shows it."""

    account: Account
    most: str
    source: str
    next: str


@dataclass(frozen=True)
class Gap:
    """A figure that is missing: what, for which period, who can supply it, and where."""

    fact: FactUsed
    url: str


@dataclass(frozen=True)
class Group:
    """Inputs that one kind of person or register can answer. is_open: something was typed there."""

    title: str
    fields: tuple[Typed, ...]
    is_open: bool


@dataclass(frozen=True)
class Moved:
    """One line of the explanation that a trial moves: value, verdict or points before and after."""

    title: str
    before: str
    after: str
    was: str
    now: str


def told_context(told: Explanation, sources: Sources, fill: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What templates/cultivation/pools/_told.html draws. fill: a fact, or who supplies it → where it is entered."""
    fill = fill or {}
    gaps = [Gap(fact, _where(fact, fill)) for fact in told.missing]
    return {
        "told": told,
        "gates": [_explained(account, sources, fill) for account in told.gates if _applies(account)],
        "conditions": [_explained(account, sources, fill) for account in told.score_conditions if _applies(account)],
        "routes": [account for account in told.routes if _applies(account)],
        "is_direct": any(account.outcome == MET for account in told.routes),
        "lines": [_score_line(account, told, sources) for account in told.items],
        "gaps": gaps[:SHOWN_GAPS],
        "more_gaps": gaps[SHOWN_GAPS:],
    }


def ways_context(found: Paths, *, next_year: Paths | None = None, year: int = 0) -> dict[str, Any]:
    """The shortest ways, the first few in sight. next_year: the ways when confirmed figures are of no more account."""
    shown = next_year if next_year is not None and not found.proposals and next_year.proposals else found
    return {
        "ways": shown.proposals[:SHOWN_WAYS],
        "more_ways": shown.proposals[SHOWN_WAYS:],
        "blocked": found.blocked,
        "ways_year": year if shown is not found else 0,
        "has_ways": not found.is_open,
    }


def trial_context(trial: WhatIf, told: Explanation, after: Explanation | None) -> dict[str, Any]:
    """The inputs, those behind what fails first and the others by who knows them, and what the trial moves."""
    words = _first_words(told)
    first = [field for field in trial.fields if _comes_first(field, words)]
    return {
        "trial": trial,
        "first_fields": first,
        "groups": groups_of(trial.fields, first),
        "after": after,
        "moved": [] if after is None else _moved(told, after),
    }


def groups_of(fields: Sequence[Typed], first: Sequence[Typed]) -> list[Group]:
    """The inputs that do not come first, by who knows them, in the order of the vocabulary."""
    found: dict[str, list[Typed]] = {}
    for field in fields:
        if field not in first:
            found.setdefault(field.word.supplier, []).append(field)
    return [
        Group(title, tuple(some), any(field.error or field.is_changed for field in some))
        for title, some in found.items()
    ]


def _first_words(told: Explanation) -> list[str]:
    """The words behind what is not met and what could still gain points, in the order of the page."""
    words: dict[str, None] = {}
    for account in told.accounts:
        open_points = account.kind == "item" and account.points_max < account.points_most
        if account.kind != "direct" and (account.outcome not in (MET, NOT_IN_FORCE) or open_points):
            words.update(dict.fromkeys(fact.word for fact in account.facts))
    return list(words)[:MOST_FIRST]


def _comes_first(field: Typed, first: list[str]) -> bool:
    return bool(field.error) or field.is_changed or (field.word.name in first and field.back <= 1)


def _moved(told: Explanation, after: Explanation) -> list[Moved]:
    later = {account.code: account for account in after.accounts}
    moved = []
    for account in told.accounts:
        now = later[account.code]
        if (account.value, account.outcome, account.points_text) != (now.value, now.outcome, now.points_text):
            is_item = account.kind == "item"
            was_word, now_word = (
                (account.points_text, now.points_text) if is_item else (account.outcome_word, now.outcome_word)
            )
            moved.append(Moved(account.title, account.value, now.value, was_word, now_word))
    return moved


def _applies(account: Account) -> bool:
    return account.outcome != NOT_IN_FORCE


def _explained(account: Account, sources: Sources, fill: Mapping[str, str]) -> Explained:
    missing = next((fact for fact in account.facts if fact.status in ("unknown", "partly")), None)
    notes = [*account.notes]
    if account.advice:
        notes.append(account.advice)
    have = f"{account.value}（{account.shortfall}）" if account.shortfall else account.value
    return Explained(
        name=account.title,
        verdict=account.outcome,
        need=account.requirement,
        have=have,
        gap=account.ways[0] if account.ways else "" if account.outcome == UNKNOWN else account.distance,
        ways=[Way(text) for text in account.ways],
        basis=f"{account.citation}：{account.clause}" if account.clause else account.citation,
        source=_sources(account, sources),
        fill_url=_where(missing, fill) if missing and account.outcome == UNKNOWN else "",
        note="".join(notes),
    )


def _where(fact: FactUsed, fill: Mapping[str, str]) -> str:
    return fill.get(fact.word) or fill.get(fact.supplier, "")


def _score_line(account: Account, told: Explanation, sources: Sources) -> ScoreLine:
    score = told.score
    band = account.next_bands[0] if account.next_bands else None
    return ScoreLine(
        account,
        display.points(account.points_most, account.points_most, score.per_point if score else 1),
        _sources(account, sources),
        next=f"{band.gain}：{band.distance or band.label}" if band else account.distance,
    )


def _sources(account: Account, sources: Sources) -> str:
    """Who said the figures of one line, each source once."""
    return "；".join(dict.fromkeys(piece for fact in account.facts for piece in sources.get(fact.word, ())))
