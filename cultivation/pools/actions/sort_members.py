"""Sorts the members of a pool (分类入库), and sets the year of one by hand; each change is added with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction

from cultivation.pools.enums import MembershipState
from cultivation.pools.evidence.diagnosis import Diagnosis, diagnose_many
from cultivation.pools.evidence.sorting import Sorted, moved, sort
from cultivation.pools.models import Membership, Sorting, Standing
from cultivation.pools.queries.sortings import sortings_on
from portal.accounts.models import User
from portal.audit.record import record, record_many

BATCH: Final = 500
YEARS_AHEAD: Final = 10


class CannotSetYear(Exception):
    """Nothing was written; the text says why. field: the form field it is about."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def sort_members(ids: Sequence[int], *, on: date, by: User) -> int:
    """Sorts those of some enterprises that are in a pool with a sorting; how many changed class, year or a dimension.

    ids: of enterprises. A year set by hand stays while the class does.
    """
    sortings = sortings_on(on)
    tiers = sorted({tier for tier, _ in sortings})
    count = 0
    for start in range(0, len(ids) if tiers else 0, BATCH):
        rows = Membership.objects.filter(
            state=MembershipState.ACTIVE, tier__in=tiers, enterprise__in=ids[start : start + BATCH]
        ).select_related("tier", "enterprise__county", "enterprise__city")
        pairs = []
        for membership in rows.order_by("id"):
            city = membership.enterprise.city_id
            sorting = sortings.get((membership.tier_id, city)) or sortings.get((membership.tier_id, None))
            if sorting is not None:
                pairs.append((membership, sorting))
        count += _sort(pairs, on=on, by=by)
    return count


def _sort(pairs: Sequence[tuple[Membership, Sorting]], *, on: date, by: User) -> int:
    if not pairs:
        return 0
    found = diagnose_many([(each.enterprise, each.tier.programme) for each, _ in pairs], on=on)
    with transaction.atomic():
        current = {
            row.membership_id: row
            for row in Standing.objects.select_for_update().filter(
                is_current=True, membership__in=[each.pk for each, _ in pairs]
            )
        }
        made = []
        for (membership, sorting), one in zip(pairs, found, strict=True):
            told = one.explanation if isinstance(one, Diagnosis) else None
            row = _standing(membership, sorting, sort(told, sorting), current.get(membership.pk), on=on, by=by)
            if row is not None:
                made.append(row)
        Standing.objects.filter(
            pk__in=[current[row.membership_id].pk for row in made if row.membership_id in current]
        ).update(is_current=False)
        Standing.objects.bulk_create(made, batch_size=BATCH)
        record_many(
            "membership.sorted",
            [
                (
                    row.membership,
                    {"class": current[row.membership_id].class_name, "year": current[row.membership_id].target_year}
                    if row.membership_id in current
                    else None,
                    {"class": row.class_name, "year": row.target_year, "reason": row.reason},
                )
                for row in made
            ],
            by=by,
        )
    return len(made)


def _standing(
    membership: Membership,
    sorting: Sorting,
    now: Sorted,
    before: Standing | None,
    *,
    on: date,
    by: User,
) -> Standing | None:
    """The next standing, or None when nothing of it differs."""
    year, is_manual = on.year + now.years, False
    if before is None:
        reason = "首次分类"
    else:
        is_same = before.class_code == now.class_code
        if before.is_manual and is_same:
            year, is_manual = before.target_year, True
        turned = moved(before.dimensions, now.dimensions)
        if is_same and year == before.target_year and not turned and before.sorting_id == sorting.pk:
            return None
        reason = "；".join(turned) or ("分类办法有新版" if before.sorting_id != sorting.pk else "跨年复核")
    return Standing(
        membership=membership,
        sorting=sorting,
        class_code=now.class_code,
        class_name=now.class_name,
        target_year=year,
        dimensions=now.dimensions,
        gap_count=now.gap_count,
        reason=reason[:400],
        is_manual=is_manual,
        on=on,
        by=by,
    )


def set_target_year(membership: Membership, *, year: int, reason: str, on: date, by: User) -> Standing:
    """The year of application of one enterprise by hand; it stays while the class does.

    Raises CannotSetYear for a year past or too far off, without a reason, and for one that was never sorted.
    """
    reason = reason.strip()
    if not on.year <= year <= on.year + YEARS_AHEAD:
        raise CannotSetYear(f"目标年度应在{on.year}到{on.year + YEARS_AHEAD}之间，填的是{year}。", field="year")
    if not reason:
        raise CannotSetYear("请写明为什么调整，例如：企业书面说明明年申报。", field="reason")
    with transaction.atomic():
        before = Standing.objects.select_for_update().filter(membership=membership, is_current=True).first()
        if before is None:
            raise CannotSetYear("这家企业还没有分类，先运行一次判定再调整。", field="year")
        if before.target_year == year:
            raise CannotSetYear(f"现在的目标年度就是{year}年。", field="year")
        Standing.objects.filter(pk=before.pk).update(is_current=False)
        made = Standing.objects.create(
            membership=membership,
            sorting_id=before.sorting_id,
            class_code=before.class_code,
            class_name=before.class_name,
            target_year=year,
            dimensions=before.dimensions,
            gap_count=before.gap_count,
            reason=reason[:400],
            is_manual=True,
            on=on,
            by=by,
        )
        record(
            "membership.sorted",
            membership,
            by=by,
            before={"year": before.target_year},
            after={"year": year},
            reason=reason,
        )
    return made
