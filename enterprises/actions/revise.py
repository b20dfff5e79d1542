"""Revise (更正): facts of an enterprise change, each change with its origin and its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction

from enterprises.enums import Source
from enterprises.models import Enterprise, EnterpriseName, Refusal
from enterprises.models.identity import clean_facts
from enterprises.models.size_class import size_of
from enterprises.queries import latest_reports
from portal.accounts.models import User
from portal.audit.record import record_many

CHUNK = 500


class CannotRevise(Refusal):
    """The facts cannot be changed so; problems says which field and why."""


class Conflict(CannotRevise):
    """Somebody else changed the enterprise meanwhile. current: the row as it stands now."""

    def __init__(self, current: Enterprise) -> None:
        self.current = current
        super().__init__(
            {"": f"{current.name}的档案刚刚被他人修改（现为第{current.fact_revision}版）。请核对后再保存。"}
        )


def revise(
    enterprise: Enterprise,
    *,
    by: User,
    on: date,
    expected_revision: int | None = None,
    source: str = Source.TYPED,
    as_of: date | None = None,
    **facts: Any,
) -> Enterprise:
    """The enterprise with the given facts; nothing is written when all of them are as they were.

    facts: any of enterprises.models.identity.FACTS. expected_revision: the fact_revision the person saw; with None
    nobody else is expected. as_of: the day the new facts are true of, today unless given. A new name closes the old
    one in the history. Raises Conflict when the revision has moved, CannotRevise for facts that cannot be true.
    """
    with transaction.atomic():
        if expected_revision is not None:
            current = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
            if current.fact_revision != expected_revision:
                raise Conflict(current)
        revise_many([(enterprise, facts)], by=by, on=on, source=source, as_of=as_of)
    return Enterprise.objects.get(pk=enterprise.pk)


def revise_many(
    changes: Sequence[tuple[Enterprise, Mapping[str, Any]]],
    *,
    by: User,
    on: date,
    source: str = Source.TYPED,
    as_of: date | None = None,
) -> int:
    """Several enterprises at once, all or none. Returns how many really changed.

    Raises CannotRevise at the first that cannot stand; with several its sentence begins with the enterprise.
    """
    stamp = {"source": str(source), "as_of": (as_of or on).isoformat(), "by": by.full_name}
    changed = 0
    with transaction.atomic():
        for start in range(0, len(changes), CHUNK):
            changed += _revise_chunk(changes[start : start + CHUNK], stamp, by=by, on=on, alone=len(changes) == 1)
    return changed


def _revise_chunk(
    changes: Sequence[tuple[Enterprise, Mapping[str, Any]]], stamp: dict[str, str], *, by: User, on: date, alone: bool
) -> int:
    ids = [enterprise.pk for enterprise, _ in changes]
    rows = Enterprise.objects.select_for_update(of=("self",)).select_related("city", "county", "zone")
    locked = {row.pk: row for row in rows.filter(pk__in=ids).order_by("pk")}
    entries: list[tuple[models.Model, dict[str, Any] | None, dict[str, Any] | None]] = []
    for enterprise, facts in changes:
        row = locked[enterprise.pk]
        try:
            new = clean_facts(facts, city=row.city, on=on)
        except Refusal as refusal:
            begin = "" if alone else f"{row.name}："
            raise CannotRevise({field: begin + sentence for field, sentence in refusal.problems.items()}) from None
        moved = {name: value for name, value in new.items() if value != getattr(row, name)}
        if moved:
            before = {name: getattr(row, name) for name in moved}
            _write(row, moved, stamp, on=on)
            entries.append((row, before, moved))
    record_many("enterprise.revised", entries, by=by)
    return len(entries)


def _write(row: Enterprise, moved: dict[str, Any], stamp: dict[str, str], *, on: date) -> None:
    if "name" in moved:
        _rename(row, moved["name"], on=on)
    for name, value in moved.items():
        setattr(row, name, value)
    if "industry_code" in moved:
        row.size_class = size_of(row, latest_reports([row.pk]).get(row.pk))
    row.origins = {**row.origins, **dict.fromkeys(moved, stamp)}
    row.fact_revision += 1
    row.save(update_fields=[*moved, "size_class", "origins", "fact_revision", "updated_at"])


def _rename(row: Enterprise, name: str, *, on: date) -> None:
    open_names = EnterpriseName.objects.filter(enterprise=row, valid_to=None)
    for old in open_names:
        old.valid_to = max(old.valid_from or on - timedelta(days=1), on - timedelta(days=1))
        old.save(update_fields=["valid_to"])
    EnterpriseName.objects.create(enterprise=row, name=name, valid_from=on)
