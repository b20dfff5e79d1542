"""退出: by POST only, so that no link or picture can sign anybody out."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.actions.note_sign_in import note_sign_out
from portal.accounts.views.sign_in import WAS_IN_COOKIE
from portal.web import say


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session and returns to the sign-in page."""
    if request.user.is_authenticated:
        note_sign_out(request.user, by=request.user)
        logout(request)
    say.done(request, "您已退出。共用电脑请同时关闭浏览器。")
    response = redirect("accounts:sign_in")
    response.delete_cookie(WAS_IN_COOKIE)
    return response
