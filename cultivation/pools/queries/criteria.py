"""What the bits of a stored verdict mean: the criteria of the text in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cultivation.pools.models import Tier
from policies import library
from policies.engine.packs import DIRECT, Pack
from policies.library import Shelf


@dataclass(frozen=True)
class CriterionName:
    """One criterion as the masks know it."""

    code: str
    title: str
    bit: int
    advice: str = ""
    is_movable: bool = True

    def is_in(self, mask: int) -> bool:
        """Whether a stored mask names this criterion."""
        return bool(mask >> self.bit & 1)


@dataclass(frozen=True)
class Rulebook:
    """The criteria that must be met under one text. A direct route (直接确认) is no condition, its bits are left out."""

    programme: str
    title: str
    digest: str
    criteria: tuple[CriterionName, ...]

    @property
    def required(self) -> int:
        """The bits of every condition."""
        return sum(1 << criterion.bit for criterion in self.criteria)

    @property
    def immovable(self) -> int:
        """The bits of conditions that nobody can work on: a ceiling exceeded, an industry that does not fit."""
        return sum(1 << criterion.bit for criterion in self.criteria if not criterion.is_movable)

    def named(self, mask: int) -> tuple[CriterionName, ...]:
        """The conditions a stored mask names, in the order of the text."""
        return tuple(criterion for criterion in self.criteria if criterion.is_in(mask))

    def criterion(self, code: str) -> CriterionName | None:
        """A condition by its code, or None."""
        return next((criterion for criterion in self.criteria if criterion.code == code), None)


def rulebook(programme: str, *, on: date, region: str | None = None, shelf: Shelf | None = None) -> Rulebook | None:
    """The conditions of a programme on a day in a region, or in the nation; None where no numbers are published.

    shelf: where the caller asks for several.
    """
    if not programme:
        return None
    try:
        pack = (shelf or library.shelf()).in_force(programme, region, on)
    except LookupError:
        return None
    return None if pack.blank else _rulebook(pack)


def rulebook_of(digest: str) -> Rulebook | None:
    """The conditions of the text a verdict was given by; None when that text is not on the shelf."""
    try:
        return _rulebook(library.pack_of(digest))
    except LookupError:
        return None


@lru_cache(maxsize=256)
def _rulebook(pack: Pack) -> Rulebook:
    names = tuple(
        CriterionName(
            criterion.code, criterion.title, criterion.bit, criterion.advice, pack.can_be_worked_on(criterion)
        )
        for criterion in pack.criteria
        if criterion.kind != DIRECT
    )
    return Rulebook(pack.programme, pack.title, pack.digest, names)


def rulebooks(tiers: Iterable[Tier], *, on: date, region: str | None = None) -> dict[str, Rulebook]:
    """The conditions of every rung that has a text with numbers in a region, by programme. One query."""
    shelf = library.shelf()
    books = {tier.programme: rulebook(tier.programme, on=on, region=region, shelf=shelf) for tier in tiers}
    return {programme: book for programme, book in books.items() if book is not None}
