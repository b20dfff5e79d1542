"""A recompute as a job: chunk after chunk, with progress, safe to kill and to take up again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from cultivation.pools.actions.propose import propose_for
from cultivation.pools.recompute.calendar import calendar_ids
from cultivation.pools.recompute.plan import CHUNK, Chunk, plan
from cultivation.pools.recompute.run import assess, write
from policies.engine import Pack
from policies.library import packs_in_force
from portal.jobs.running import Run

# On SQLite a chunk is one turn of the only writer: small turns keep the pages answering.
SQLITE_CHUNK = 4_000
_COUNTED = ("judged", "new", "moved", "refreshed", "proposals")


def recompute(run: Run, *, on: date, everything: bool) -> dict[str, Any]:
    """Judges stale enterprises (or all) by every pack in force, then opens and closes the proposals that follow.

    Verdicts are written by comparison, so an attempt that died costs nothing but its last chunk. What the finished
    chunks did is kept as the job's checkpoint and counted once. Returns what the job page shows, label by label.
    """
    packs = packs_in_force(on=on)
    counts = dict.fromkeys(_COUNTED, 0) | (run.checkpoint or {}).get("counts", {})
    last = (run.checkpoint or {}).get("last", 0)
    began = time.monotonic()
    chunks = plan(packs, on=on, everything=everything, size=_size(), after=last if everything else 0)
    total, before = sum(chunk.size for chunk in chunks) + counts["judged"], counts["judged"]
    run.beat(done=before, total=total, note="正在判定")
    for chunk in chunks:
        _take_turn(run, chunk, packs, counts, on=on)
    _follow_calendar(run, counts, on=on)
    seconds = max(time.monotonic() - began, 0.001)
    return {
        "判定企业": f"{counts['judged']:,}家",
        "适用规则": "、".join(f"{pack.title}（{pack.version}）" for pack in packs),
        "首次得出结论": f"{counts['new']:,}条",
        "结论有变化": f"{counts['moved']:,}条",
        "结论未变、依据更新": f"{counts['refreshed']:,}条",
        "待确认事项变动": f"{counts['proposals']:,}项",
        "速度": f"每秒{(counts['judged'] - before) / seconds:,.0f}家",
    }


def _take_turn(run: Run, chunk: Chunk, packs: Sequence[Pack], counts: dict[str, int], *, on: date) -> None:
    """Judges outside the transaction, then writes verdicts, proposals and checkpoint in one."""
    verdicts = assess(chunk, packs=packs, on=on)
    with run.step(note=f"已判定到第{chunk.high - 1}号") as step:
        tally = write(verdicts, on=on)
        proposed = propose_for(tally.moved_ids, on=on, by=run.by)
        counts["judged"] += tally.judged
        counts["proposals"] += proposed.writes
        for part in tally.written.values():
            counts["new"] += part.new
            counts["moved"] += part.moved
            counts["refreshed"] += part.refreshed
        step.done = counts["judged"]
        step.checkpoint = {"counts": counts, "last": chunk.high - 1}


def _follow_calendar(run: Run, counts: dict[str, int], *, on: date) -> None:
    """Titles end without anybody changing a fact."""
    ids = calendar_ids(on=on)
    for start in range(0, len(ids), CHUNK):
        with run.step(note="正在更新到期与待确认事项"):
            counts["proposals"] += propose_for(ids[start : start + CHUNK], on=on, by=run.by).writes


def _size() -> int:
    return CHUNK if connection.vendor == "postgresql" else SQLITE_CHUNK
