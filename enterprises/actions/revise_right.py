"""Revise a right (更正知识产权), or let it lapse (登记失效)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from enterprises.models import Enterprise, IntellectualProperty, Refusal
from enterprises.models.rights import problems_of, tidy
from portal.accounts.models import User
from portal.audit.record import record


class CannotReviseRight(Refusal):
    """The right cannot be changed so."""


def revise_right(right: IntellectualProperty, *, by: User, on: date, **columns: Any) -> IntellectualProperty:
    """The right with the given columns; nothing is written when all are as they were. Raises CannotReviseRight."""
    return _change(right, columns, deed="right.revised", by=by, on=on)


def lapse_right(right: IntellectualProperty, *, lapsed_on: date, by: User, on: date) -> IntellectualProperty:
    """The right, out of force from a day; it stays on file. Raises CannotReviseRight."""
    return _change(right, {"lapsed_on": lapsed_on}, deed="right.lapsed", by=by, on=on)


def _change(
    right: IntellectualProperty, columns: dict[str, Any], *, deed: str, by: User, on: date
) -> IntellectualProperty:
    try:
        with transaction.atomic():
            row = IntellectualProperty.objects.select_for_update().get(pk=right.pk)
            moved = {name: value for name, value in tidy(columns).items() if value != getattr(row, name)}
            if not moved:
                return row
            before = {"right": str(row), **{name: getattr(row, name) for name in moved}}
            for name, value in moved.items():
                setattr(row, name, value)
            if problems := problems_of(row, on=on):
                raise CannotReviseRight(problems)
            row.right_class = IntellectualProperty.class_of(row.kind)
            row.save(update_fields=[*moved, "right_class"])
            Enterprise.objects.facts_changed([row.enterprise_id])
            record(deed, row.enterprise, by=by, before=before, after={"right": str(row), **moved})
    except IntegrityError:
        raise CannotReviseRight({"number": "这家企业已有同类别、同授权号的知识产权。"}) from None
    return row
