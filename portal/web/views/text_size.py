"""字号: remembers the size of the text for this browser."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from portal.web.context import TEXT_SIZE_COOKIE

YEAR_SECONDS = 365 * 24 * 3600


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Sets the cookie and goes back to where the person was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    size = "large" if request.POST.get("size") == "large" else "normal"
    response.set_cookie(TEXT_SIZE_COOKIE, size, max_age=YEAR_SECONDS, samesite="Lax")
    return response
