"""分类入库: the five dimensions of an enterprise in a pool, and the class they put it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cultivation.pools.models import Sorting
from policies.engine import MANUAL, MET, NOT_IN_FORCE, UNKNOWN, Account, Explanation

GAP, MISSING, EXPERT, DONE = "gap", "unknown", "expert", "met"
WORDS = {DONE: "达标", GAP: "短板", MISSING: "缺数据", EXPERT: "待专家"}
UNDECIDED = "待补数据"


@dataclass(frozen=True)
class Sorted:
    """Where an enterprise stands. class_code: empty while missing figures decide between classes; years: to its application."""

    class_code: str
    class_name: str
    years: int
    dimensions: list[dict[str, Any]]
    gap_count: int


def sort(told: Explanation | None, sorting: Sorting) -> Sorted:
    """The class by how many dimensions fall short. Unknown is no gap: the class stands only where it decides nothing.

    told None: no text judges the enterprise, so every dimension is unknown.
    """
    accounts = {} if told is None else {f"{account.kind}:{account.code}": account for account in told.accounts}
    dimensions = [_dimension(each, accounts) for each in sorting.dimensions]
    states = [each["state"] for each in dimensions]
    gaps, open_ones = states.count(GAP), states.count(MISSING)
    least, most = _class(sorting.classes, gaps), _class(sorting.classes, gaps + open_ones)
    if least["code"] == most["code"]:
        return Sorted(least["code"], least["name"], least["years"], dimensions, gaps)
    return Sorted("", UNDECIDED, most["years"], dimensions, gaps)


def moved(before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which lines turned since, with the figure then and now: 研发费用占比 3.20%（短板）→4.10%（达标）."""
    former = {line["title"]: line for each in before for line in each["lines"]}
    told = []
    for each in now:
        for line in each["lines"]:
            was = former.get(line["title"])
            if was is not None and was["state"] != line["state"]:
                told.append(
                    f"{line['title']} {was['value']}（{WORDS[was['state']]}）→{line['value']}（{WORDS[line['state']]}）"
                )
    return told


def _class(classes: Sequence[Mapping[str, Any]], gaps: int) -> Mapping[str, Any]:
    return next(each for each in classes if each.get("most") is None or gaps <= each["most"])


def _dimension(dimension: Mapping[str, Any], accounts: Mapping[str, Account]) -> dict[str, Any]:
    lines = [
        {"title": account.title, "value": account.value, "state": _state(account)}
        for account in (accounts.get(key) for key in dimension["lines"])
        if account is not None and account.outcome != NOT_IN_FORCE
    ]
    states = {line["state"] for line in lines}
    state = next((one for one in (GAP, MISSING, EXPERT) if one in states), DONE if lines else MISSING)
    return {"code": dimension["code"], "name": dimension["name"], "state": state, "lines": lines}


def _state(account: Account) -> str:
    """A scored item falls short where it earns nothing; what only an expert can say is neither a gap nor missing."""
    if account.kind == "item":
        if account.points_max == 0:
            return GAP
        if account.points_min > 0:
            return DONE
        return {UNKNOWN: MISSING, MANUAL: EXPERT}.get(account.outcome, DONE)
    return {MET: DONE, UNKNOWN: MISSING, MANUAL: EXPERT}.get(account.outcome, GAP)
