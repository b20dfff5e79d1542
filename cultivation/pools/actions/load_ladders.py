"""Loads the ladders under data/ into the database; running it again changes nothing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from cultivation.pools.models import Ladder, Tier
from portal.accounts.models import User
from portal.audit.record import record
from portal.regions.models import Region

DATA = Path(__file__).resolve().parents[1] / "data"

# Words of the addresses under /w/pools/; a rung called so could not be opened.
TAKEN = frozenset({"assessments", "recompute", "members"})

TIER_FIELDS = ("name", "programme", "scheme", "colour", "near_within", "note")


class CannotLoadLadders(Exception):
    """A ladder file that cannot be used; the text names the file and the place."""


@dataclass(frozen=True)
class Loaded:
    """How many ladders and rungs there are now, and how many of both were new or changed."""

    ladders: int
    tiers: int
    changed: int


def load_ladders(folder: Path = DATA, *, by: User) -> Loaded:
    """Every ladder of every file in a folder, created or brought up to date; a rung is known by its code.

    A rung that a file no longer names is kept: memberships point at it.
    Raises CannotLoadLadders: a word that is missing, unknown or of the wrong kind, a city that is not loaded, a rung
    that stands on two ladders. Nothing of that file is written then.
    """
    ladders = tiers = changed = 0
    for path in sorted(folder.glob("*.toml")):
        table = _read(path)
        with transaction.atomic():
            ladder, is_changed = _load_ladder(path, table, by=by)
            changed += is_changed
            for position, row in enumerate(table["tier"], 1):
                changed += _load_tier(path, ladder, position, row, by=by)
                tiers += 1
        ladders += 1
    return Loaded(ladders, tiers, changed)


def _read(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise CannotLoadLadders(f"{path.name}：不是合格的 TOML 文件（{fault}）。") from fault
    _demand(path, table, "文件", allowed={"code", "name", "city", "source", "tier"}, needed={"code", "name", "tier"})
    if not isinstance(table["tier"], list) or not table["tier"]:
        raise CannotLoadLadders(f"{path.name}：至少写一级 [[tier]]。")
    for number, row in enumerate(table["tier"], 1):
        where = f"第{number}级"
        _demand(path, row, where, allowed={"code", *TIER_FIELDS}, needed={"code", "name"})
        if row["code"] in TAKEN:
            raise CannotLoadLadders(f"{path.name}，{where}：代码{row['code']}已被页面地址占用，请换一个。")
        if not isinstance(row.get("near_within", 1), int) or row.get("near_within", 1) < 0:
            raise CannotLoadLadders(f"{path.name}，{where}：near_within 应为非负整数，例如1。")
    return table


def _demand(path: Path, row: dict[str, Any], where: str, *, allowed: set[str], needed: set[str]) -> None:
    if missing := sorted(needed - set(row)):
        raise CannotLoadLadders(f"{path.name}，{where}：缺少 {'、'.join(missing)}。")
    if unknown := sorted(set(row) - allowed):
        raise CannotLoadLadders(
            f"{path.name}，{where}：不认识 {'、'.join(unknown)}；可用的有 {'、'.join(sorted(allowed))}。"
        )


def _load_ladder(path: Path, table: dict[str, Any], *, by: User) -> tuple[Ladder, bool]:
    city = None
    if table.get("city"):
        city = Region.objects.filter(code=table["city"]).first()
        if city is None:
            raise CannotLoadLadders(f"{path.name}：区划{table['city']}还没有装入，请先运行 load_reference。")
    values = {"name": table["name"], "source": table.get("source", ""), "city": city}
    ladder = Ladder.objects.filter(code=table["code"]).first()
    if ladder is not None and all(getattr(ladder, name) == value for name, value in values.items()):
        return ladder, False
    ladder, _ = Ladder.objects.update_or_create(code=table["code"], defaults=values)
    record("ladder.loaded", ladder, by=by, after={"code": ladder.code, "name": ladder.name, "file": path.name})
    return ladder, True


def _load_tier(path: Path, ladder: Ladder, position: int, row: dict[str, Any], *, by: User) -> bool:
    defaults = {"name": "", "programme": "", "scheme": "", "colour": "tier-1", "near_within": 1, "note": ""}
    values = {**defaults, **{name: row[name] for name in TIER_FIELDS if name in row}, "position": position}
    tier = Tier.objects.filter(code=row["code"]).first()
    if tier is None:
        tier = Tier.objects.create(ladder=ladder, code=row["code"], **values)
        record("tier.loaded", tier, by=by, after={"code": tier.code, **values})
        return True
    if tier.ladder_id != ladder.pk:
        raise CannotLoadLadders(f"{path.name}：{row['code']}已属于阶梯“{tier.ladder}”，请换一个代码。")
    before = {name: getattr(tier, name) for name in values if getattr(tier, name) != values[name]}
    if not before:
        return False
    for name, value in values.items():
        setattr(tier, name, value)
    tier.save()
    record("tier.loaded", tier, by=by, before=before, after={name: values[name] for name in before})
    return True
