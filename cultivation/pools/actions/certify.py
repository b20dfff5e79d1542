"""Certify (存证): freezes the verdict that somebody relies on, with its facts, its text and its whole explanation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from cultivation.pools.evidence.diagnosis import Diagnosis, diagnose_many
from cultivation.pools.evidence.frozen import Occasion, freeze
from cultivation.pools.models import Attestation
from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.audit.record import record, record_many

LONGEST_REASON = 200


class CannotCertify(Exception):
    """Nothing was frozen; the text says why, for the person."""


def certify(
    enterprise: Enterprise, programme: str, *, on: date, at: datetime, reason: str, by: User, kind: str = "first"
) -> Attestation:
    """The diagnosis of one enterprise on a day, frozen. reason: what it is relied on for.

    Raises CannotCertify without a reason, or where no text judges.
    """
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise CannotCertify(f"请写明存证用途，1到{LONGEST_REASON}个字，例如“2026年第2批推荐”。")
    return certify_many([(enterprise, programme)], on=on, at=at, reason=reason, by=by, kind=kind)[0]


def certify_many(
    relied: Sequence[tuple[Enterprise, str]], *, on: date, at: datetime, reason: str, by: User, kind: str = "first"
) -> list[Attestation]:
    """Several at once, (enterprise, programme) each, all or none. Raises CannotCertify where no text judges."""
    found = []
    for (enterprise, _), one in zip(relied, diagnose_many(relied, on=on, kind=kind), strict=True):
        if not isinstance(one, Diagnosis):
            raise CannotCertify(f"{enterprise.name}：{one}")
        found.append((enterprise, one))
    return keep(found, on=on, at=at, reason=reason, by=by)


def keep(
    found: Sequence[tuple[Enterprise, Diagnosis]], *, on: date, at: datetime, reason: str, by: User
) -> list[Attestation]:
    """Freezes diagnoses of diagnose_many, made for the day `on`, in their order."""
    if not found:
        return []
    made = []
    for enterprise, one in found:
        frozen = freeze(one, Occasion(enterprise, on, at, reason, by))
        made.append(
            Attestation(
                enterprise=enterprise,
                programme=one.pack.programme,
                pack_digest=one.pack.digest,
                on=on,
                fact_revision=one.fact_revision,
                reason=reason,
                content=frozen.content,
                checksum=frozen.checksum,
                made_by=by,
                made_at=at,
            )
        )
    entries = [
        {"programme": each.programme, "pack_digest": each.pack_digest, "checksum": each.checksum, "on": on}
        for each in made
    ]
    with transaction.atomic():
        Attestation.objects.bulk_create(made, batch_size=100)
        if len(made) == 1:
            record("diagnosis.attested", made[0].enterprise, by=by, after=entries[0], reason=reason)
        else:
            record_many(
                "diagnosis.attested",
                [(each.enterprise, None, entry) for each, entry in zip(made, entries, strict=True)],
                by=by,
            )
    return made
