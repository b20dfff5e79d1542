"""切换角色: menu and data scope change together."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.middleware import GRANT_KEY
from portal.accounts.queries import held_on
from portal.web import say


@login_required
@require_POST
def switch_role(request: HttpRequest) -> HttpResponse:
    """Takes `grant`, one of the person's own in force; anything else is not found. Leads to the home of the role."""
    held = {str(grant.pk): grant for grant in held_on(request.user, on=timezone.localdate())}
    grant = held.get(request.POST.get("grant", ""))
    if grant is None:
        raise Http404
    request.session[GRANT_KEY] = grant.pk
    acting = grant.acting()
    say.done(request, f"现在以“{acting.role_label}”身份工作，范围：{acting.scope_label}。")
    return redirect("cockpit:home")
