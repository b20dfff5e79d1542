"""Doors for background work; everything happens in recompute/."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from cultivation.pools.actions.preview_impact import CannotPreview, preview_impact
from cultivation.pools.actions.start_recompute import start_recompute
from cultivation.pools.recompute.plan import plan_moved
from cultivation.pools.recompute.rulings import rulings_on
from cultivation.pools.recompute.whole import judge_share as judge_one
from cultivation.pools.recompute.whole import recompute as recompute_whole
from policies.queries import draft_of
from portal.accounts.queries import system_user
from portal.jobs.ledger import freshen_connections
from portal.jobs.registry import job
from portal.jobs.running import CannotFinish, Run
from portal.jobs.sharing import Turn


def judge_share(turn: Turn) -> None:
    """Judges one share of a recompute that runs elsewhere."""
    judge_one(turn, on=timezone.localdate(turn.at))


@job("pools.recompute", title="夜间重新判定", nightly=True, share=judge_share)
def recompute(run: Run, *, everything: bool = False, moved: bool = False, **_: object) -> dict[str, Any]:
    """Judges again what is stale, everything, or who has moved; see recompute/whole.py."""
    return recompute_whole(run, on=timezone.localdate(run.at), everything=everything, moved=moved)


@job("pools.preview_release", title="影响预估")
def preview_release(run: Run, *, draft: str, **_: object) -> dict[str, Any]:
    """Estimates what a draft would change; see actions/preview_impact.py. Reads until its last step, harmless to repeat."""
    found = draft_of(draft)
    if found is None:
        raise CannotFinish("草稿已不在。")
    try:
        told = preview_impact(
            found, on=timezone.localdate(run.at), at=run.at, by=run.by, beat=lambda judged: run.beat(done=judged)
        )
    except CannotPreview as refusal:
        raise CannotFinish(str(refusal)) from None
    return {"试算企业": f"{told.judged:,}家", "结论会变": f"{told.moved:,}家"}


@shared_task(name="pools.catch_up", acks_late=False)
def catch_up(**_: Any) -> None:
    """Between two nights: when facts have changed, starts a job that judges them; writes nothing when none have."""
    freshen_connections()
    try:
        on = timezone.localdate()
        stale = sum(chunk.size for chunk in plan_moved(rulings_on(on), on=on))
        if stale:
            start_recompute(by=system_user(), at=timezone.now(), title=f"更新判定（{stale:,}家有新数据）", moved=True)
    finally:
        freshen_connections()
