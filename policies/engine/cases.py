"""Cases: worked examples beside a pack, which an officer can read, add to and sign (算例)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policies.engine.evidence import Evidence
from policies.engine.explain import explain
from policies.engine.facts import FactError, read_facts
from policies.engine.judge import judge
from policies.engine.packs import Pack
from policies.engine.text import Document, check_keys, did_you_mean, well_shaped
from policies.engine.verdicts import CODES, OUTCOME_CODES


@dataclass(frozen=True, slots=True)
class Case:
    """Some facts on a day and what an officer expects of them."""

    name: str
    on: date
    evidence: Evidence
    pack: Pack
    outcome: str | None
    score: tuple[int, int] | None
    criteria: dict[str, str]
    items: dict[str, tuple[int, int]]
    line: int | None

    def problems(self) -> Iterator[str]:
        """Where judging or explaining gives something else than expected."""
        judgement = judge(self.pack, self.evidence, self.on)
        account = explain(self.pack, self.evidence, self.on)
        names = {code: name for name, code in OUTCOME_CODES.items()}
        got = names[int(judgement.outcome[0])]
        if self.outcome is not None and got != self.outcome:
            yield f"结论应为{self.outcome}，得到{got}"
        if account.outcome != judgement.outcome[0]:  # pragma: no cover  the parity tests hold the two together
            yield f"解释的结论{names[account.outcome]}与判定的结论{got}不同"
        verdicts = {code: name for name, code in CODES.items()}
        for code, expected in self.criteria.items():
            seen = verdicts[int(judgement.criteria[code][0])]
            if seen != expected:
                yield f"{code}应为{expected}，得到{seen}"
        points = {one.code: (one.points_min, one.points_max) for one in account.items}
        for code, wanted in self.items.items():
            if points[code] != wanted:
                yield f"{code}应得{list(wanted)}，得到{list(points[code])}"
        if self.score is not None and judgement.score_min is not None and judgement.score_max is not None:
            total = int(judgement.score_min[0]), int(judgement.score_max[0])
            if total != self.score:
                yield f"得分应为{list(self.score)}，得到{list(total)}"


def load_cases(text: str, name: str, pack: Pack) -> tuple[Case, ...]:
    """The cases of a text. [base.x] names facts several cases start from. Raises PackError with the place."""
    document = Document(text, name)
    with well_shaped(name):
        return _read(document, pack)


def _read(document: Document, pack: Pack) -> tuple[Case, ...]:
    check_keys(document, (), document.data, ("case",), ("base",))
    bases = document.data.get("base", {})
    cases: list[Case] = []
    for index, table in enumerate(document.data["case"]):
        path = ("case", index)
        check_keys(document, path, table, ("name", "on", "expect"), ("facts", "base", "choices"))
        if not isinstance(table["on"], date) or isinstance(table["on"], datetime):
            raise document.refuse((*path, "on"), f"{table['on']!r}不是日期。日期不加引号：2026-06-01。")
        base = table.get("base", "")
        if base and base not in bases:
            raise document.refuse((*path, "base"), f"没有[base.{base}]。{did_you_mean(base, bases)}")
        facts: dict[str, Any] = {**bases.get(base, {}), **table.get("facts", {})}
        try:
            # TOML has no null: "未知" stands for it in a case
            evidence = read_facts({word: _nulls(value) for word, value in facts.items()}, pack.vocabulary)
            chosen = pack.choosing(table.get("choices", {}))
        except (FactError, ValueError) as problem:
            raise document.refuse(path, str(problem)) from None
        expect = table["expect"]
        known = {criterion.code for criterion in pack.criteria}
        items = {item.code for item in pack.score.items} if pack.score else set()
        for code, wanted in expect.items():
            if code not in known | items | {"outcome", "score"}:
                raise document.refuse(
                    (*path, "expect"), f'没有代码为"{code}"的条件或评分项。{did_you_mean(code, known | items)}'
                )
            allowed = OUTCOME_CODES if code == "outcome" else CODES
            if code in known | {"outcome"} and wanted not in allowed:
                raise document.refuse((*path, "expect"), f'"{wanted}"不是结论。可写：{"、".join(allowed)}。')
        cases.append(
            Case(
                name=table["name"],
                on=table["on"],
                evidence=evidence,
                pack=chosen,
                outcome=expect.get("outcome"),
                score=_ends(expect["score"]) if "score" in expect else None,
                criteria={code: wanted for code, wanted in expect.items() if code in known},
                items={code: _ends(wanted) for code, wanted in expect.items() if code in items},
                line=document.line(*path),
            )
        )
    return tuple(cases)


def _nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [_nulls(one) for one in value]
    return None if value == "未知" else value


def _ends(value: Any) -> tuple[int, int]:
    return (int(value[0]), int(value[1])) if isinstance(value, list) else (int(value), int(value))
