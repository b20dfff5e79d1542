"""The gaps of the enterprises of one page of a list, in the units people act on, with one read of the facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cultivation.pools.evidence.bindings import evidence_of, figures_for
from cultivation.pools.models import Assessment
from enterprises.queries.columns import fact_columns
from policies import library
from policies.engine import Pack, distances

MOST_SHOWN = 2


def gaps_in_words(verdicts: Iterable[Assessment], *, on: date) -> dict[int, str]:
    """Key of a verdict → what is short, for at most two conditions each: 研发费用占比：再归集12.00万元.

    A verdict whose text is not on the shelf any more, or not in force that day, is left out.
    """
    rows = list(verdicts)
    ids = sorted({row.enterprise_id for row in rows})
    if not ids:
        return {}
    packs = {row.pack_digest: _pack(row.pack_digest, on) for row in rows}
    words = frozenset().union(*(pack.words for pack in packs.values() if pack is not None))
    figures = figures_for(words)
    facts = fact_columns(on=on, low=ids[0], high=ids[-1] + 1, ids=ids, figures=figures.figures, long=figures.long)
    evidence = evidence_of(facts, on=on, words=words)
    place = {int(one): number for number, one in enumerate(facts.ids)}
    found = {}
    for row in rows:
        pack = packs[row.pack_digest]
        if pack is None or row.enterprise_id not in place:
            continue
        short = [one for one in pack.criteria if row.gaps >> one.bit & 1 and one.kind != "direct"][:MOST_SHOWN]
        told = distances(pack, evidence.one(place[row.enterprise_id]), on, [one.code for one in short])
        found[row.pk] = "；".join(f"{one.title}：{told[one.code] or one.advice}" for one in short)
    return found


def _pack(digest: str, on: date) -> Pack | None:
    try:
        pack = library.pack_of(digest)
    except library.NoPack:
        return None
    return pack if pack.covers(on) else None
