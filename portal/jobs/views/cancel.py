"""取消: ends a waiting job, asks a running one to end after its step."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.jobs.actions.cancel import CannotCancel
from portal.jobs.actions.cancel import cancel as cancel_now
from portal.jobs.permissions import is_in_charge
from portal.jobs.queries import visible_jobs
from portal.web import say


@require_POST
@require("job.view")
def cancel(request: HttpRequest, ref: str) -> HttpResponse:
    """Back to the job, with what was done or why not."""
    job = get_object_or_404(visible_jobs(request.user), ref=ref)
    if not is_in_charge(request.user, job):
        raise PermissionDenied("job.manage")
    try:
        cancel_now(job, by=request.user, at=timezone.now())
    except CannotCancel as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(
            request, f"已取消“{job.title}”。" if job.is_finished else f"已要求取消“{job.title}”，当前一步做完就停。"
        )
    return redirect("jobs:detail", job.ref)
