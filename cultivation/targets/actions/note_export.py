"""Note an export (导出留痕): who took the ranking away."""

from __future__ import annotations

from portal.accounts.models import User
from portal.audit.record import record


def note_export(*, query: str, count: int, by: User) -> None:
    """Writes down that the table was carried out. query: the conditions, as in the address."""
    record("ranking.exported", by, by=by, after={"query": query, "count": count})
