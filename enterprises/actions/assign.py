"""Assign (分派包联), and end an assignment: who of the bureau stands by an enterprise."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from enterprises.enums import AssignmentLayer
from enterprises.models import Assignment, Enterprise, Refusal
from portal.accounts.models import User
from portal.audit.record import record, record_many


class CannotAssign(Refusal):
    """The assignment cannot be made or ended so."""


def assign(
    enterprise: Enterprise, *, officer: User, by: User, on: date, layer: str = AssignmentLayer.OFFICER
) -> Assignment:
    """The officer stands by the enterprise from a day; an assignment already open is kept as it is.

    Raises CannotAssign for a person who has left or a layer that does not exist.
    """
    assign_many([enterprise], officer=officer, by=by, on=on, layer=layer)
    return Assignment.objects.get(enterprise=enterprise, user=officer, layer=layer, until=None)


def assign_many(
    enterprises: Collection[Enterprise],
    *,
    officer: User,
    by: User,
    on: date,
    layer: str = AssignmentLayer.OFFICER,
) -> list[Enterprise]:
    """The officer stands by every one of the enterprises. Returns those that are new to them."""
    if layer not in AssignmentLayer.values:
        raise CannotAssign({"layer": f"层级“{layer}”不存在，可选：{'、'.join(AssignmentLayer.labels)}。"})
    if not officer.is_active:
        raise CannotAssign({"officer": f"{officer.full_name}的账号已停用，不能分派。"})
    new: list[Enterprise] = []
    wanted = list(enterprises)
    with transaction.atomic():
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            held = set(
                Assignment.objects.filter(
                    enterprise__in=[each.pk for each in chunk], user=officer, layer=layer, until=None
                ).values_list("enterprise_id", flat=True)
            )
            fresh = [each for each in chunk if each.pk not in held]
            Assignment.objects.bulk_create(
                [Assignment(enterprise=each, user=officer, layer=layer, since=on) for each in fresh]
            )
            after = {"officer": officer.full_name, "layer": str(layer), "since": on}
            record_many("assignment.made", [(each, None, after) for each in fresh], by=by)
            new += fresh
    return new


def end_assignment(assignment: Assignment, *, by: User, on: date, reason: str = "") -> Assignment:
    """The assignment, ended on a day; the person sees the enterprise no more. Raises CannotAssign when it has ended."""
    with transaction.atomic():
        row = Assignment.objects.select_for_update().select_related("user", "enterprise").get(pk=assignment.pk)
        if row.until is not None:
            raise CannotAssign({"": f"{row.user.full_name}的包联已于{row.until}结束。"})
        row.until = max(on, row.since)
        row.save(update_fields=["until"])
        before = {"officer": row.user.full_name, "layer": row.layer, "since": row.since}
        record(
            "assignment.ended", row.enterprise, by=by, before=before, after={"until": row.until}, reason=reason.strip()
        )
    return row
