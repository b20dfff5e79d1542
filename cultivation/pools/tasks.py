"""Doors for background work; everything happens in recompute/."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cultivation.pools.recompute.whole import recompute as recompute_whole
from portal.jobs.registry import job
from portal.jobs.running import Run


@job("pools.recompute", title="夜间重新判定", nightly=True)
def recompute(run: Run, *, everything: bool = False, **_: object) -> dict[str, Any]:
    """Judges again what is stale, or everything; see recompute/whole.py."""
    return recompute_whole(run, on=timezone.localdate(run.at), everything=everything)
