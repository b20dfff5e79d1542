"""Note an export (导出留痕): who took which list about pools away."""

from __future__ import annotations

from typing import Literal

from portal.accounts.models import User
from portal.audit.record import record

Exported = Literal["ladder", "membership", "certificate", "proposal", "assessment", "retention"]


def note_export(what: Exported, *, query: str, count: int, by: User) -> None:
    """Writes down that a list was carried out. what: the noun of the log; query: the conditions, as in the address."""
    record(f"{what}.exported", by, by=by, after={"query": query, "count": count})
