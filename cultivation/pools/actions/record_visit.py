"""Record a visit (登记走访): what was seen of each group; a mistake is mended by a further record that names the first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction

from cultivation.pools.enums import Finding
from cultivation.pools.evidence.visits import Found, Group, groups_of
from cultivation.pools.models import Visit, VisitItem
from enterprises.models import Enterprise, Refusal
from policies.engine import Pack
from portal.accounts.models import User
from portal.audit.record import record


class CannotRecordVisit(Refusal):
    """The visit cannot be recorded so; problems says which field of which group, "ip-seen"."""


def record_visit(
    enterprise: Enterprise,
    *,
    pack: Pack,
    found: Sequence[Found],
    visited_on: date,
    by: User,
    on: date,
    companions: str = "",
    note: str = "",
    corrects: Visit | None = None,
) -> Visit:
    """The visit with its findings, under the text of a programme. corrects: the record it takes the place of.

    Raises CannotRecordVisit for a day to come, for a visit at which nothing at all was looked at, a finding without what was
    seen, points outside the group, or a record that was corrected before.
    """
    groups = {group.code: group for group in groups_of(pack)}
    problems: dict[str, str] = {}
    if visited_on > on:
        problems["visited_on"] = f"走访日期{visited_on}晚于今天（{on}）。走访以后再登记。"
    if not found:
        problems[""] = "没有一项填了核实结果。至少填一项，没看的留空。"
    for one in found:
        problems |= _problems(one, groups[one.section])
    if problems:
        raise CannotRecordVisit(problems)
    try:
        with transaction.atomic():
            visit = Visit.objects.create(
                enterprise=enterprise,
                programme=pack.programme,
                pack_digest=pack.digest,
                visited_on=visited_on,
                companions=companions.strip(),
                note=note.strip(),
                corrects=corrects,
                recorded_by=by,
                recorded_as=by.acting.role_label,
            )
            VisitItem.objects.bulk_create([_item(visit, one, groups[one.section]) for one in found])
            record(
                "visit.recorded",
                enterprise,
                by=by,
                before={"corrects": corrects.ref} if corrects else None,
                after={"visited_on": visited_on, "groups": "、".join(groups[one.section].title for one in found)},
            )
    except IntegrityError:
        raise CannotRecordVisit({"": "这次走访的记录已经被更正过，请更正最新的一份。"}) from None
    return visit


def _item(visit: Visit, one: Found, group: Group) -> VisitItem:
    return VisitItem(
        visit=visit,
        section=one.section,
        title=group.title,
        finding=one.finding,
        seen=one.seen.strip(),
        value=one.value.strip(),
        points_low=None if one.low is None else one.low * group.per_point,
        points_high=None if one.high is None else one.high * group.per_point,
        evidence=one.evidence.strip(),
    )


def _problems(one: Found, group: Group) -> dict[str, str]:
    found = {}
    if one.finding == Finding.NOT_SEEN:
        if one.value.strip() or one.low is not None or one.high is not None:
            found[f"{group.code}-finding"] = f"“{group.title}”选了“没有看到”，就不能再填数值或评分。"
        return found
    if not one.seen.strip():
        found[f"{group.code}-seen"] = f"“{group.title}”请写明看到了什么，例如“专利证书原件3件”。"
    if (one.low is None) != (one.high is None):
        found[f"{group.code}-low"] = f"“{group.title}”的评分要填下限和上限两个数，例如18和24。"
    elif one.low is not None and one.high is not None and not 0 <= one.low <= one.high <= group.most:
        found[f"{group.code}-low"] = (
            f"“{group.title}”的评分应在0到{group.most}之间，下限不大于上限，实际为{one.low}和{one.high}。"
        )
    return found
