"""The button 重新判定: starts the job and leads to its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cultivation.pools.actions.start_recompute import start_recompute
from portal.accounts.access import require


@require("recompute.run")
@require_POST
def recompute(request: HttpRequest) -> HttpResponse:
    """Judges stale enterprises again, or all of them when asked."""
    job = start_recompute(
        by=request.user, at=timezone.now(), everything=request.POST.get("everything") == "1", title="重新判定"
    )
    return redirect("jobs:detail", ref=job.ref)
