"""帮助与无障碍 (P06): shortcuts, guides by role, contact, accessibility statement; open to everybody."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from portal.web.context import KEYS_COOKIE
from portal.web.pages import page
from portal.web.views.text_size import YEAR_SECONDS


def help_page(request: HttpRequest) -> HttpResponse:
    """The page; a POST switches the single-key shortcuts on or off."""
    if request.method == "POST":
        response = HttpResponseRedirect(f"{reverse('web:help')}#keys")
        keys = "off" if request.POST.get("keys") == "off" else "on"
        response.set_cookie(KEYS_COOKIE, keys, max_age=YEAR_SECONDS, samesite="Lax")
        return response
    layout = "layouts/app.html" if request.user.is_authenticated else "layouts/plain.html"
    return page(request, "portal/web/help.html", {"layout": layout})
