"""What the page shell shows: who is signed in, in which role, over which territory, and the menu."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.menus import address_of, menu_for
from portal.accounts.middleware import RENEW_SECONDS
from portal.accounts.models import Acting
from portal.accounts.queries import bureau_of, held_on
from portal.accounts.roles import Scope
from portal.web.menu import Grant, Shell


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `menu` and `shell` of portal.web.menu; both None for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"menu": None, "shell": None}
    acting = user.acting
    bureau = user.bureau or bureau_of(acting.region)
    on = timezone.localdate()  # noqa: TID251  a context processor is part of the view
    grants = (grant.acting() for grant in held_on(user, on=on))
    return {
        "menu": menu_for(acting, request.path),
        "shell": Shell(
            bureau=bureau.name if bureau else "",
            person=user.full_name,
            role=acting.role_label,
            scope=acting.scope_label if acting.role else "",
            grants=tuple(
                Grant(str(each.grant_id), each.role_label, each.scope_label, each.grant_id == acting.grant_id)
                for each in grants
            ),
            home_url=address_of("cockpit:home") or "/",
            search_url=address_of("enterprises:list") if _can_search(acting) else "",
            unread=user.unread,
            inbox_url=address_of("notices:inbox"),
            switch_url=address_of("accounts:switch_role"),
            account_url=address_of("accounts:change_password"),
            sign_out_url=address_of("accounts:sign_out"),
            # Renewed only now and then, an idle session may end that much earlier; the warning must not come late.
            session_minutes=(settings.SESSION_COOKIE_AGE - RENEW_SECONDS) // 60,
        ),
    }


def _can_search(acting: Acting) -> bool:
    """Whether there is more than one enterprise to look for: not for those who see only their own."""
    return acting.may("enterprise.view") and acting.scope not in (Scope.OWN, Scope.MANDATED)
