"""Opening a notice: it is read now, and leads to its page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from portal.notices.actions.mark_read import mark_read
from portal.notices.queries import notices_of


@login_required
def open_notice(request: HttpRequest, ref: str) -> HttpResponse:
    """The page the notice is about; without one, back to the inbox."""
    notice = get_object_or_404(notices_of(request.user), ref=ref)
    mark_read(notice, by=request.user, at=timezone.now())
    return redirect(notice.url or "notices:inbox")
