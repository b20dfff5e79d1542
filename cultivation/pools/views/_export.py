"""Whether a list is wanted as a workbook, and may be had: the one door of every export about pools."""

from __future__ import annotations

from django.http import HttpRequest

from cultivation.pools.actions.note_export import Exported, note_export
from cultivation.pools.permissions import can_export
from portal.web import say

MOST_ROWS = 20_000


def is_wanted(request: HttpRequest, what: Exported, *, count: int) -> bool:
    """Whether the address asks for a file and the person gets it; then it is written down in the log.

    A list too long for one answer is refused with a word on the page.
    """
    if request.GET.get("format") != "xlsx" or not can_export(request.user):
        return False
    if count > MOST_ROWS:
        say.refuse(request, f"这份名单有{count:,}行，一次最多导出{MOST_ROWS:,}行。请选一个县区或加条件后再导出。")
        return False
    query = request.GET.copy()
    query.pop("format")
    note_export(what, query=f"{request.path}?{query.urlencode()}"[:2000], count=count, by=request.user)
    return True
