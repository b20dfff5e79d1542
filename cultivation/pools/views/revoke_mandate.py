"""收回授权: the agency sees the enterprise no more, from this moment on."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from enterprises import permissions, queries
from enterprises.actions.give_mandate import CannotGiveMandate
from enterprises.actions.give_mandate import revoke_mandate as revoke
from portal.accounts.access import require
from portal.web import say


@require_POST
@require("mandate.give")
def revoke_mandate(request: HttpRequest, ref: str) -> HttpResponse:
    """The deed; a mandate of an enterprise the person does not act for is not found."""
    mandate = get_object_or_404(queries.visible_mandates(request.user), ref=ref)
    if not permissions.can_give_mandate(request.user, mandate.enterprise):
        raise PermissionDenied("mandate.give")
    now = timezone.now()
    try:
        revoke(mandate, by=request.user, at=now, on=timezone.localdate(now), reason=request.POST.get("reason", ""))
    except CannotGiveMandate as refusal:
        say.refuse(request, "".join(refusal.problems.values()))
    else:
        say.done(request, f"已收回给{mandate.agency.name}的授权，它现在看不到本企业了。")
    return redirect("pools:firm_mandates", ref=mandate.enterprise.ref)
