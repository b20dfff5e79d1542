"""消息: what a person was told, newest first."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.notices.queries import notices_of, unread_count
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Tab


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """The list, all of it or what was not read yet."""
    unread_only = request.GET.get("show") == "unread"
    unread = unread_count(request.user)
    return page(
        request,
        "portal/notices/inbox.html",
        {
            "page": paginate(notices_of(request.user, unread_only=unread_only), request.GET),
            "tabs": [Tab("全部", "?", not unread_only), Tab("未读", "?show=unread", unread_only, unread)],
            "unread": unread,
            "now": timezone.now(),
        },
        fragment="list",
    )
