"""Register (建档): an enterprise enters the ledger under its credit code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from enterprises.enums import Source
from enterprises.models import Enterprise, EnterpriseName, Refusal
from enterprises.models.identity import clean_facts, normalise_code, problem_of_code
from portal.accounts.models import User
from portal.audit.record import record_many
from portal.regions.models import Region

CHUNK = 500


class CannotRegister(Refusal):
    """The enterprise cannot be registered; problems says which field and why."""


def register(code: str, *, city: Region, by: User, on: date, source: str = Source.TYPED, **facts: Any) -> Enterprise:
    """A new enterprise of a city, with the facts known about it (any of enterprises.models.identity.FACTS).

    Raises CannotRegister for a wrong or taken code, a missing name, or a fact that cannot be true.
    """
    return register_many([{"code": code, "city": city, **facts}], by=by, on=on, source=source)[0]


def register_many(
    rows: Sequence[Mapping[str, Any]], *, by: User, on: date, source: str = Source.TYPED
) -> list[Enterprise]:
    """New enterprises, all or none, in the order given. A row holds code, city and facts, as register takes them.

    Raises CannotRegister at the first row that cannot stand; with several rows its sentence begins with the row.
    """
    made, taken = [], set()
    for place, row in enumerate(rows, start=1):
        try:
            enterprise = _checked(row, by=by, on=on, source=source)
            if enterprise.code in taken:
                raise Refusal({"code": f"统一社会信用代码{enterprise.code}在同一批中出现了两次。"})
        except Refusal as refusal:
            raise _refused(refusal, place, len(rows)) from None
        taken.add(enterprise.code)
        made.append(enterprise)
    try:
        with transaction.atomic():
            _write(made, by=by, on=on)
    except IntegrityError:
        # Two people registered the same code at the same moment; the database kept one.
        raise CannotRegister({"code": "统一社会信用代码刚刚被另一人登记，请刷新后查看。"}) from None
    return made


def _checked(row: Mapping[str, Any], *, by: User, on: date, source: str) -> Enterprise:
    given = dict(row)
    code, city = normalise_code(str(given.pop("code"))), given.pop("city")
    problems = {"code": sentence} if (sentence := problem_of_code(code)) else {}
    try:
        facts = clean_facts({"name": "", **given}, city=city, on=on)
    except Refusal as refusal:
        raise Refusal({**problems, **refusal.problems}) from None
    if problems:
        raise Refusal(problems)
    known = {name: value for name, value in facts.items() if value is not None and value != ""}
    origins = {name: {"source": str(source), "as_of": on.isoformat(), "by": by.full_name} for name in known}
    return Enterprise(code=code, city=city, source=source, origins=origins, **facts)


def _write(made: list[Enterprise], *, by: User, on: date) -> None:
    for start in range(0, len(made), CHUNK):
        chunk = made[start : start + CHUNK]
        codes = [each.code for each in chunk]
        if present := Enterprise.objects.filter(code__in=codes).values_list("code", flat=True).first():
            raise CannotRegister({"code": f"统一社会信用代码{present}已在台账中，不能重复建档。"})
        Enterprise.objects.bulk_create(chunk)
        EnterpriseName.objects.bulk_create([EnterpriseName(enterprise=each, name=each.name) for each in chunk])
        record_many("enterprise.registered", [(each, None, _shown(each)) for each in chunk], by=by)


def _shown(enterprise: Enterprise) -> dict[str, Any]:
    """What the log keeps: the code and every fact that is known."""
    return {"code": enterprise.code, **{name: getattr(enterprise, name) for name in enterprise.origins}}


def _refused(refusal: Refusal, place: int, count: int) -> CannotRegister:
    if count == 1:
        return CannotRegister(refusal.problems)
    return CannotRegister({field: f"第{place}行：{sentence}" for field, sentence in refusal.problems.items()})
