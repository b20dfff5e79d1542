"""Sets the grant a signed-in person acts under, for the request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from portal.accounts.queries import acting_of

GRANT_KEY = "grant"
# Pages a person who must change the password may still open.
_OPEN_BEFORE_CHANGE = ("/static/", "/password/", "/logout/")


class ActingGrant:
    """Puts `request.user.acting` in place; a person who must change the password is led there first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            user.acting = acting_of(user, on=timezone.localdate(), grant_id=request.session.get(GRANT_KEY))
            if user.must_change_password and not request.path.startswith(_OPEN_BEFORE_CHANGE):
                return redirect(reverse("accounts:change_password"))
        return self.get_response(request)
