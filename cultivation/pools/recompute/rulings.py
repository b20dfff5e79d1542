"""Which text judges whom: one programme, the pack of each place, and the pack of all other places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cultivation.pools.models import Tier
from policies import library
from policies.engine import Pack
from portal.regions.queries import statutory_places


@dataclass(frozen=True)
class Ruling:
    """The texts of one programme. special: key of a county or city → its pack; None, there or in general: not judged."""

    programme: str
    general: Pack | None
    special: Mapping[int, Pack | None]

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Every text of the programme that judges somebody."""
        found = {pack.digest: pack for pack in (self.general, *self.special.values()) if pack is not None}
        return tuple(found.values())

    def digest_sql(self, place: str) -> str:
        """The digest of the text that judges a place, as an expression; NULL where none does."""
        general = _literal(self.general)
        if not self.special:
            return general
        whens = " ".join(f"WHEN {int(key)} THEN {_literal(pack)}" for key, pack in self.special.items())
        return f"CASE {place} {whens} ELSE {general} END"

    def split(self, places: NDArray[np.int64]) -> Iterator[tuple[Pack, NDArray[np.bool_] | None]]:
        """Each text with the rows it judges; None for all of them."""
        if not self.special:
            if self.general is not None:
                yield self.general, None
            return
        keys = np.array(list(self.special), dtype=np.int64)
        if self.general is not None:
            yield self.general, ~np.isin(places, keys)
        for pack in self.packs:
            own = [key for key, one in self.special.items() if one is pack]
            if own:
                yield pack, np.isin(places, own)


def rulings_on(on: date) -> tuple[Ruling, ...]:
    """The rulings of a day, for every programme that stands on a ladder."""
    programmes = dict.fromkeys(
        Tier.objects.exclude(programme="").order_by("ladder", "position").values_list("programme", flat=True)
    )
    shelf, places = library.shelf(), statutory_places()
    found = []
    for programme in programmes:
        local = {region.rstrip("0") for region in shelf.regions(programme)} - {""}
        special = {
            key: _pack(shelf, programme, code, on)
            for key, code in places
            if any(code.startswith(part) for part in local)
        }
        general = None if len(special) == len(places) and places else _pack(shelf, programme, library.NATION, on)
        ruling = Ruling(programme, general, special)
        if ruling.packs:
            found.append(ruling)
    return tuple(found)


def words_of(rulings: Sequence[Ruling]) -> frozenset[str]:
    """Every word the texts look at."""
    return frozenset().union(*(pack.words for ruling in rulings for pack in ruling.packs))


def _pack(shelf: library.Shelf, programme: str, code: str, on: date) -> Pack | None:
    try:
        pack = shelf.in_force(programme, code, on)
    except library.NoPack:
        return None
    return None if pack.blank else pack


def _literal(pack: Pack | None) -> str:
    return "NULL" if pack is None else f"'{pack.digest}'"
