"""Record what is known of a 高企's year (登记高企巩固情况), and set what a city asks; neither is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from cultivation.pools.enums import Answer, RetentionItem
from cultivation.pools.models import RetentionRecord, RetentionStandard
from cultivation.pools.queries.retention import Said
from enterprises.enums import Source
from enterprises.models import Enterprise, Refusal
from portal.accounts.models import User
from portal.audit.record import record
from portal.regions.models import Region

FIRST_YEAR = 2008
LONGEST = 200


class CannotRecordRetention(Refusal):
    """It cannot be recorded so; problems says which item and why."""


def record_retention(
    enterprise: Enterprise,
    *,
    year: int,
    said: Mapping[str, Said],
    by: User,
    on: date,
    as_of: date | None = None,
    source: str = Source.TYPED,
    source_note: str = "",
) -> int:
    """Records item by item what is said of a year; an item said as before is left alone. Returns how many changed.

    as_of: the day it is true of, today unless given. Raises CannotRecordRetention for a year to come, a day to come, or a
    year without R&D project whose reason is not said.
    """
    problems = {item: problem for item, one in said.items() if (problem := _problem(item, one))}
    if not FIRST_YEAR <= year <= on.year:
        problems["year"] = f"年度应在{FIRST_YEAR}到{on.year}之间，实际为{year}。"
    if as_of is not None and as_of > on:
        problems["as_of"] = f"截至日期{as_of}晚于今天（{on}）。"
    if problems:
        raise CannotRecordRetention(problems)
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        rows = RetentionRecord.objects.filter(enterprise=enterprise, year=year, is_current=True)
        held = {row.item: row for row in rows}
        moved = {item: one for item, one in said.items() if one != _held(held.get(item))}
        if not moved:
            return 0
        RetentionRecord.objects.filter(pk__in=[held[item].pk for item in moved if item in held]).update(
            is_current=False
        )
        RetentionRecord.objects.bulk_create(
            RetentionRecord(
                enterprise=enterprise,
                year=year,
                item=item,
                answer=one.answer,
                reason=one.reason,
                as_of=as_of or on,
                source=source,
                source_note=source_note.strip(),
                stated_by=by,
            )
            for item, one in moved.items()
        )
        record(
            "retention.recorded",
            enterprise,
            by=by,
            before={"year": year} | {item: held[item].answer for item in moved if item in held},
            after={"year": year} | {item: one.answer for item, one in moved.items()},
            reason=next((one.reason for one in moved.values() if one.reason), ""),
        )
    return len(moved)


def set_standard(
    city: Region,
    *,
    from_year: int,
    ip_min: int,
    class_one_min: int,
    counted_by: str,
    rd_percent: int,
    ledger_percent: int,
    deduction_percent: int,
    source: str,
    by: User,
) -> RetentionStandard:
    """What the city asks from a year on; what it asked before stays on record. Raises CannotRecordRetention."""
    problems = {}
    if class_one_min > ip_min:
        problems["class_one_min"] = f"Ⅰ类至少{class_one_min}项，多于总数{ip_min}项。Ⅰ类应不多于总数，例如5项中1项。"
    for name, percent in (("rd", rd_percent), ("ledger", ledger_percent), ("deduction", deduction_percent)):
        if not 0 <= percent <= 100:
            problems[f"{name}_percent"] = f"比率应在0到100之间，实际为{percent}。示例：100。"
    if not source.strip():
        problems["source"] = "请写明来源文件，例如“海政办发〔2022〕12号”。"
    if problems:
        raise CannotRecordRetention(problems)
    values = {
        "from_year": from_year,
        "ip_min": ip_min,
        "class_one_min": class_one_min,
        "counted_by": counted_by,
        "rd_percent": rd_percent,
        "ledger_percent": ledger_percent,
        "deduction_percent": deduction_percent,
        "source": source.strip(),
    }
    with transaction.atomic():
        made = RetentionStandard.objects.create(city=city, set_by=by, **values)
        record("retention.set", made, by=by, after=values)
    return made


def _held(row: RetentionRecord | None) -> Said:
    return Said(row.answer, row.reason) if row is not None else Said("")


def _problem(item: str, one: Said) -> str:
    if item not in RetentionItem.values:
        raise TypeError(f"no such item: {item}")
    if one.answer not in ("", *Answer.values) or (one.answer == Answer.NONE and item != RetentionItem.RD_PROJECT):
        return f"“{RetentionItem(item).label}”不能是“{one.answer}”，请从列表里选。"
    if one.answer == Answer.NONE and not one.reason:
        return "当年没有研发项目，请写明原因，例如“产线搬迁，研发停一年”。没有原因，不能从加计扣除的分母里去掉。"
    if len(one.reason) > LONGEST:
        return f"原因最多{LONGEST}个字，实际有{len(one.reason)}个字。"
    return ""
