"""人工入库: one enterprise is put on a rung by hand, with reason and document."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from cultivation.pools.actions.enter import CannotEnter
from cultivation.pools.actions.enter import enter as enter_pool
from cultivation.pools.forms import Entering
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.views._tabs import pool_crumbs
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("pool.confirm")
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """The form; an enterprise outside the person's territory is not found."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    form = Entering(request.POST or None, initial={"entered_on": on, "code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        firm = visible_enterprises(request.user).filter(code=facts.pop("code")).first()
        if firm is None:
            form.add_error("code", "您的范围里没有这个代码的企业，请核对，或先在企业台账里建档。")
        else:
            try:
                enter_pool(firm, tier=tier, **facts, on=on, by=request.user)
            except CannotEnter as refusal:
                form.add_error(None, str(refusal))
            else:
                say.done(request, f"{firm.name}已进入“{tier.name}”库。")
                return redirect("pools:pool", code)
    context = {"tier": tier, "form": form, "crumbs": pool_crumbs(tier, Crumb("人工入库"))}
    return page(request, "cultivation/pools/enter.html", context, status=422 if form.errors else 200)
