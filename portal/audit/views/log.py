"""操作日志: who did what to what, when, with the state before and after."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.audit.actions.note_export import MOST_ROWS, REASON_LENGTH
from portal.audit.deeds import GROUPS, deed_label, role_label
from portal.audit.queries import changes_in_words
from portal.audit.views.filters import CAPABILITY, read_log
from portal.web.pages import page
from portal.web.pagination import step_through


@login_required
def log(request: HttpRequest) -> HttpResponse:
    """The log of the auditor's territory, newest first."""
    asked = read_log(request)
    step = step_through(asked.entries, request.GET, order=("-id",))
    return page(
        request,
        "portal/audit/log.html",
        {
            "step": step,
            "rows": [
                (entry, role_label(entry.by_role), deed_label(entry.deed), changes_in_words(entry))
                for entry in step.items
            ],
            "chips": asked.chips,
            "groups": [(key, label) for key, (label, _) in GROUPS.items()],
            "chosen": asked.chosen,
            "problems": asked.problems,
            "most_rows": MOST_ROWS,
            "reason_length": REASON_LENGTH,
            "as_of": timezone.now(),
        },
        fragment="list",
    )


log.capability = CAPABILITY  # type: ignore[attr-defined]
