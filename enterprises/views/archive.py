"""变更状态: an enterprise is 注销, 已并入, 迁出, or 存续 again; nothing is deleted."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from enterprises import permissions, queries
from enterprises.actions.archive import CannotArchive
from enterprises.actions.archive import archive as change_status
from enterprises.forms.enterprise import Status
from enterprises.models.identity import normalise_code
from enterprises.views._crumbs import crumbs_to
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page


@require("enterprise.view")
def archive(request: HttpRequest, ref: str) -> HttpResponse:
    """The form, and the deed."""
    enterprise = get_object_or_404(queries.visible_enterprises(request.user).select_related("city"), ref=ref)
    if not permissions.can_archive(request.user):
        raise PermissionDenied("enterprise.revise")
    form = Status(request.POST or None, initial={"status": enterprise.status})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        code = normalise_code(given["successor_code"])
        successor = queries.visible_enterprises(request.user).filter(code=code).first() if code else None
        if code and successor is None:
            form.add_error("successor_code", f"台账中没有代码为{code}的企业，请先建档。")
        else:
            try:
                change_status(
                    enterprise, status=given["status"], reason=given["reason"], successor=successor, by=request.user
                )
            except CannotArchive as refusal:
                for field, sentence in refusal.problems.items():
                    form.add_error("successor_code" if field == "successor" else field or None, sentence)
            else:
                say.done(request, "状态已变更，可随时改回。")
                return redirect("enterprises:detail", ref)
    context = {"enterprise": enterprise, "form": form, "crumbs": crumbs_to(enterprise, "变更状态")}
    return page(request, "enterprises/archive.html", context, status=422 if form.errors else 200)
