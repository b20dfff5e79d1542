"""没有授权: signed in, but no role in force today."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.queries import bureau_of, lapsed_grant
from portal.web.pages import page


@login_required
def no_access(request: HttpRequest) -> HttpResponse:
    """Says why nothing can be opened and who can help; with a grant in force it leads home."""
    if request.user.acting.grant_id is not None:
        return redirect("cockpit:home")
    context = {"lapsed": lapsed_grant(request.user), "bureau": request.user.bureau or bureau_of(None)}
    return page(request, "portal/accounts/no_access.html", context, status=403)
