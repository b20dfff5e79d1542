"""Where a request comes from, also behind a reverse proxy."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The visitor's address (IP); named by AXES_CLIENT_IP_CALLABLE.

    Behind settings.PROXY_COUNT proxies of ours it stands that many places from the end of X-Forwarded-For: what stands
    before it was written by the visitor and proves nothing. Without proxies the header is not read at all.
    """
    nearest: str = request.META.get("REMOTE_ADDR", "")
    if not settings.PROXY_COUNT:
        return nearest
    written = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(written) < settings.PROXY_COUNT:
        return nearest
    try:
        return str(ip_address(written[-settings.PROXY_COUNT]))
    except ValueError:
        return nearest
