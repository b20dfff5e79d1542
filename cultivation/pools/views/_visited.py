"""What templates/cultivation/pools/_visited.html draws on a diagnosis: who verified which group of the score, and when."""

from __future__ import annotations

from typing import Any

from cultivation.pools.evidence.visits import verified_groups
from enterprises.models import Enterprise
from policies.engine import Pack
from portal.accounts.models import User


def visited_context(enterprise: Enterprise, pack: Pack, user: User) -> dict[str, Any]:
    """The groups with their findings; empty for a text without groups, and for who sees the enterprise by mandate."""
    if not user.acting.may("diagnosis.view"):
        return {"verified": []}
    return {"verified": verified_groups(enterprise, pack), "may_visit": user.acting.may("visit.record")}
