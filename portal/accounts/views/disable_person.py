"""停用账号: with a reason; open sessions end with the next click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actions.disable_user import disable_user
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.forms import Disabling
from portal.accounts.views.person import found_person, person_page
from portal.web import say


@require_POST
@require("people.manage")
def disable_person(request: HttpRequest, ref: str) -> HttpResponse:
    """Back to the person, closed; or with the form and what is wrong."""
    user = found_person(request, ref)
    form = Disabling(request.POST)
    if form.is_valid():
        try:
            disable_user(user, reason=form.cleaned_data["reason"], by=request.user, on=timezone.localdate())
        except CannotManage as refusal:
            form.add_error(None, str(refusal))
        else:
            say.done(request, f"已停用{user.full_name}的账号，正在进行的登录随即结束。")
            return redirect("accounts:person", user.ref)
    return person_page(request, user, disabling=form, status=422)
