"""科技创新体检: what is examined and prescribed on a day, how it is kept, and what moved since the check-up before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cultivation.pools.evidence.diagnosis import Diagnosis, NoPack, diagnose_many
from cultivation.pools.evidence.fixed import fixed_words
from cultivation.pools.evidence.frozen import (
    Frozen,
    Occasion,
    digest_of,
    explanation_in,
    moment_text,
    sealed,
    sources_in,
    thawed,
)
from cultivation.pools.models import Attestation, CheckUp, Clinic
from enterprises.models import Enterprise
from enterprises.queries import certificates_of
from policies.engine import MET, NOT_IN_FORCE, UNKNOWN, UNMET, Account, Explanation, NotInForce, Paths, paths
from portal.codes import industries

FORMAT: Final = 1
NOTHING_TO_DO: Final = "这一项现在没有企业自己能改的做法，情况变化后复检。"
SETTLED: Final = "审核"  # in the reason why a figure that an authority has confirmed is not moved
SAID: Final = 1


@dataclass(frozen=True)
class Examined:
    """One programme as examined. ways: to pass, of the year `year` where this year's figures are settled (0: of now).

    prescriptions: key of a line → what to do about it, for every line that fails or lacks data.
    """

    found: Diagnosis
    ways: Paths
    year: int
    prescriptions: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Part:
    """One programme of a check-up as it was kept: see Examined; facts: word → frozen values, known codes and sources."""

    attestation: Attestation
    told: Explanation
    sources: dict[str, tuple[str, ...]]
    facts: dict[str, Any]
    ways: Paths
    year: int
    prescriptions: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class LineMoved:
    """One line of an explanation then and now: its value and its verdict or points. moved: whether any of them differ."""

    title: str
    was_value: str
    now_value: str
    was: str
    now: str

    @property
    def moved(self) -> bool:
        """Whether value or verdict differ."""
        return (self.was_value, self.was) != (self.now_value, self.now)


@dataclass(frozen=True)
class Deed:
    """One thing prescribed last time, and what became of it. state: 做到, 做到一部分, 没有做到 or 不能判断."""

    title: str
    text: str
    state: str
    note: str


@dataclass(frozen=True)
class Compared:
    """One programme then and now. was: None where it was not examined last time. is_other_text: the rules differ."""

    title: str
    was: Explanation | None
    now: Explanation
    lines: tuple[LineMoved, ...] = ()
    solved: tuple[str, ...] = ()
    new_gaps: tuple[str, ...] = ()
    deeds: tuple[Deed, ...] = ()
    is_other_text: bool = False


def key_of(account: Account) -> str:
    """What a line of an explanation goes by."""
    return f"{account.kind}:{account.code}"


def examine(enterprise: Enterprise, programmes: Sequence[str], *, on: date) -> list[Examined | NoPack | NotInForce]:
    """Each programme in its order; where no text judges, the refusal stands in its place."""
    fixed = fixed_words(enterprise, on=on)
    settled = {word: on.year for word, reason in fixed.items() if SETTLED in reason}
    examined: list[Examined | NoPack | NotInForce] = []
    for found in diagnose_many([(enterprise, programme) for programme in programmes], on=on):
        if not isinstance(found, Diagnosis):
            examined.append(found)
            continue
        ways, year = _ways(found, fixed, on)
        examined.append(Examined(found, ways, year, prescriptions_for(found.explanation, ways, settled)))
    return examined


def _ways(found: Diagnosis, fixed: Mapping[str, str], on: date) -> tuple[Paths, int]:
    """The shortest ways; where figures that are settled bar every one, those of the year that is still open."""
    ways = paths(found.pack, found.evidence, on, fixed=fixed, told=found.explanation)
    if ways.is_open or ways.proposals:
        return ways, 0
    open_ones = {word: reason for word, reason in fixed.items() if SETTLED not in reason}
    if len(open_ones) == len(fixed):
        return ways, 0
    later = paths(found.pack, found.evidence, on, fixed=open_ones, told=found.explanation)
    return (later, on.year) if later.proposals else (ways, 0)


def prescriptions_for(
    told: Explanation, ways: Paths, settled: Mapping[str, int] | None = None
) -> dict[str, tuple[str, ...]]:
    """Line → what to do; at least one for every line that fails, and who supplies what for every line that lacks data.

    settled: word → the year in which it may move, where the last year's figure is confirmed and therefore stays.
    """
    barred = {each.code: each.reason for each in ways.blocked}
    found = {}
    for account in told.accounts:
        if is_failed(account, told):
            advice = [account.advice] if account.advice else []
            texts = [*_steps(account, settled or {}), *advice] or [
                account.distance or barred.get(account.code, "") or NOTHING_TO_DO
            ]
            found[key_of(account)] = tuple(dict.fromkeys(texts))
        elif account.outcome == UNKNOWN:
            supply = [
                f"补报{fact.label}（{fact.period}），由{fact.supplier}提供"
                for fact in account.facts
                if fact.status in ("unknown", "partly")
            ]
            found[key_of(account)] = tuple(supply or [account.distance or NOTHING_TO_DO])
    return found


def is_failed(account: Account, told: Explanation) -> bool:
    """Whether a line stands in the way: an unmet condition, a way in where none is open, points that are lost for sure."""
    if account.outcome == NOT_IN_FORCE:
        return False
    if account.kind == "item":
        return told.score is not None and told.score.outcome == UNMET and account.points_max < account.points_most
    if account.kind == "direct":
        is_only_way = told.score is None and not told.score_conditions
        return is_only_way and account.outcome == UNMET and all(one.outcome != MET for one in told.routes)
    return account.outcome == UNMET


def _steps(account: Account, settled: Mapping[str, int]) -> list[str]:
    steps = list(account.ways)
    if account.kind == "item":
        steps = [
            f"{band.label}得{band.points}（{band.gain}）" + (f"：{band.distance}" if band.distance else "")
            for band in account.next_bands
        ]
    years = {settled[fact.word] for fact in account.facts if fact.word in settled}
    return [f"{max(years)}年度做到（上年度的数已审核，不再改动）：{step}" for step in steps] if years else steps


def content_of(
    examined: Sequence[Examined],
    attestations: Sequence[Attestation],
    occasion: Occasion,
    *,
    number: int,
    clinic: Clinic | None,
    previous: CheckUp | None,
) -> Frozen:
    """What a check-up keeps beside its attestations."""
    return sealed(
        {
            "format": FORMAT,
            "occasion": occasion.as_dict(),
            "number": number,
            "enterprise": _profile(occasion.enterprise, occasion.on),
            "clinic": {"ref": clinic.ref, "name": clinic.name, "host": clinic.host} if clinic else None,
            "previous": previous.ref if previous else None,
            "parts": [
                {
                    "attestation": kept.ref,
                    "checksum": kept.checksum,
                    "ways": one.ways.as_dict(),
                    "year": one.year,
                    "prescriptions": {key: list(texts) for key, texts in one.prescriptions.items()},
                }
                for one, kept in zip(examined, attestations, strict=True)
            ],
        }
    )


def _profile(enterprise: Enterprise, on: date) -> dict[str, Any]:
    return {
        "name": enterprise.name,
        "code": enterprise.code,
        "city": enterprise.city.name,
        "county": enterprise.county.name if enterprise.county else "",
        "industry": industries.label(enterprise.industry_code),
        "size": enterprise.get_size_class_display() if enterprise.size_class else "",
        "founded_on": enterprise.founded_on.isoformat() if enterprise.founded_on else "",
        "titles": [
            {
                "title": each.get_scheme_display(),
                "number": each.number,
                "until": each.valid_to.isoformat() if each.valid_to else "",
            }
            for each in certificates_of(enterprise)
            if each.holds_on(on)
        ],
    }


def parts_of(checkup: CheckUp) -> list[Part]:
    """The programmes of a check-up in their order; its parts come with their attestations."""
    kept = {each["attestation"]: each for each in json.loads(checkup.content)["parts"]}
    found = []
    for part in checkup.parts.all():
        attestation = part.attestation
        one = kept[attestation.ref]
        found.append(
            Part(
                attestation,
                explanation_in(attestation.content),
                sources_in(attestation.content),
                json.loads(attestation.content)["facts"],
                thawed(Paths, one["ways"]),
                one["year"],
                {key: tuple(texts) for key, texts in one["prescriptions"].items()},
            )
        )
    return found


def is_whole(checkup: CheckUp) -> bool:
    """Whether a check-up and every verdict it rests on are word for word as they were sealed."""
    if digest_of(checkup.content) != checkup.checksum:
        return False
    content = json.loads(checkup.content)
    named = [(each["attestation"], each["checksum"]) for each in content["parts"]]
    kept = [part.attestation for part in checkup.parts.all()]
    return (
        content["number"] == checkup.number
        and content["occasion"]["on"] == checkup.on.isoformat()
        and content["occasion"]["enterprise"]["ref"] == checkup.enterprise.ref
        and content["occasion"]["by"]["ref"] == checkup.made_by.ref
        and content["occasion"]["at"] == moment_text(checkup.made_at)
        and named == [(one.ref, one.checksum) for one in kept]
        and all(digest_of(one.content) == one.checksum for one in kept)
    )


# -- since the last time ----------------------------------------------------------------------------------------------


def compare(before: Sequence[Part], now: Sequence[Part]) -> list[Compared]:
    """Every programme examined now, against the same programme last time."""
    former = {part.told.programme: part for part in before}
    return [_compare(former.get(part.told.programme), part) for part in now]


def _compare(before: Part | None, now: Part) -> Compared:
    if before is None:
        return Compared(now.told.title, None, now.told)
    then = {key_of(account): account for account in before.told.accounts}
    later = {key_of(account): account for account in now.told.accounts}
    common = [key for key in later if key in then]
    lines = tuple(
        LineMoved(
            later[key].title,
            then[key].value,
            later[key].value,
            _standing(then[key], before.told),
            _standing(later[key], now.told),
        )
        for key in common
    )
    failed = {key for key, account in then.items() if is_failed(account, before.told)}
    fails = {key for key, account in later.items() if is_failed(account, now.told)}
    return Compared(
        now.told.title,
        before.told,
        now.told,
        lines,
        solved=tuple(later[key].title for key in common if key in failed - fails and _is_settled(later[key])),
        new_gaps=tuple(later[key].title for key in later if key in fails - failed),
        deeds=(*_line_deeds(before, later), *_way_deeds(before, now)),
        is_other_text=before.told.digest != now.told.digest,
    )


def _standing(account: Account, told: Explanation) -> str:
    return account.points_text if account.kind == "item" else account.outcome_word


def _is_settled(account: Account) -> bool:
    return account.outcome != UNKNOWN


def _line_deeds(before: Part, later: Mapping[str, Account]) -> Iterator[Deed]:
    """What was prescribed for a line: done when the line no longer fails, or its data have come."""
    for account in before.told.accounts:
        texts = before.prescriptions.get(key_of(account), ())
        now = later.get(key_of(account))
        if not texts:
            continue
        state, note = "不能判断", "本次没有这一项"
        if now is not None:
            pair = (account.points_text, now.points_text) if account.kind == "item" else (account.value, now.value)
            note = f"仍为{pair[0]}" if pair[0] == pair[1] else f"{pair[0]} → {pair[1]}"
            state = _line_state(account, now)
        yield Deed(account.title, "；或".join(texts), state, note)


def _line_state(then: Account, now: Account) -> str:
    if now.outcome == UNKNOWN:
        # what was asked for were the data; of figures that went since, nobody can say what became of them
        return "没有做到" if then.outcome == UNKNOWN else "不能判断"
    if then.outcome == UNKNOWN:
        return "做到"
    if now.kind != "item":
        return "没有做到" if now.outcome == UNMET else "做到"
    if now.points_min > then.points_min:
        return "做到" if now.points_min >= now.points_most else "做到一部分"
    return "没有做到"


def _way_deeds(before: Part, now: Part) -> Iterator[Deed]:
    """What the ways to pass asked for, by the figures themselves: each element once.

    Of several ways one is enough: where the programme no longer fails, only what was done is told.
    """
    is_open = now.told.outcome == UNMET
    seen: set[tuple[str, str]] = set()
    for proposal in before.ways.proposals:
        for element in proposal.elements:
            if (element.title, element.text) in seen:
                continue
            seen.add((element.title, element.text))
            if not element.changes:
                is_due = now.told.on >= element.ready_on
                if is_due or is_open:
                    yield Deed(element.title, element.text, "做到" if is_due else "没有做到", f"最早{element.ready_on}")
                continue
            states = [_moved(change.word, change.amount, before, now) for change in element.changes]
            state = next((one for one in ("不能判断", "没有做到", "做到一部分") if one in states), "做到")
            if state == "没有做到" and ("做到" in states or "做到一部分" in states):
                state = "做到一部分"
            if state != "做到" and not is_open:
                continue
            note = "；".join(
                f"{change.label} {change.before}，要求{change.after}，现在{_shown(change.word, now)}"
                for change in element.changes
            )
            yield Deed(element.title, element.text, state, note)


def _moved(word: str, amount: int, before: Part, now: Part) -> str:
    was, is_now = _last(word, before), _last(word, now)
    if was is None or is_now is None:
        return "不能判断"
    moved = (is_now - was) * (1 if amount > 0 else -1)
    if moved >= abs(amount):
        return "做到"
    return "做到一部分" if moved > 0 else "没有做到"


def _last(word: str, part: Part) -> int | None:
    """The frozen value of a word, of a series the last year's; None when nobody had said it."""
    fact = part.facts.get(word)
    return int(fact["values"][-1]) if fact is not None and fact["known"][-1] == SAID else None


def _shown(word: str, part: Part) -> str:
    """The value as the explanation shows it, of a series the last year's."""
    for account in part.told.accounts:
        for fact in account.facts:
            if fact.word == word:
                return fact.years[-1] if fact.years else fact.value
    return "未填"
