"""Note an export (导出留痕): who took which part of the ledger away."""

from __future__ import annotations

from portal.accounts.models import User
from portal.audit.record import record


def note_export(*, query: str, count: int, columns: list[str], by: User) -> None:
    """Writes down an export of the ledger. query: the conditions, as in the address."""
    record("enterprise.exported", by, by=by, after={"query": query, "count": count, "columns": columns})
