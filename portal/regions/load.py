"""Loads the region tables under data/ into the database; running it again changes nothing."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from portal.regions.models import Region

DATA = Path(__file__).parent / "data"


def load_regions() -> int:
    """Every region of every file under data/, created or brought up to date. Returns how many there are."""
    count = 0
    for path in sorted(DATA.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        with transaction.atomic():
            for row in table["region"]:
                _load(row, source=table["source"])
                count += 1
    return count


def _load(row: dict[str, Any], *, source: str) -> None:
    parent = Region.objects.filter(code=row["parent"]).first() if row.get("parent") else None
    city = parent and (parent if parent.is_city else parent.city)
    Region.objects.update_or_create(
        code=row["code"],
        defaults={
            "name": row["name"],
            "aliases": row.get("aliases", []),
            "level": row["level"],
            "axis": row.get("axis", "statutory"),
            "parent": parent,
            "city": city,
            "is_statistical": row.get("statistical", False),
            "source": row.get("source", source),
            "valid_from": _day(row.get("from")),
            "valid_to": _day(row.get("to")),
        },
    )


def _day(value: Any) -> date | None:
    return value if isinstance(value, date) else None
