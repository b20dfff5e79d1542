"""Two headers for every answer: the number of the request, and the content security policy."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

_GIVEN = re.compile(r"[A-Za-z0-9-]{8,40}")
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)

Handler = Callable[[HttpRequest], HttpResponse]


class RequestId:
    """Gives every request a number that error pages print and the log repeats.

    A number from a reverse proxy (X-Request-ID) is kept when it is harmless; otherwise eight characters that can be
    read out over the telephone: no 0/O, no 1/I/L. Sets request.number and the header X-Request-ID of the answer.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        number = given if _GIVEN.fullmatch(given) else "".join(secrets.choice(_ALPHABET) for _ in range(8))
        request.number = number  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = number
        return response


class ContentSecurityPolicy:
    """Scripts and styles only from our own files, on every page; a view may set a narrower policy itself."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        return response


class HtmxRedirect:
    """Turns a redirect that answers a partial request into a whole-page one (HX-Redirect).

    Without it the sign-in page, or the page after a form, would be swapped into the middle of the old page.
    Place it inside django_htmx's middleware.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and isinstance(response, HttpResponseRedirect):
            whole = HttpResponse(status=204)
            whole["HX-Redirect"] = response["Location"]
            whole.cookies = response.cookies
            return whole
        return response
