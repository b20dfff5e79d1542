"""403, 404, 500, 503 and a refused form: plain words, the number of the request, a way out; no database, no session."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

HOME = "/"


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Signed in, but the role in force may not do this; says what is needed when the refusal names it in Chinese."""
    named = str(exception) if exception else ""
    needed = named if any("\u4e00" <= each <= "\u9fff" for each in named) else ""
    return _answer(request, 403, "portal/web/errors/403.html", needed=needed)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such page, or nothing within this person's scope: the two are never told apart."""
    return _answer(request, 404, "portal/web/errors/404.html")


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    return _answer(request, 500, "portal/web/errors/500.html")


def unavailable(request: HttpRequest, until: str = "") -> HttpResponse:
    """Maintenance. until: when it ends, in words."""
    response = _answer(request, 503, "portal/web/errors/503.html", until=until)
    response["Retry-After"] = "600"
    return response


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret no longer fits: the session ended or another tab signed in anew (CSRF_FAILURE_VIEW)."""
    return _answer(request, 403, "portal/web/errors/form_expired.html", back=request.path)


def _answer(request: HttpRequest, status: int, template: str, **context: str) -> HttpResponse:
    values = {"number": getattr(request, "number", ""), "home": HOME, **context}
    body = render_to_string(template, values)
    return HttpResponse(body, status=status)
