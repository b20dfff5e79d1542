"""Block, Line and Gauge: the pieces of a workbench; each block is read on its own and fails on its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One number that leads to its list. value: formatted, without unit. note: beside it, in words.

    light: green, blue, yellow, red or grey, with its word; empty draws none. url empty: said, but leads nowhere.
    """

    title: str
    value: str
    unit: str = ""
    url: str = ""
    note: str = ""
    light: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One target on the strip: the names are those of components/kpi.html."""

    title: str
    value: str
    unit: str = ""
    url: str = ""
    light: str = ""
    word: str = ""
    share: float | None = None
    expected: float | None = None
    label: str = ""
    lines: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One box of the workbench. empty: its own sentence when there is nothing.

    waiting: how many things a person has to do here. url, more: the whole list behind it. is_lost: could not be read.
    """

    key: str
    title: str
    lines: Sequence[Line] = ()
    gauges: Sequence[Gauge] = ()
    empty: str = ""
    url: str = ""
    more: str = ""
    waiting: int = 0
    is_lost: bool = field(default=False)


Maker = Callable[[], Block]


def gather(makers: Sequence[tuple[str, str, Maker]]) -> list[Block]:
    """Every block (key, title, maker) in its fixed place; one that fails is logged, shown as lost, and alone in it."""
    blocks = []
    for key, title, make in makers:
        try:
            blocks.append(make())
        except Exception:
            logger.exception("the workbench block %s could not be read", key)
            blocks.append(Block(key, title, is_lost=True))
    return blocks


def link(name: str, *args: Any, **query: Any) -> str:
    """The address of a page with a query; empty while no page of that name stands."""
    try:
        address = reverse(name, args=args)
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode(query)}" if query else address
