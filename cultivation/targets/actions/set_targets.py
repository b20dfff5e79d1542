"""Sets the targets of a city for a year: what every county or managing unit is to reach, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from cultivation.pools.models import Tier
from cultivation.targets.enums import Division
from cultivation.targets.models import LARGEST_VALUE, LONGEST_SOURCE, Target
from cultivation.targets.permissions import can_set_targets_of
from portal.accounts.models import User
from portal.audit.record import record
from portal.regions.models import Axis, Level, Region


class CannotSetTargets(Exception):
    """No target was changed; the text says why, for the person."""


@dataclass(frozen=True)
class Changed:
    """How many targets were set for the first time, changed, and withdrawn."""

    new: int = 0
    changed: int = 0
    withdrawn: int = 0


def set_targets(
    city: Region,
    *,
    year: int,
    division: str,
    values: Mapping[tuple[Region, Tier], int | None],
    source: str,
    by: User,
) -> Changed:
    """Writes the numbers that differ from what is set; None withdraws a target (未下达), 0 is a target of nought.

    source: the document that sets them; it is kept with every number it changes. Every change is in the log.
    Raises CannotSetTargets: no document, a number out of range, a region that is no row of the division, no right to.
    """
    source = source.strip()
    if not can_set_targets_of(by, city):
        raise CannotSetTargets(f"只有{city}科技局管理员可以下达{city}的目标。")
    if not source:
        raise CannotSetTargets("请填写来源文件，例如“鹤科〔2026〕8号”。")
    if len(source) > LONGEST_SOURCE:
        raise CannotSetTargets(f"来源文件有{len(source)}个字，最多{LONGEST_SOURCE}个字。")
    for (region, tier), value in values.items():
        _check(city, division, region, tier, value)
    with transaction.atomic():
        rows = Target.objects.select_for_update().filter(region__city=city, year=year, division=division)
        now = {(target.region_id, target.tier_id): target for target in rows}
        new = changed = withdrawn = 0
        for (region, tier), value in values.items():
            target = now.get((region.pk, tier.pk))
            if target is None and value is not None:
                target = Target.objects.create(
                    region=region, tier=tier, division=division, year=year, value=value, source=source, set_by=by
                )
                record("target.set", target, by=by, after={"value": value, "source": source})
                new += 1
            elif target is not None and value is None:
                record("target.withdrawn", target, by=by, before=_shown(target), after={"source": source})
                target.delete()
                withdrawn += 1
            elif target is not None and value is not None and target.value != value:
                before = _shown(target)
                target.value, target.source, target.set_by = value, source, by
                target.save()
                record("target.set", target, by=by, before=before, after={"value": value, "source": source})
                changed += 1
    return Changed(new, changed, withdrawn)


def _shown(target: Target) -> dict[str, object]:
    return {"value": target.value, "source": target.source}


def _check(city: Region, division: str, region: Region, tier: Tier, value: int | None) -> None:
    if division not in Division.values:
        raise CannotSetTargets(f"没有“{division}”这个口径，可选：{'、'.join(Division.labels)}。")
    is_county = region.axis == Axis.STATUTORY and region.level == Level.COUNTY
    is_row = is_county or (division == Division.UNIT and region.axis == Axis.ZONE)
    if not is_row or region.city_id != city.pk:
        raise CannotSetTargets(f"{region}不是{city}按{Division(division).label}划分的一行。")
    if value is not None and not 0 <= value <= LARGEST_VALUE:
        raise CannotSetTargets(f"{region}{tier}的目标应为0到{LARGEST_VALUE:,}的整数，实际为{value}。")
