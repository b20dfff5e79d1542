"""查看完整号码: the number in full, once, and written down."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from enterprises import permissions, queries
from enterprises.actions.reveal_phone import reveal_phone as reveal
from enterprises.views._crumbs import crumbs_to
from portal.accounts.access import require
from portal.web.pages import page


@require("enterprise.view")
@require_POST
@never_cache
def reveal_phone(request: HttpRequest, ref: str) -> HttpResponse:
    """The number; a page of its own without script, a part of the enterprise's page with it."""
    enterprise = get_object_or_404(queries.visible_enterprises(request.user), ref=ref)
    if not permissions.can_reveal_phone(request.user):
        raise PermissionDenied("enterprise.revise")
    phone = reveal(enterprise, by=request.user)
    return page(
        request,
        "enterprises/phone.html",
        {"enterprise": enterprise, "phone": phone, "crumbs": crumbs_to(enterprise, "联系电话")},
        fragment="number",
    )
