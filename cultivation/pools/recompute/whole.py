"""A recompute as a job: its chunks dealt as shares, with progress, safe to kill and to take up again."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from django.db import connection

from cultivation.pools.actions.propose import propose_for
from cultivation.pools.actions.sort_members import sort_members
from cultivation.pools.recompute.calendar import calendar_ids
from cultivation.pools.recompute.moves import begin_sweep, end_sweep, is_swept, texts_of
from cultivation.pools.recompute.plan import CHUNK, Chunk, plan, plan_moved
from cultivation.pools.recompute.rulings import Ruling, rulings_on
from cultivation.pools.recompute.run import assess, write
from portal.jobs.running import Run
from portal.jobs.sharing import Part, Turn, deal, work_off

logger = logging.getLogger(__name__)

# On SQLite a chunk is one turn of the only writer: small turns keep the pages answering.
SQLITE_CHUNK = 4_000
_COUNTED = ("judged", "new", "moved", "refreshed", "proposals", "sorted")


def recompute(run: Run, *, on: date, everything: bool, moved: bool = False) -> dict[str, Any]:
    """Judges stale enterprises (or all) by the packs of its place, then opens and closes the proposals that follow.

    moved: looks only at who has moved or whose recheck day has come. Otherwise everybody's verdict is compared with the
    facts, which also finds what the marks of the moves should have told and did not; that is said and logged.

    The chunks are shares of the job, each done exactly once, here or by any worker that helps; an attempt that died costs
    nothing but the shares in hand. The texts are those of the beginning: one released while the job runs is for the next,
    and an attempt that finds other texts than the one before it begins anew.
    Returns what the job page shows, label by label.
    """
    rulings = rulings_on(on)
    texts = texts_of(rulings)
    began = time.monotonic()
    is_going_on = begin_sweep(texts)
    kept = run.checkpoint if is_going_on and run.checkpoint and run.checkpoint.get("texts") == texts else None
    dealt = kept or _deal(run, rulings, texts, on=on, everything=everything, moved=moved)
    before = run.job.progress_done if kept else 0
    results = work_off(run, partial(_judge, rulings=rulings, on=on), note="正在判定")
    counts = {name: sum(result[name] for result in results) for name in _COUNTED}
    if not dealt["by_marks"]:
        end_sweep(texts)
    _follow_calendar(run, counts, on=on)
    seconds = max(time.monotonic() - began, 0.001)
    unmarked = dealt["unmarked"]
    return {
        "判定企业": f"{counts['judged']:,}家",
        "适用规则": "、".join(f"{pack.title}（{pack.version}）" for ruling in rulings for pack in ruling.packs),
        "首次得出结论": f"{counts['new']:,}条",
        "结论有变化": f"{counts['moved']:,}条",
        "结论未变、依据更新": f"{counts['refreshed']:,}条",
        "待确认事项变动": f"{counts['proposals']:,}项",
        **({"分类变动": f"{counts['sorted']:,}家"} if counts["sorted"] else {}),
        "速度": f"每秒{(counts['judged'] - before) / seconds:,.0f}家",
        **({"未登记的变动": f"{unmarked:,}家，已补判"} if unmarked else {}),
    }


def judge_share(turn: Turn, *, on: date) -> None:
    """One share of a recompute that another worker runs, on the day that one began.

    Left undone when this worker knows other texts than that one began with.
    """
    rulings = rulings_on(on)
    if (turn.job.checkpoint or {}).get("texts") == texts_of(rulings):
        _judge(turn, rulings=rulings, on=on)


def _deal(
    run: Run, rulings: Sequence[Ruling], texts: str, *, on: date, everything: bool, moved: bool
) -> dict[str, Any]:
    """Plans the chunks and writes them down as shares; gives the checkpoint that is kept with them."""
    by_marks = moved and is_swept(texts)
    unmarked = 0
    if by_marks:
        chunks = plan_moved(rulings, on=on, size=_size())
    else:
        chunks = plan(rulings, on=on, everything=everything, size=_size())
        unmarked = 0 if everything or not is_swept(texts) else _unmarked(rulings, chunks, on=on)
    dealt = {"texts": texts, "by_marks": by_marks, "unmarked": unmarked}
    deal(run, [Part(asdict(chunk), chunk.size) for chunk in chunks], checkpoint=dealt)
    return dealt


def _unmarked(rulings: Sequence[Ruling], chunks: Sequence[Chunk], *, on: date) -> int:
    """How many enterprises are stale although nothing marked them: none, unless rows were written past the triggers."""
    marked = {one for chunk in plan_moved(rulings, on=on) for one in chunk.keys}
    missed = [one for chunk in chunks for one in chunk.keys if one not in marked]
    if missed:
        logger.error("%d enterprises were stale without a mark, among them %s", len(missed), missed[:10])
    return len(missed)


def _judge(turn: Turn, *, rulings: Sequence[Ruling], on: date) -> None:
    """Judges outside the transaction, then writes verdicts, proposals and the share's result in one."""
    given = turn.share.arguments
    ids = None if given["ids"] is None else tuple(given["ids"])
    assessed = assess(Chunk(given["low"], given["high"], ids, given["size"]), rulings=rulings, on=on)
    with turn.finish() as result:
        tally = write(assessed, on=on)
        proposed = propose_for(tally.moved_ids, on=on, by=turn.by)
        moved_class = sort_members(assessed.ids.tolist(), on=on, by=turn.by)
        result.update(judged=tally.judged, proposals=proposed.writes, sorted=moved_class, new=0, moved=0, refreshed=0)
        for part in tally.written.values():
            result["new"] += part.new
            result["moved"] += part.moved
            result["refreshed"] += part.refreshed


def _follow_calendar(run: Run, counts: dict[str, int], *, on: date) -> None:
    """Titles end without anybody changing a fact."""
    ids = calendar_ids(on=on)
    for start in range(0, len(ids), CHUNK):
        with run.step(note="正在更新到期与待确认事项"):
            counts["proposals"] += propose_for(ids[start : start + CHUNK], on=on, by=run.by).writes


def _size() -> int:
    return CHUNK if connection.vendor == "postgresql" else SQLITE_CHUNK
