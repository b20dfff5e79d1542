"""Add a merit (登记奖励与标准)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from enterprises.models import Enterprise, Merit, Refusal
from portal.accounts.models import User
from portal.audit.record import record


class CannotAddMerit(Refusal):
    """The award or standard cannot be added."""


def add_merit(
    enterprise: Enterprise, *, kind: str, name: str, granted_on: date, by: User, on: date, unit_rank: int | None = None
) -> Merit:
    """An award or a standard of the enterprise. unit_rank: its place among the units, from 1. Raises CannotAddMerit."""
    problems = {}
    if kind not in Merit.Kind.values:
        problems["kind"] = f"类别“{kind}”不存在，可选：{'、'.join(Merit.Kind.labels)}。"
    if not name.strip() or len(name.strip()) > 200:
        problems["name"] = "名称应为1到200个字，示例：国家科学技术进步奖二等奖。"
    if granted_on > on:
        problems["granted_on"] = f"取得日期{granted_on}晚于今天（{on}）。"
    if unit_rank is not None and not 1 <= unit_rank <= 99:
        problems["unit_rank"] = f"本企业排名应在1到99之间，实际为{unit_rank}。"
    if problems:
        raise CannotAddMerit(problems)
    with transaction.atomic():
        merit = Merit.objects.create(
            enterprise=enterprise, kind=kind, name=name.strip(), granted_on=granted_on, unit_rank=unit_rank
        )
        Enterprise.objects.facts_changed([enterprise.pk])
        after = {"kind": kind, "name": merit.name, "granted_on": granted_on, "unit_rank": unit_rank}
        record("merit.added", enterprise, by=by, after=after)
    return merit
