"""Keeps how a pool is sorted: those under data/sortings/ are loaded once, a bureau adds its own from a day on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from cultivation.pools.models import Sorting, Tier
from portal.accounts.models import User
from portal.audit.record import record
from portal.regions.models import Region

DATA: Final = Path(__file__).resolve().parents[1] / "data" / "sortings"
SINCE: Final = date(2000, 1, 1)
MOST_YEARS: Final = 5


class CannotSort(Exception):
    """A sorting that cannot be used; the text says what and where. field: the form field it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def load_sortings(folder: Path = DATA, *, by: User) -> int:
    """Every file of a folder whose pool has no sorting for every city yet; how many were new. Raises CannotSort."""
    count = 0
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            tier = Tier.objects.filter(code=table["tier"]).first()
            parts = table["dimension"], table["class"], table["stage"], table["source"]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as fault:
            raise CannotSort(f"{path.name}：不是合格的分类办法（{fault}）。") from fault
        if tier is None:
            raise CannotSort(f"{path.name}：没有“{table['tier']}”这一级，请先装入梯队。")
        if Sorting.objects.filter(tier=tier, city=None).exists():
            continue
        dimensions, classes, stages, source = parts
        keep_sorting(
            tier,
            city=None,
            valid_from=SINCE,
            source=source,
            dimensions=dimensions,
            classes=[{"most": None, **each} for each in classes],
            stages=stages,
            by=by,
        )
        count += 1
    return count


def keep_sorting(
    tier: Tier,
    *,
    city: Region | None,
    valid_from: date,
    source: str,
    dimensions: Sequence[Mapping[str, Any]],
    classes: Sequence[Mapping[str, Any]],
    stages: Sequence[Mapping[str, Any]],
    by: User,
) -> Sorting:
    """One more sorting of a pool. Raises CannotSort for a dimension without a line, classes whose numbers do not rise or
    leave some enterprises out, and stages that do the same."""
    source = source.strip()
    if not source:
        raise CannotSort("请填写依据，例如鹤科〔2026〕15号。", field="source")
    _check_dimensions(dimensions)
    _check_classes(classes)
    _check_stages(stages, classes)
    with transaction.atomic():
        made = Sorting.objects.create(
            tier=tier,
            city=city,
            valid_from=valid_from,
            source=source[:200],
            dimensions=list(dimensions),
            classes=list(classes),
            stages=list(stages),
            made_by=by,
        )
        record("sorting.added", made, by=by, after={"tier": tier.code, "valid_from": valid_from, "source": source})
    return made


def _check_dimensions(dimensions: Sequence[Mapping[str, Any]]) -> None:
    if not dimensions:
        raise CannotSort("至少要有一个维度，例如知识产权。")
    for each in dimensions:
        if not each.get("lines"):
            raise CannotSort(
                f"维度“{each.get('name', '')}”没有选规则里的条件，请至少选一项。", field=f"lines_{each.get('code', '')}"
            )


def _check_classes(classes: Sequence[Mapping[str, Any]]) -> None:
    limits = [each.get("most") for each in classes]
    if not classes or limits[-1] is not None:
        raise CannotSort("最后一类不设短板数上限，否则短板多的企业没有类别。")
    numbers = [one for one in limits if isinstance(one, int) and one >= 0]
    if len(numbers) != len(limits) - 1 or numbers != sorted(set(numbers)):
        told = "、".join(map(str, limits[:-1]))
        raise CannotSort(f"各类的短板数上限应从小到大、各不相同，现在是{told}，例如0、1。")
    for each in classes:
        years = each.get("years")
        if not isinstance(years, int) or not 0 <= years <= MOST_YEARS:
            raise CannotSort(
                f"“{each['name']}”距申报的年数应是0到{MOST_YEARS}，现在是{years}。", field=f"years_{each['code']}"
            )


def _check_stages(stages: Sequence[Mapping[str, Any]], classes: Sequence[Mapping[str, Any]]) -> None:
    codes = {each["code"] for each in classes}
    if not stages or stages[-1].get("when") != "rest":
        raise CannotSort("最后一个阶段应是“其余”（rest），否则有的企业不在任何阶段。")
    for each in stages[:-1]:
        word, _, argument = str(each.get("when", "")).partition(":")
        is_known = (
            (word == "submitted" and not argument)
            or (word == "class" and argument in codes)
            or (word == "younger" and argument.isascii() and argument.isdigit() and 0 < int(argument) <= 600)
        )
        if not is_known:
            raise CannotSort(
                f"阶段“{each.get('name', '')}”的条件“{each.get('when', '')}”不认识；可用的有 submitted、class:类别代码、"
                "younger:月数，最后一个用 rest。"
            )
