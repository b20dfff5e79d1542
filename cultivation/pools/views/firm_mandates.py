"""授权服务机构: the enterprise lets an agency diagnose it, for chosen programmes, for a time; the bureau sees it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.evidence.diagnosis import programmes_on
from cultivation.pools.forms import Mandating
from cultivation.pools.views._mandates import allows, programmes_in_words, state_cell, state_of, titles_of
from enterprises import permissions, queries
from enterprises.actions.give_mandate import CannotGiveMandate, give_mandate
from enterprises.models import Enterprise, Mandate
from policies import library
from portal.accounts.access import require
from portal.accounts.roles import Scope
from portal.web import formats, say
from portal.web.pages import page
from portal.web.parts import Crumb

MOST = 50


@require("mandate.view")
def firm_mandates(request: HttpRequest, ref: str = "") -> HttpResponse:
    """The mandates of one enterprise and, for its 企业管理员, the form of a new one. Without a name, the person's own."""
    on = timezone.localdate()
    seen = queries.visible_enterprises(request.user).select_related("city", "county")
    if not ref:
        own = seen.order_by("id").first() if request.user.acting.scope == Scope.OWN else None
        if own is None:
            raise Http404
        ref = own.ref
    enterprise = get_object_or_404(seen, ref=ref)
    may_give = permissions.can_give_mandate(request.user, enterprise)
    if request.method == "POST" and not may_give:
        raise PermissionDenied("mandate.give")
    shelf = library.shelf()
    form = Mandating(
        request.POST or None,
        agencies=queries.agencies_of(enterprise.city),
        programmes=programmes_on(enterprise, on=on, shelf=shelf),
        initial={"valid_from": on},
    )
    if request.method == "POST" and form.is_valid():
        try:
            given = give_mandate(enterprise, **form.cleaned_data, by=request.user, on=on)
        except CannotGiveMandate as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(field or None, sentence)
        else:
            say.done(request, f"已授权{given.agency.name}，到{given.valid_to}为止，可随时收回。")
            return redirect("pools:firm_mandates", ref=ref)
    titles = titles_of(shelf)
    context = {
        "enterprise": enterprise,
        "form": form if may_give else None,
        "mandates": [_line(each, titles, on) for each in queries.mandates_of(enterprise)[:MOST]],
        "may_give": may_give,
        "is_own": request.user.acting.scope == Scope.OWN,
        "firms": _firms(request, enterprise),
        "on": on,
        "crumbs": [
            Crumb("企业台账", reverse("enterprises:list")),
            Crumb(enterprise.name, reverse("enterprises:detail", args=[ref])),
            Crumb("授权服务机构"),
        ],
    }
    return page(request, "cultivation/pools/firm_mandates.html", context, status=422 if form.errors else 200)


def _line(mandate: Mandate, titles: dict[str, str], on: object) -> dict[str, object]:
    state = state_of(mandate, on)
    return {
        "row": mandate,
        "programmes": programmes_in_words(mandate, titles),
        "allows": allows(mandate),
        "state": state_cell(mandate, on),
        "span": f"{formats.day(mandate.valid_from)} 至 {formats.day(mandate.valid_to)}",
        "may_end": state in ("now", "later"),
    }


def _firms(request: HttpRequest, enterprise: Enterprise) -> list[Enterprise]:
    """The other enterprises of a person who acts for several."""
    if request.user.acting.scope != Scope.OWN:
        return []
    firms = list(queries.visible_enterprises(request.user).order_by("id")[:20])
    return firms if len(firms) > 1 else []
