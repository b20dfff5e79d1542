"""Record a check (登记核对): on a day somebody compared an enterprise with a list; only then "none" is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction

from enterprises.models import Enterprise, ListCheck, Refusal
from portal.accounts.models import User
from portal.audit.record import record_many

LISTS = ("safety", "quality", "environment", "research", "abnormal", "dishonest", "rights", "titles", "merits")


class CannotRecordCheck(Refusal):
    """The check cannot be recorded so."""


def record_check(enterprise: Enterprise, *, lists: Collection[str], checked_on: date, by: User, on: date) -> ListCheck:
    """The check days of the enterprise after a comparison with some of LISTS. An older day never replaces a newer.

    Raises CannotRecordCheck for a day still to come or no list at all.
    """
    return record_checks([(enterprise, dict.fromkeys(lists, checked_on))], by=by, on=on)[0]


def record_checks(checks: Sequence[tuple[Enterprise, Mapping[str, date]]], *, by: User, on: date) -> list[ListCheck]:
    """Checks of several enterprises: list → day of each; every enterprise at most once."""
    for _, days in checks:
        if strange := set(days) - set(LISTS):
            raise TypeError(f"no such list: {', '.join(sorted(strange))}")
        if not days:
            raise CannotRecordCheck({"lists": "请至少选择一项核对内容。"})
        if late := next((day for day in days.values() if day > on), None):
            raise CannotRecordCheck({"checked_on": f"核对日期{late}晚于今天（{on}）。"})
    with transaction.atomic():
        return [row for start in range(0, len(checks), 500) for row in _write(checks[start : start + 500], by=by)]


def _write(checks: Sequence[tuple[Enterprise, Mapping[str, date]]], *, by: User) -> list[ListCheck]:
    ids = [enterprise.pk for enterprise, _ in checks]
    present = {row.enterprise_id: row for row in ListCheck.objects.select_for_update().filter(enterprise__in=ids)}
    rows: list[ListCheck] = []
    entries: list[tuple[models.Model, dict[str, Any] | None, dict[str, Any] | None]] = []
    for enterprise, days in checks:
        row = present.get(enterprise.pk) or ListCheck(enterprise=enterprise)
        newer: dict[str, Any] = {}
        for name, day in days.items():
            before = getattr(row, f"{name}_on")
            if before is None or before < day:
                setattr(row, f"{name}_on", day)
                newer[name] = day
        rows.append(row)
        if newer:
            entries.append((enterprise, None, newer))
    ListCheck.objects.bulk_create([row for row in rows if row.pk is None])
    ListCheck.objects.bulk_update(
        [row for row in rows if row.enterprise_id in present], [f"{name}_on" for name in LISTS], batch_size=200
    )
    Enterprise.objects.facts_changed([enterprise.pk for enterprise, _, _ in entries])
    record_many("check.recorded", entries, by=by)
    return rows
