"""收回授权: asked once more, then the role ends with the person's next click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from portal.accounts.access import require
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.actions.withdraw_grant import withdraw_grant as take_back
from portal.accounts.views.person import found_person
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("people.manage")
def withdraw_grant(request: HttpRequest, ref: str, grant: int) -> HttpResponse:
    """The question; after a yes back to the person."""
    user = found_person(request, ref)
    held = get_object_or_404(user.grants.select_related("region", "user__bureau__region"), pk=grant)
    if request.method == "POST":
        try:
            take_back(held, by=request.user, at=timezone.now())
        except CannotManage as refusal:
            say.refuse(request, str(refusal))
        else:
            say.done(request, f"已收回{user.full_name}的授权：{held.get_role_display()}。")
        return redirect("accounts:person", user.ref)
    crumbs = [
        Crumb("用户与角色", "/sys/users/"),
        Crumb(user.full_name, f"/sys/users/{user.ref}/"),
        Crumb("收回授权"),
    ]
    return page(
        request,
        "portal/accounts/withdraw_grant.html",
        {"person": user, "grant": held, "scope_words": held.acting().scope_label, "crumbs": crumbs},
    )
