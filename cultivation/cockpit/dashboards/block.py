"""Block and Line: the pieces of a workbench; each block is read on its own and fails on its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One number that leads to its list. value: formatted, without unit. note: beside it, in words.

    light: green, blue, yellow, red or grey, with its word; empty draws none. url empty: the list has no page yet.
    """

    title: str
    value: str
    unit: str = ""
    url: str = ""
    note: str = ""
    light: str = ""
    word: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One box of the workbench. empty: its own sentence when there is nothing. is_lost: it could not be read."""

    key: str
    title: str
    lines: Sequence[Line] = ()
    empty: str = ""
    url: str = ""
    more: str = ""
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class Maker:
    """How a block is made, and what it is called when it cannot be."""

    key: str
    title: str
    make: Callable[[], Block]


def gather(makers: Sequence[Maker]) -> list[Block]:
    """Every block in its fixed place; one that fails is shown as lost, is logged, and leaves the others alone."""
    blocks = []
    for maker in makers:
        try:
            blocks.append(maker.make())
        except Exception:
            logger.exception("the workbench block %s could not be read", maker.key)
            blocks.append(Block(maker.key, maker.title, is_lost=True))
    return blocks
