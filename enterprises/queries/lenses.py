"""Lenses: conditions and columns that a room above lends to the ledger, without the ledger knowing that room.

A room registers its lens when it is ready:

    class PoolsConfig(AppConfig):
        def ready(self):
            from cultivation.pools.lens import LIGHT  # app ready
            from enterprises.queries.lenses import lend
            lend(LIGHT)
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What a lens shows of one enterprise: words, with a light or a rung of the ladder."""

    text: str
    kind: Literal["text", "light", "tier", "gap"] = "text"
    light: str = ""
    tier: int = 0


@dataclass(frozen=True, slots=True)
class Lens:
    """One condition, and perhaps one column.

    key: its name in the URL and among the columns; no other condition's or column's. choices: value → words.
    where: the condition on Enterprise for some chosen values on a day. show: enterprise ids → what the column shows;
    one query at most. None lends no column.
    """

    key: str
    title: str
    choices: Mapping[str, str]
    where: Callable[[Collection[str], date], Q]
    show: Callable[[Collection[int], date], Mapping[int, Glimpse]] | None = None


_LENT: dict[str, Lens] = {}


def lend(lens: Lens) -> None:
    """Adds a lens to the ledger; lending one again replaces it."""
    _LENT[lens.key] = lens


def lenses() -> tuple[Lens, ...]:
    """Every lens lent, in the order of lending."""
    return tuple(_LENT.values())
