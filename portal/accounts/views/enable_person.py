"""恢复账号: open again, with the grants still in force."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actions.enable_user import enable_user
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.views.person import found_person
from portal.web import say


@require_POST
@require("people.manage")
def enable_person(request: HttpRequest, ref: str) -> HttpResponse:
    """Back to the person."""
    user = found_person(request, ref)
    try:
        enable_user(user, by=request.user)
    except CannotManage as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"已恢复{user.full_name}的账号。")
    return redirect("accounts:person", user.ref)
