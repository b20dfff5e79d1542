"""Add a right (登记知识产权)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from enterprises.enums import Source
from enterprises.models import Enterprise, IntellectualProperty, Refusal
from enterprises.models.rights import COLUMNS, problems_of, tidy
from portal.accounts.models import User
from portal.audit.record import record_many


class CannotAddRight(Refusal):
    """The right cannot be added."""


def add_right(
    enterprise: Enterprise, *, by: User, on: date, source: str = Source.TYPED, **columns: Any
) -> IntellectualProperty:
    """A right of the enterprise: kind, number and name, and any other column; the class follows from the kind.

    Raises CannotAddRight for a right on file already, or one that cannot be true.
    """
    return add_rights([(enterprise, columns)], by=by, on=on, source=source)[0]


def add_rights(
    rights: Sequence[tuple[Enterprise, Mapping[str, Any]]], *, by: User, on: date, source: str = Source.TYPED
) -> list[IntellectualProperty]:
    """Several rights, all or none, in the order given. Raises CannotAddRight at the first that cannot stand."""
    made = []
    for enterprise, columns in rights:
        right = IntellectualProperty(enterprise=enterprise, source=source, **tidy(columns))
        if problems := problems_of(right, on=on):
            raise CannotAddRight(problems)
        right.right_class = IntellectualProperty.class_of(right.kind)
        made.append(right)
    try:
        with transaction.atomic():
            IntellectualProperty.objects.bulk_create(made, batch_size=500)
            Enterprise.objects.facts_changed([right.enterprise_id for right in made])
            record_many("right.added", [(right.enterprise, None, _shown(right)) for right in made], by=by)
    except IntegrityError:
        raise CannotAddRight({"number": "这家企业已有同类别、同授权号的知识产权，不能重复登记。"}) from None
    return made


def _shown(right: IntellectualProperty) -> dict[str, Any]:
    return {name: value for name in COLUMNS if (value := getattr(right, name)) not in (None, "", False)}
