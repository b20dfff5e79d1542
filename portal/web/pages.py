"""One helper answers every page: whole, or only the named part that htmx asked for."""

from collections.abc import Mapping
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, or its partial named `fragment` when htmx asks for a part.

    A fragment is a `{% partialdef name inline %}` inside the page's own template, so part and page cannot drift apart.
    A boosted link and a step back in the history always get the whole page. Messages waiting for the person travel
    behind a part and replace the message region of the page (hx-swap-oob). Answers vary by HX-Request.
    """
    wanted = bool(fragment) and wants_part(request)
    body = render_to_string(f"{template}#{fragment}" if wanted else template, dict(context or {}), request=request)
    if wanted and (waiting := list(get_messages(request))):
        body += render_to_string(
            "components/messages.html", {"messages": waiting, "out_of_band": True}, request=request
        )
    response = HttpResponse(body, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page, and not for a whole one."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
