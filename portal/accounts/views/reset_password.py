"""重置密码: a new one-time password, shown once; every session of the person ends."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.actions.reset_password import reset_password as reset
from portal.accounts.passwords import one_time_password
from portal.accounts.views.person import found_person
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@never_cache
@require_POST
@require("people.manage")
def reset_password(request: HttpRequest, ref: str) -> HttpResponse:
    """Shows the new one-time password; a refusal leads back to the person."""
    user = found_person(request, ref)
    password = one_time_password()
    try:
        reset(user, password=password, by=request.user)
    except CannotManage as refusal:
        say.refuse(request, str(refusal))
        return redirect("accounts:person", user.ref)
    crumbs = [
        Crumb("用户与角色", "/sys/users/"),
        Crumb(user.full_name, f"/sys/users/{user.ref}/"),
        Crumb("重置密码"),
    ]
    return page(
        request,
        "portal/accounts/one_time_password.html",
        {"person": user, "password": password, "is_new": False, "crumbs": crumbs},
    )
