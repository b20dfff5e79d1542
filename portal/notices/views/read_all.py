"""全部已读."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.notices.actions.mark_read import mark_all_read
from portal.web import say


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Back to the inbox with nothing unread in it."""
    count = mark_all_read(request.user, by=request.user, at=timezone.now())
    say.done(request, f"已把{count}条消息标为已读。" if count else "没有未读的消息。")
    return redirect("notices:inbox")
