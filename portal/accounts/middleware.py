"""Sets the grant a signed-in person acts under, and keeps the session alive while they work."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from portal.accounts.queries import acting_of

GRANT_KEY = "grant"
RENEWED_KEY = "renewed"
# How often a session in use is written again. Writing it with every request would make each page a write.
RENEW_SECONDS = min(300, settings.SESSION_COOKIE_AGE // 10)
# Pages a person who must change the password, or who holds no grant, may still open.
_OPEN_TO_ALL = ("/static/", "/password/", "/logout/", "/no-access/")


class ActingGrant:
    """Puts `request.user.acting` in place.

    A person who must change the password is led there first; one without any grant in force to the page that says so.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            at = timezone.now()  # noqa: TID251  the door of every request
            user.acting = acting_of(user, on=timezone.localtime(at).date(), grant_id=request.session.get(GRANT_KEY))
            self._renew(request, int(at.timestamp()))
            if not request.path.startswith(_OPEN_TO_ALL):
                if user.must_change_password:
                    return redirect(reverse("accounts:change_password"))
                if user.acting.grant_id is None:
                    return redirect(reverse("accounts:no_access"))
        return self.get_response(request)

    @staticmethod
    def _renew(request: HttpRequest, second: int) -> None:
        """Moves the end of an idle session on, at most every RENEW_SECONDS."""
        if second - request.session.get(RENEWED_KEY, 0) >= RENEW_SECONDS:
            request.session[RENEWED_KEY] = second
