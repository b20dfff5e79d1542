"""存证: freezes the diagnosis of today for a purpose that is said."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cultivation.pools.actions.certify import CannotCertify
from cultivation.pools.actions.certify import certify as certify_one
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web import say


@require_POST
@require("pool.confirm")
def certify(request: HttpRequest, ref: str, programme: str) -> HttpResponse:
    """The deed; a refusal is told on the diagnosis page."""
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    try:
        made = certify_one(
            enterprise,
            programme,
            on=timezone.localdate(),
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
            by=request.user,
            kind=request.POST.get("kind", "first"),
        )
    except CannotCertify as refusal:
        say.refuse(request, str(refusal))
        return redirect("pools:diagnosis", ref=ref, programme=programme)
    say.done(request, "已存证。")
    return redirect("pools:attestation", ref=made.ref)
