"""Doors for background work; everything happens in recompute/."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.utils import timezone

from cultivation.pools.actions.start_recompute import start_recompute
from cultivation.pools.recompute.plan import plan
from cultivation.pools.recompute.whole import recompute as recompute_whole
from policies.library import packs_in_force
from portal.accounts.queries import system_user
from portal.jobs.ledger import freshen_connections
from portal.jobs.registry import job
from portal.jobs.running import Run


@job("pools.recompute", title="夜间重新判定", nightly=True)
def recompute(run: Run, *, everything: bool = False, **_: object) -> dict[str, Any]:
    """Judges again what is stale, or everything; see recompute/whole.py."""
    return recompute_whole(run, on=timezone.localdate(run.at), everything=everything)


@shared_task(name="pools.catch_up", acks_late=False)
def catch_up(**_: Any) -> None:
    """Between two nights: when facts have changed, starts a job that judges them; writes nothing when none have."""
    freshen_connections()
    try:
        on = timezone.localdate()
        stale = sum(chunk.size for chunk in plan(packs_in_force(on=on), on=on))
        if stale:
            start_recompute(by=system_user(), at=timezone.now(), title=f"更新判定（{stale:,}家有新数据）")
    finally:
        freshen_connections()
