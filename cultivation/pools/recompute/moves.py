"""What has moved since verdicts were made: the marks the database keeps, and under which texts looking at them is enough."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from django.db import connection, transaction

from cultivation.pools.models import Sweep
from cultivation.pools.recompute.rulings import Ruling
from enterprises.models import Enterprise, MovedEnterprise
from enterprises.queries.bulk import fetch_columns


def texts_of(rulings: Sequence[Ruling]) -> str:
    """The digest of which text judges which place: it differs as soon as any enterprise would be judged by another text."""
    told = [
        [
            ruling.programme,
            None if ruling.general is None else ruling.general.digest,
            sorted((key, None if pack is None else pack.digest) for key, pack in ruling.special.items()),
        ]
        for ruling in rulings
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def is_swept(texts: str) -> bool:
    """Whether everybody has been judged by these texts, so that only moves and recheck days can make a verdict stale."""
    return Sweep.objects.filter(pk=Sweep.ONLY, texts=texts, is_complete=True).exists()


def begin_sweep(texts: str) -> bool:
    """From here on a run under other texts leaves the enterprises it judged to be judged again; see settle.

    Whether these were the texts already: else whatever an earlier run by them did may have been overwritten since.
    """
    if Sweep.objects.filter(pk=Sweep.ONLY, texts=texts).exists():
        return True
    Sweep.objects.update_or_create(pk=Sweep.ONLY, defaults={"texts": texts, "is_complete": False})
    return False


def end_sweep(texts: str) -> None:
    """Everybody has been judged by these texts; nothing, when other texts have begun meanwhile. Forgets who exists no more."""
    with transaction.atomic():
        if Sweep.objects.filter(pk=Sweep.ONLY, texts=texts).update(is_complete=True):
            MovedEnterprise.objects.exclude(enterprise__in=Enterprise.objects.filter(status="active")).delete()


def marks_within(low: int, high: int, ids: Sequence[int] | None) -> tuple[int, ...]:
    """The marks of the moves among some enterprises; read them before the facts."""
    among = "" if ids is None else f" AND m.enterprise_id IN ({','.join(str(int(one)) for one in ids) or '-1'})"
    found = fetch_columns(
        {"mark": "m.id"},
        f"FROM {MovedEnterprise._meta.db_table} m "
        f"WHERE m.enterprise_id >= {int(low)} AND m.enterprise_id < {int(high)}{among} ORDER BY m.id",
    )
    return tuple(found["mark"].tolist())


def settle(marks: Sequence[int], ids: Sequence[int], *, texts: str) -> None:
    """Takes the marks away once the verdicts are written.

    A run that still judges by texts of yesterday, while a sweep by newer ones goes on or is over, marks what it wrote
    instead, so that it is judged again. Call it in the transaction of the last write, or after it.
    """
    with transaction.atomic():
        if _is_outdated(texts):
            _mark(ids)
        elif marks:
            MovedEnterprise.objects.settle(marks)


def _is_outdated(texts: str) -> bool:
    lock = " FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT texts FROM {Sweep._meta.db_table} WHERE id = %s{lock}", [Sweep.ONLY])
        row = cursor.fetchone()
    return row is not None and row[0] != texts


def _mark(ids: Sequence[int]) -> None:
    MovedEnterprise.objects.bulk_create(
        [MovedEnterprise(enterprise_id=one) for one in ids], ignore_conflicts=True, batch_size=1_000
    )
