"""批量分派包联人: what will happen to how many, then the deed."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from enterprises import permissions, queries
from enterprises.actions.assign import CannotAssign, assign_many
from enterprises.forms.assign import Assign
from enterprises.forms.register_request import read
from enterprises.models import Enterprise
from portal.accounts.access import require
from portal.accounts.models import kept_query
from portal.web import say
from portal.web.pages import page

SAMPLE = 5


@require("enterprise.revise")
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """The confirm page with count and sample; posted again with an officer it assigns."""
    if not permissions.can_assign(request.user):
        raise PermissionDenied("enterprise.revise")
    on = timezone.localdate()
    query = kept_query(request.POST.get("query", ""))
    chosen = _chosen(request, query)
    back = reverse("enterprises:list") + (f"?{query}" if query else "")
    count = chosen.count()
    if not count:
        say.refuse(request, "没有选中企业。请先勾选要分派的企业，再点批量分派。")
        return redirect(back)
    people = queries.assignable_people(request.user, on=on)
    form = Assign(request.POST if "confirm" in request.POST else None, people=people)
    if form.is_bound and form.is_valid():
        officer = form.cleaned_data["officer"]
        try:
            new = assign_many(list(chosen), officer=officer, layer=form.cleaned_data["layer"], by=request.user, on=on)
        except CannotAssign as refusal:
            form.add_error(None, str(refusal))
        else:
            kept = count - len(new)
            say.done(
                request, f"已把{len(new)}家分派给{officer.full_name}。" + (f"{kept}家原已由其包联。" if kept else "")
            )
            return redirect(back)
    context = {
        "form": form,
        "count": count,
        "sample": list(queries.with_regions(chosen)[:SAMPLE]),
        "refs": [] if request.POST.get("all") else list(chosen.values_list("ref", flat=True)),
        "all": request.POST.get("all", ""),
        "query": query,
        "back": back,
    }
    return page(request, "enterprises/assign.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, query: str) -> QuerySet[Enterprise]:
    """The enterprises ticked, or all the filter finds; whatever lies outside the scope falls away."""
    if request.POST.get("all"):
        on = timezone.localdate()
        asked = read(QueryDict(query), request.user, on=on)
        return queries.register_lines(request.user, asked.wanted, on=on)
    return queries.visible_enterprises(request.user).filter(ref__in=request.POST.getlist("ref")).order_by("pk")
