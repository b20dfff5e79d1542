"""重试: takes a failed or cancelled job up again."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.jobs.actions.retry import CannotRetry
from portal.jobs.actions.retry import retry as retry_now
from portal.jobs.permissions import is_in_charge
from portal.jobs.queries import visible_jobs
from portal.web import say


@require_POST
@require("job.view")
def retry(request: HttpRequest, ref: str) -> HttpResponse:
    """Back to the job, with what was done or why not."""
    job = get_object_or_404(visible_jobs(request.user), ref=ref)
    if not is_in_charge(request.user, job):
        raise PermissionDenied("job.manage")
    try:
        retry_now(job, by=request.user, at=timezone.now())
    except CannotRetry as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"“{job.title}”已重新排队，从断点接着做。")
    return redirect("jobs:detail", job.ref)
