"""The one line every action writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from portal.audit.models import Entry


class Doer(Protocol):
    """Whoever acts: a user of portal.accounts, known here by reference and name only."""

    @property
    def ref(self) -> str: ...

    @property
    def full_name(self) -> str: ...

    @property
    def role_in_force(self) -> str: ...

    @property
    def city_in_force_id(self) -> int | None: ...


def record(
    deed: str,
    subject: models.Model,
    *,
    by: Doer,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Writes the entry of one deed, inside the caller's transaction.

    deed: "<noun>.<past participle>", for example "enterprise.revised".
    subject: the row acted on; its `ref` (or primary key) and its text are kept.
    before, after: only what changed.
    """
    return Entry.objects.create(**_fields(deed, subject, by=by, before=before, after=after, reason=reason))


def record_many(
    deed: str, subjects: Sequence[tuple[models.Model, Mapping[str, Any] | None, Mapping[str, Any] | None]], *, by: Doer
) -> None:
    """Writes one entry per subject in one statement: (subject, before, after)."""
    Entry.objects.bulk_create(
        [
            Entry(**_fields(deed, subject, by=by, before=before, after=after, reason=""))
            for subject, before, after in subjects
        ],
        batch_size=500,
    )


def _fields(deed: str, subject: models.Model, *, by: Doer, before: Any, after: Any, reason: str) -> dict[str, Any]:
    return {
        "by_ref": by.ref,
        "by_name": by.full_name,
        "by_role": by.role_in_force,
        "deed": deed,
        "subject_type": subject._meta.label_lower,
        "subject_ref": str(getattr(subject, "ref", "") or subject.pk or ""),
        "city_id": getattr(subject, "city_id", None) or by.city_in_force_id,
        "subject_name": str(subject)[:200],
        "before": _plain(before),
        "after": _plain(after),
        "reason": reason,
    }


def _plain(values: dict[str, Any] | None) -> Any:
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder, default=str))
