"""登记: adds a right, a certificate, a compliance event, a check or a merit to an enterprise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.actions.add_certificate import add_certificate
from enterprises.actions.add_merit import add_merit
from enterprises.actions.add_right import add_right
from enterprises.actions.record_check import record_check
from enterprises.actions.record_compliance_event import record_compliance_event
from enterprises.forms.records import Record
from enterprises.models import Refusal
from enterprises.views._crumbs import crumbs_to
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page

# What can be added: its title, the deed, and the tab that shows it.
THINGS: dict[str, tuple[str, Callable[..., Any], str]] = {
    "right": ("登记知识产权", add_right, "rights"),
    "certificate": ("登记资质证书", add_certificate, "certificates"),
    "event": ("登记合规事项", record_compliance_event, "compliance"),
    "check": ("登记核对", record_check, "compliance"),
    "merit": ("登记奖励与标准", add_merit, "overview"),
}


@require("enterprise.view")
def add(request: HttpRequest, ref: str, what: str) -> HttpResponse:
    """The form of one thing, and the deed; a refusal is told at its field."""
    if what not in THINGS:
        raise Http404
    enterprise = get_object_or_404(queries.visible_enterprises(request.user), ref=ref)
    if not permissions.can_revise(request.user, enterprise):
        raise PermissionDenied("enterprise.revise")
    title, deed, tab = THINGS[what]
    on = timezone.localdate()
    back = reverse("enterprises:detail", args=[ref]) + f"?tab={tab}"
    form = Record(request.POST or None, what=what, on=on)
    if request.method == "POST" and form.is_valid():
        try:
            deed(enterprise, by=request.user, on=on, **form.cleaned_data)
        except Refusal as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(field if field in form.fields else None, sentence)
        else:
            say.done(request, f"已{title}。")
            return redirect(back)
    context = {
        "enterprise": enterprise,
        "crumbs": crumbs_to(enterprise, title),
        "form": form,
        "what_title": title,
        "back_url": back,
    }
    return page(request, "enterprises/add.html", context, status=422 if form.errors else 200)
