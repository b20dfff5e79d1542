"""新增企业 (W04): the code first, then the facts."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.actions.register import CannotRegister, register
from enterprises.forms.enterprise import CodeLookup, Register
from enterprises.models.identity import normalise_code, problem_of_code
from portal.accounts.access import require
from portal.regions.models import Axis, Level
from portal.web import say
from portal.web.pages import page


@require("enterprise.revise")
def new(request: HttpRequest) -> HttpResponse:
    """Looks a code up (GET code); one on file leads to its enterprise, a new one to the form of facts."""
    user = request.user
    region = user.acting.region
    city = (region if region.is_city else region.city) if region is not None else None
    if not permissions.can_register(user) or city is None:
        raise PermissionDenied("enterprise.revise")
    typed = request.POST.get("code", request.GET.get("code"))
    lookup = CodeLookup(None if typed is None else {"code": typed})
    code = normalise_code(typed or "")
    if typed is not None:
        if sentence := problem_of_code(code):
            lookup.is_valid()
            lookup.errors.pop("code", None)
            lookup.add_error("code", sentence)
        elif seen := queries.visible_enterprises(user).filter(code=code).first():
            say.note(request, f"{seen.name}已在台账中，已为您打开。")
            return redirect("enterprises:detail", seen.ref)
        elif queries.enterprise_of_code(code) is not None:
            lookup.is_valid()
            lookup.add_error("code", "这个代码已由其他辖区建档，不在您的范围内。如企业已迁入，请联系市科技局办理迁入。")
    if typed is None or lookup.errors:
        context = {"form": lookup, "step": 1}
        return page(request, "enterprises/new.html", context, status=422 if lookup.errors else 200)

    on = timezone.localdate()
    is_county = region.level == Level.COUNTY and region.axis == Axis.STATUTORY
    form = Register(
        request.POST if request.method == "POST" else None, city=city, county=region if is_county else None, on=on
    )
    if request.method == "POST" and form.is_valid():
        try:
            enterprise = register(code, city=city, by=user, on=on, **form.facts())
        except CannotRegister as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(_field_of(field, form), sentence)
        else:
            say.done(request, f"已建档：{enterprise.name}。")
            if queries.visible_enterprises(user).filter(pk=enterprise.pk).exists():
                return redirect("enterprises:detail", enterprise.ref)
            return redirect("enterprises:list")
    context = {"form": form, "code": code, "step": 2, "again_url": reverse("enterprises:new")}
    return page(request, "enterprises/new.html", context, status=422 if form.errors else 200)


def _field_of(field: str, form: Register) -> str | None:
    """Where a refused fact is shown; what has no input of its own is told above the form."""
    return "capital" if field.startswith("capital_") else field if field in form.fields else None
