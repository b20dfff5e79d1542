"""Enters a clinic (企业创新诊所) in the register, and revises it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from cultivation.pools.models import Clinic
from portal.accounts.models import User
from portal.audit.record import record
from portal.regions.models import Region

FIELDS = ("region", "name", "host", "domain", "contact_name", "contact_phone", "started_on", "closed_on")


class CannotKeep(Exception):
    """Nothing was written; the text says why, for the person. field: the form field it is about."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def add_clinic(
    *,
    region: Region,
    name: str,
    host: str,
    domain: str,
    started_on: date,
    contact_name: str = "",
    contact_phone: str = "",
    closed_on: date | None = None,
    by: User,
) -> Clinic:
    """A new clinic. Raises CannotKeep for a name taken in its region, or an end before the beginning."""
    clinic = Clinic(
        region=region,
        name=name,
        host=host,
        domain=domain,
        contact_name=contact_name,
        contact_phone=contact_phone,
        started_on=started_on,
        closed_on=closed_on,
    )
    with transaction.atomic():
        _save(clinic)
        record("clinic.added", clinic, by=by, after=_told(clinic))
    return clinic


def revise_clinic(clinic: Clinic, *, by: User, **fields: Any) -> Clinic:
    """Some of FIELDS anew; a check-up keeps the name it was made under. Raises CannotKeep as add_clinic does."""
    strange = set(fields) - set(FIELDS)
    if strange:
        raise TypeError(f"no such field of a clinic: {', '.join(sorted(strange))}")
    with transaction.atomic():
        clinic = Clinic.objects.select_for_update(of=("self",)).select_related("region").get(pk=clinic.pk)
        before = _told(clinic)
        for name, value in fields.items():
            setattr(clinic, name, value)
        after = _told(clinic)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            _save(clinic)
            record(
                "clinic.revised",
                clinic,
                by=by,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    return clinic


def _save(clinic: Clinic) -> None:
    if clinic.closed_on is not None and clinic.closed_on < clinic.started_on:
        raise CannotKeep(
            f"停办日期{clinic.closed_on}早于设立日期{clinic.started_on}，请改成同一天或以后。", field="closed_on"
        )
    try:
        with transaction.atomic():
            clinic.save()
    except IntegrityError:
        raise CannotKeep(
            f"{clinic.region}已有名为“{clinic.name}”的诊所，请换一个名称，例如加上依托单位。", field="name"
        ) from None


def _told(clinic: Clinic) -> dict[str, Any]:
    told = {name: getattr(clinic, name) for name in FIELDS}
    return {**told, "region": clinic.region.name}
