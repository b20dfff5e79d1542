"""State (登记补充情况): facts a rule asks for beyond the reports; what was stated before stays as history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from enterprises.enums import Source, StatementItem
from enterprises.models import DATED_ITEMS, STATEMENT_UNITS, Enterprise, Refusal, Statement
from portal.accounts.models import User
from portal.audit.record import record_many

AT_ONCE: Final = 500
MOST: Final = 2**50
EPOCH: Final = date(1970, 1, 1)
_BOUNDS: Final = {
    StatementItem.DIGITAL_LEVEL: (1, 4, "数字化水平等级为1到4级，示例：2"),
    StatementItem.DEVELOPMENT_SCORE: (0, 100, "得分为0到100分，示例：56"),
    StatementItem.DEVELOPMENT_SCORE_BEFORE: (0, 100, "得分为0到100分，示例：56"),
}


class CannotState(Refusal):
    """Something stated cannot be true; problems says which item and why."""


@dataclass(frozen=True)
class Saying:
    """What is stated of one enterprise at once.

    items: StatementItem → whole number in the unit of STATEMENT_UNITS, None for "not known". as_of: the day it is true
    of. evidence, reference: what it rests on, and the number or address of that.
    """

    enterprise: Enterprise
    items: Mapping[str, int | None]
    as_of: date
    evidence: str = ""
    reference: str = ""


def state(
    enterprise: Enterprise,
    *,
    items: Mapping[str, int | None],
    by: User,
    on: date,
    as_of: date | None = None,
    source: str = Source.TYPED,
    evidence: str = "",
    reference: str = "",
) -> int:
    """Records what is stated, item by item; an item stated as before is left alone, None makes it unknown again.

    as_of: the day it is true of, today unless given. Returns how many items changed. Raises CannotState.
    """
    return state_many([Saying(enterprise, items, as_of or on, evidence, reference)], by=by, on=on, source=source)


def state_many(sayings: Sequence[Saying], *, by: User, on: date, source: str = Source.TYPED) -> int:
    """Several statements, all or none, in queries that grow by the 500 enterprises, not by the enterprise.

    Of one item of one enterprise the later saying stands. Returns how many items changed. Raises CannotState at the
    first saying that cannot be true.
    """
    for saying in sayings:
        problems = {item: problem for item, value in saying.items.items() if (problem := _problem(item, value, on))}
        if saying.as_of > on:
            problems["as_of"] = f"截至日期晚于今天（{on}）。示例：{on}。"
        if problems:
            raise CannotState(problems)
    by_enterprise: dict[int, list[Saying]] = defaultdict(list)
    for saying in sayings:
        by_enterprise[saying.enterprise.pk].append(saying)
    ids, changed = sorted(by_enterprise), 0
    with transaction.atomic():
        for start in range(0, len(ids), AT_ONCE):
            chunk = {pk: by_enterprise[pk] for pk in ids[start : start + AT_ONCE]}
            changed += _write(chunk, source, by)
    return changed


def _write(sayings: Mapping[int, Sequence[Saying]], source: str, by: User) -> int:
    # The lock keeps two statements on one enterprise apart.
    list(Enterprise.objects.select_for_update().filter(pk__in=sayings).order_by("pk").values_list("pk"))
    held: dict[int, dict[str, Statement]] = defaultdict(dict)
    for one in Statement.objects.filter(enterprise__in=sayings, is_current=True):
        held[one.enterprise_id][one.item] = one
    made: list[Statement] = []
    entries = []
    for pk, said in sayings.items():
        fresh = {one.item: one for one in _fresh(said, held[pk], source, by)}
        if fresh:
            made += fresh.values()
            before = {item: held[pk][item].value for item in fresh if item in held[pk]}
            entries.append((said[0].enterprise, before, {item: one.value for item, one in fresh.items()}))
    replaced = [held[one.enterprise_id][one.item].pk for one in made if one.item in held[one.enterprise_id]]
    for start in range(0, len(replaced), AT_ONCE):
        Statement.objects.filter(pk__in=replaced[start : start + AT_ONCE]).update(is_current=False)
    Statement.objects.bulk_create(made, batch_size=AT_ONCE)
    Enterprise.objects.facts_changed([enterprise.pk for enterprise, _, _ in entries])
    record_many("enterprise.stated", entries, by=by)
    return len(made)


def _fresh(said: Sequence[Saying], held: Mapping[str, Statement], source: str, by: User) -> Iterable[Statement]:
    for saying in said:
        for item, value in saying.items.items():
            if not _is_news(saying, value, held.get(item), item):
                continue
            yield Statement(
                enterprise=saying.enterprise,
                item=item,
                value=value,
                as_of=saying.as_of,
                source=source,
                evidence=saying.evidence.strip(),
                reference=saying.reference.strip(),
                stated_by=None if by.is_system else by,
            )


def _is_news(saying: Saying, value: int | None, last: Statement | None, item: str) -> bool:
    """Another value; or the same with another paper, or of another day where the day decides how long it holds."""
    if last is None or value != last.value:
        return not (last is None and value is None)
    if value is None:
        return False
    return (item in DATED_ITEMS and saying.as_of != last.as_of) or any(
        new.strip() not in ("", old)
        for new, old in ((saying.evidence, last.evidence), (saying.reference, last.reference))
    )


def _problem(item: str, value: int | None, on: date) -> str:
    if item not in StatementItem.values:
        raise TypeError(f"no such item: {item}")
    if value is None:
        return ""
    least, most, said = _BOUNDS.get(StatementItem(item), (None, None, ""))
    if least is not None and most is not None and not least <= value <= most:
        return f"{said}，实际为{value}。"
    unit = STATEMENT_UNITS[item]
    if unit == "flag" and value not in (0, 1):
        return f"只能是“是”或“否”，实际为{value}。"
    if unit == "day" and value > (on - EPOCH).days:
        return f"日期晚于今天（{on}）。示例：2018-05-01。"
    if not -MOST < value < MOST or (unit != "day" and value < 0):
        return "数值不合理，请核对单位。"
    return ""
