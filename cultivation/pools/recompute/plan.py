"""Which enterprises to judge again, cut into chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from cultivation.pools.models import Assessment
from cultivation.pools.recompute.moves import is_swept, texts_of
from cultivation.pools.recompute.rulings import Ruling
from cultivation.pools.recompute.store import LOCK_BLOCK
from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise, MovedEnterprise
from enterprises.queries.bulk import date_sql, fetch_columns

CHUNK: Final = 20_000


@dataclass(frozen=True)
class Chunk:
    """Enterprises to judge in one go: low <= id < high, all of them, or only `ids` when some are not wanted."""

    low: int
    high: int
    ids: tuple[int, ...] | None
    size: int

    @property
    def keys(self) -> Sequence[int]:
        """The ids, ascending."""
        return range(self.low, self.high) if self.ids is None else self.ids


def plan(
    rulings: Sequence[Ruling],
    *,
    on: date,
    everything: bool = False,
    only: Sequence[int] | None = None,
    after: int = 0,
    size: int = CHUNK,
) -> list[Chunk]:
    """The chunks to run, in id order: what is stale, or everything; `only` bounds it to some ids, `after` to later ones.

    Stale is a comparison, never an event: no verdict yet of a programme that judges here, or one from older facts, from
    another text, or one whose recheck day has come.
    """
    return _cut(_wanted(rulings, on=on, everything=everything, only=only, after=after), size)


def plan_moved(rulings: Sequence[Ruling], *, on: date, size: int = CHUNK) -> list[Chunk]:
    """As plan for what is stale, at a cost that grows with what has moved and not with the city.

    Whoever moved is marked by the database, and a recheck day is found by its index. Both are enough only while everybody
    else has been judged by these very texts; until then this is the comparison of plan.
    """
    if not is_swept(texts_of(rulings)):
        return plan(rulings, on=on, size=size)
    return _cut(_moved(rulings, on=on), size)


def _cut(ids: np.ndarray, size: int) -> list[Chunk]:
    """Chunks of at most `size`; one ends where a block of ids ends that writers lock, unless it would be less than half full."""
    chunks, start = [], 0
    while start < len(ids):
        end = min(start + size, len(ids))
        block = int(np.searchsorted(ids, (int(ids[end - 1]) + 1) // LOCK_BLOCK * LOCK_BLOCK))
        if end < len(ids) and block - start >= max(size // 2, 1):
            end = block
        part = ids[start:end]
        low, high = int(part[0]), int(part[-1]) + 1
        dense = len(part) == high - low
        chunks.append(Chunk(low, high, None if dense else tuple(part.tolist()), len(part)))
        start = end
    return chunks


def _wanted(
    rulings: Sequence[Ruling], *, on: date, everything: bool, only: Sequence[int] | None, after: int
) -> np.ndarray:
    table = Assessment._meta.db_table
    joins, stale = [], []
    for number, ruling in enumerate(rulings):
        a, digest = f"a{number}", ruling.digest_sql("COALESCE(e.county_id, e.city_id)")
        joins.append(f"LEFT JOIN {table} {a} ON {a}.enterprise_id = e.id AND {a}.programme = '{ruling.programme}'")
        judged = f"({digest}) IS NOT NULL AND " if ruling.special else ""
        stale.append(
            f"{judged}({a}.id IS NULL OR {a}.fact_revision <> e.fact_revision OR {a}.pack_digest <> {digest} "
            f"OR {a}.recheck_on <= {date_sql(on)})"
        )
    where = [f"e.status = '{EnterpriseStatus.ACTIVE.value}'", f"e.id > {int(after)}"]
    if only is not None:
        where.append(f"e.id IN ({','.join(str(int(one)) for one in only) or '-1'})")
    if everything:
        joins = []
    else:
        where.append(f"({' OR '.join(stale) or '1 = 0'})")
    return fetch_columns(
        {"id": "e.id"},
        f"FROM {Enterprise._meta.db_table} e {' '.join(joins)} WHERE {' AND '.join(where)} ORDER BY e.id",
    )["id"]


def _moved(rulings: Sequence[Ruling], *, on: date) -> np.ndarray:
    judges = []
    for ruling in rulings:
        judged = f" AND ({ruling.digest_sql('COALESCE(e.county_id, e.city_id)')}) IS NOT NULL" if ruling.special else ""
        judges.append(f"(a.programme = '{ruling.programme}'{judged})")
    active = f"e.status = '{EnterpriseStatus.ACTIVE.value}'"
    enterprise = Enterprise._meta.db_table
    # Materialized: first the few whose day has come, by the index of days, whatever the statistics say.
    return fetch_columns(
        {"id": "s.id"},
        f"FROM (WITH m AS MATERIALIZED (SELECT enterprise_id FROM {MovedEnterprise._meta.db_table}), "
        f"a AS MATERIALIZED (SELECT enterprise_id, programme FROM {Assessment._meta.db_table} "
        f"WHERE recheck_on <= {date_sql(on)}) "
        f"SELECT e.id FROM m JOIN {enterprise} e ON e.id = m.enterprise_id WHERE {active} "
        f"UNION SELECT e.id FROM a JOIN {enterprise} e ON e.id = a.enterprise_id "
        f"WHERE {active} AND ({' OR '.join(judges) or '1 = 0'})) s ORDER BY s.id",
    )["id"]
