"""The guard in front of a page: signed in, and acting in a role that carries the capability."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from portal.accounts.roles import ALL_CAPABILITIES

View = Callable[..., HttpResponse]


def require(*capabilities: str) -> Callable[[View], View]:
    """Lets a view run only for a role that carries the capability, or one of several.

    Raises KeyError at import for a capability that no role carries: a misspelt word must not lock a page for ever.
    At run time PermissionDenied, answered with the 403 page that names the capability needed.
    """
    for capability in capabilities:
        if capability not in ALL_CAPABILITIES:
            raise KeyError(f"no role carries the capability {capability!r}; see portal/accounts/roles.py")

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.acting.may(capability) for capability in capabilities):
                raise PermissionDenied(capabilities[0])
            return view(request, *args, **kwargs)

        guarded.capability = capabilities[0]  # type: ignore[attr-defined]
        return guarded

    return decorate
