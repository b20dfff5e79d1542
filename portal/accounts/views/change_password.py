"""修改密码: asked for the present one, told the rules before, and every other session ends after."""

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts.actions.set_password import set_password
from portal.accounts.forms import PASSWORD_RULES, ChangePassword
from portal.web import say
from portal.web.pages import page


@sensitive_post_parameters("present", "chosen", "repeated")
@never_cache
@login_required
def change_password(request: HttpRequest) -> HttpResponse:
    """The form. A person with a one-time password finds no other page until it is done."""
    form = ChangePassword(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        set_password(request.user, password=form.cleaned_data["chosen"], by=request.user)
        update_session_auth_hash(request, request.user)
        say.done(request, "密码已修改。您在别处的登录都已退出。")
        return redirect("cockpit:home")
    return page(
        request,
        "portal/accounts/change_password.html",
        {"form": form, "rules": PASSWORD_RULES, "is_forced": request.user.must_change_password},
        status=422 if form.errors else 200,
    )
