"""What the bits of a stored verdict mean: the criteria of the text in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cultivation.pools.models import Tier
from policies import library
from policies.engine.packs import DIRECT


@dataclass(frozen=True)
class CriterionName:
    """One criterion as the masks know it."""

    code: str
    title: str
    bit: int

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

    def named(self, mask: int) -> tuple[CriterionName, ...]:
        """The conditions a stored mask names, in the order of the text."""
        return tuple(criterion for criterion in self.criteria if criterion.is_in(mask))

    def criterion(self, code: str) -> CriterionName | None:
        """A condition by its code, or None."""
        return next((criterion for criterion in self.criteria if criterion.code == code), None)


def rulebook(programme: str, *, on: date) -> Rulebook | None:
    """The conditions of a programme on a day; None where no text is published."""
    if not programme:
        return None
    try:
        pack = library.in_force(programme, None, on)
    except LookupError:
        return None
    names = tuple(
        CriterionName(criterion.code, criterion.title, criterion.bit)
        for criterion in pack.criteria
        if criterion.kind != DIRECT
    )
    return Rulebook(programme, pack.title, pack.digest, names)


def rulebooks(tiers: Iterable[Tier], *, on: date) -> dict[str, Rulebook]:
    """The conditions of every rung that has a published text, by programme."""
    books = {tier.programme: rulebook(tier.programme, on=on) for tier in tiers}
    return {programme: book for programme, book in books.items() if book is not None}
