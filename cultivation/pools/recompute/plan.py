"""Which enterprises to judge again, cut into chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from cultivation.pools.models import Assessment
from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise
from enterprises.queries.bulk import date_sql, fetch_columns
from policies.engine import Pack

CHUNK: Final = 20_000


@dataclass(frozen=True)
class Chunk:
    """Enterprises to judge in one go: low <= id < high, all of them, or only `ids` when some are not wanted."""

    low: int
    high: int
    ids: tuple[int, ...] | None
    size: int


def plan(
    packs: Sequence[Pack],
    *,
    on: date,
    everything: bool = False,
    only: Sequence[int] | None = None,
    after: int = 0,
    size: int = CHUNK,
) -> list[Chunk]:
    """The chunks to run, in id order: what is stale, or everything; `only` bounds it to some ids, `after` to later ones.

    Stale is a comparison, never an event: no verdict yet, or one from older facts, from another text, or one whose
    recheck day has come.
    """
    ids = _wanted(packs, on=on, everything=everything, only=only, after=after)
    chunks = []
    for start in range(0, len(ids), size):
        part = ids[start : start + size]
        low, high = int(part[0]), int(part[-1]) + 1
        dense = len(part) == high - low
        chunks.append(Chunk(low, high, None if dense else tuple(part.tolist()), len(part)))
    return chunks


def _wanted(packs: Sequence[Pack], *, on: date, everything: bool, only: Sequence[int] | None, after: int) -> np.ndarray:
    table = Assessment._meta.db_table
    joins, stale = [], []
    for place, pack in enumerate(packs):
        a = f"a{place}"
        joins.append(f"LEFT JOIN {table} {a} ON {a}.enterprise_id = e.id AND {a}.programme = '{pack.programme}'")
        stale.append(
            f"{a}.id IS NULL OR {a}.fact_revision <> e.fact_revision OR {a}.pack_digest <> '{pack.digest}' "
            f"OR {a}.recheck_on <= {date_sql(on)}"
        )
    where = [f"e.status = '{EnterpriseStatus.ACTIVE.value}'", f"e.id > {int(after)}"]
    if only is not None:
        where.append(f"e.id IN ({','.join(str(int(one)) for one in only) or '-1'})")
    if everything:
        joins = []
    else:
        where.append(f"({' OR '.join(stale)})")
    return fetch_columns(
        {"id": "e.id"},
        f"FROM {Enterprise._meta.db_table} e {' '.join(joins)} WHERE {' AND '.join(where)} ORDER BY e.id",
    )["id"]
