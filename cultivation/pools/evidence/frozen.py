"""Freezing a diagnosis and bringing it back: the same facts under the same text give the same words, bit for bit."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import typing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import UnionType
from typing import Any, Final

import numpy as np

from cultivation.pools.evidence.diagnosis import Diagnosis
from cultivation.pools.models import Attestation
from enterprises.models import Enterprise
from policies import library
from policies.engine import Column, Evidence, Explanation, PackError, Word, explain, units
from portal.accounts.models import User

LAST_YEAR: Final = "FY-1"
FORMAT: Final = 2  # 1 held facts and explanation only

SAME, REWORDED, MOVED, NO_TEXT, BROKEN = "same", "reworded", "moved", "no_text", "broken"


@dataclass(frozen=True)
class Frozen:
    """Canonical JSON of a diagnosis, and its SHA-256."""

    content: str
    checksum: str


@dataclass(frozen=True)
class Occasion:
    """For whom, when, by whom and to what end a diagnosis is kept."""

    enterprise: Enterprise
    on: date
    at: datetime
    reason: str
    by: User

    def as_dict(self) -> dict[str, Any]:
        """Plain values, the moment in UTC."""
        firm, by = self.enterprise, self.by
        return {
            "enterprise": {"ref": firm.ref, "code": firm.code, "name": firm.name},
            "on": self.on.isoformat(),
            "at": moment_text(self.at),
            "reason": self.reason,
            "by": {"ref": by.ref, "name": by.full_name, "role": by.role_in_force},
        }


@dataclass(frozen=True)
class Inspection:
    """What became of a frozen verdict. state: SAME, REWORDED, MOVED, NO_TEXT or BROKEN; told: the explanation as frozen.

    again: the explanation judged once more, None where it cannot be. reason: why not.
    """

    state: str
    told: Explanation
    again: Explanation | None = None
    reason: str = ""


def freeze(found: Diagnosis, occasion: Occasion) -> Frozen:
    """The occasion, the text by its key, each fact it looks at with its period and who said it, and the explanation."""
    pack = found.pack
    facts: dict[str, Any] = {}
    for word in sorted(pack.words):
        column = found.evidence.columns.get(word)
        if column is not None:
            entry = pack.vocabulary[word]
            facts[word] = {
                "label": entry.label,
                "unit": entry.unit,
                "period": entry.period_text,
                "fiscal_years": _fiscal_years(entry, occasion.on),
                "values": [int(value) for value in np.atleast_1d(column.values[0])],
                "known": [int(code) for code in np.atleast_1d(column.known[0])],
                "sources": list(found.sources.get(word, ())),
            }
    return sealed(
        {
            "format": FORMAT,
            "occasion": {**occasion.as_dict(), "kind": found.kind, "fact_revision": found.fact_revision},
            "pack": {
                "programme": pack.programme,
                "version": pack.version,
                "region": pack.region,
                "title": pack.title,
                "digest": pack.digest,
                "in_force": pack.in_force_text,
            },
            "options": {
                name: {
                    "meaning": choice.meaning,
                    "option": pack.option(name),
                    "text": choice.options[pack.option(name)],
                }
                for name, choice in sorted(pack.choices.items())
            },
            "facts": facts,
            "explanation": found.explanation.as_dict(),
        }
    )


def _fiscal_years(word: Word, on: date) -> list[int]:
    """The fiscal years the values of a word belong to, in their order; none for a fact of a day."""
    years = word.years or (1 if word.period == LAST_YEAR else 0)
    return [on.year - back for back in range(years, 0, -1)]


def explanation_in(content: str) -> Explanation:
    """The explanation as it was frozen. What a later version of the engine tells besides is empty in it."""
    explanation: Explanation = thawed(Explanation, json.loads(content)["explanation"])
    return explanation


def sources_in(content: str) -> dict[str, tuple[str, ...]]:
    """Word → who said the figure, as frozen."""
    return {word: tuple(fact["sources"]) for word, fact in json.loads(content)["facts"].items()}


def occasion_in(content: str) -> dict[str, Any]:
    """For whom, when, by whom and to what end, as frozen; nothing in the oldest content."""
    occasion: dict[str, Any] = json.loads(content).get("occasion", {})
    return occasion


def reproduce(content: str, digest: str, on: date) -> Explanation:
    """The explanation once more, from the frozen facts and the text of that digest. Raises library.NoPack, PackError."""
    pack = library.pack_of(digest)
    kept = json.loads(content)
    chosen = {name: each["option"] for name, each in kept.get("options", {}).items()}
    moved = {name: option for name, option in chosen.items() if pack.option(name) != option}
    columns = {}
    for word, fact in kept["facts"].items():
        entry = pack.vocabulary[word]
        values = np.array(fact["values"], dtype=bool if entry.dimension is units.FLAG else np.int64)
        known = np.array(fact["known"], dtype=np.int8)
        columns[word] = Column(values[None, :], known[None, :]) if entry.years else Column(values, known)
    return explain(pack.choosing(moved) if moved else pack, Evidence(1, columns), on)


def is_reproduced(content: str, checksum: str, digest: str, on: date) -> bool:
    """Whether the frozen words are whole, and judging again gives exactly them."""
    if digest_of(content) != checksum:
        return False
    kept = json.loads(content)
    return sealed({**kept, "explanation": reproduce(content, digest, on).as_dict()}).content == content


def inspect(kept: Attestation) -> Inspection:
    """What was frozen, whether it is whole, and what judging again says to it."""
    told = explanation_in(kept.content)
    if digest_of(kept.content) != kept.checksum or not _is_about(kept):
        return Inspection(BROKEN, told, reason="内容或所附的申报日、用途、存证人与存证时的校验值不符。")
    try:
        again = reproduce(kept.content, kept.pack_digest, kept.on)
    except (library.NoPack, PackError) as refusal:
        return Inspection(NO_TEXT, told, reason=str(refusal))
    if _plain(again) == json.loads(kept.content)["explanation"]:
        return Inspection(SAME, told, again)
    return Inspection(REWORDED if _verdicts(again) == _verdicts(told) else MOVED, told, again)


def _is_about(kept: Attestation) -> bool:
    """Whether the row says what its sealed content says; the oldest content says nothing of it."""
    occasion = json.loads(kept.content).get("occasion")
    if occasion is None:
        return True
    return (
        occasion["enterprise"]["ref"] == kept.enterprise.ref
        and occasion["on"] == kept.on.isoformat()
        and occasion["at"] == moment_text(kept.made_at)
        and occasion["reason"] == kept.reason
        and occasion["by"]["ref"] == kept.made_by.ref
        and occasion["fact_revision"] == kept.fact_revision
    )


def _verdicts(told: Explanation) -> tuple[Any, ...]:
    """What was decided, apart from how it is put."""
    lines = {(one.kind, one.code, one.outcome, one.points_min, one.points_max) for one in told.accounts}
    score = told.score and (told.score.points_min, told.score.points_max, told.score.outcome)
    return told.outcome, score, lines


def thawed(kind: Any, value: Any) -> Any:
    """A value of JSON as the dataclass, tuple or plain value that `kind` asks for."""
    if dataclasses.is_dataclass(kind) and isinstance(value, dict):
        hints = typing.get_type_hints(kind)
        given = {
            field.name: thawed(hints[field.name], value[field.name])
            if field.name in value
            else _nothing(field, hints[field.name])
            for field in dataclasses.fields(kind)
        }
        return kind(**given)
    if typing.get_origin(kind) is tuple:
        return tuple(thawed(typing.get_args(kind)[0], each) for each in value)
    if isinstance(kind, UnionType):
        inner = next(each for each in typing.get_args(kind) if each is not type(None))
        return None if value is None else thawed(inner, value)
    return value


def _nothing(field: dataclasses.Field[Any], kind: Any) -> Any:
    """What stands for something the frozen words do not tell: the default, or nothing of its kind."""
    if field.default is not dataclasses.MISSING:
        return field.default
    if isinstance(kind, UnionType):
        return None
    empty: Any = typing.get_origin(kind) or kind
    return None if dataclasses.is_dataclass(empty) else empty()


def _plain(told: Explanation) -> Any:
    return json.loads(json.dumps(told.as_dict()))


def moment_text(at: datetime) -> str:
    """A moment as it is sealed: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest_of(content: str) -> str:
    """The SHA-256 of frozen words."""
    return hashlib.sha256(content.encode()).hexdigest()


def sealed(data: dict[str, Any]) -> Frozen:
    """Plain values as canonical JSON with its SHA-256."""
    content = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Frozen(content, digest_of(content))
