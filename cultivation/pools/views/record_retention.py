"""登记高企巩固情况: R&D projects filed, auxiliary ledger kept, deduction enjoyed, in one year of one enterprise."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.actions.record_retention import FIRST_YEAR, CannotRecordRetention, record_retention
from cultivation.pools.forms import Retaining
from cultivation.pools.queries.retention import current_records
from enterprises.enums import Source
from enterprises.permissions import can_file_report, files_as_confirmed
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("diagnosis.view")
def record_year(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """The form with what is said now; an empty answer is unknown."""
    on = timezone.localdate()
    enterprise = get_object_or_404(visible_enterprises(request.user).select_related("city"), ref=ref)
    if not can_file_report(request.user, enterprise):
        raise PermissionDenied("enterprise.revise")
    if not FIRST_YEAR <= year <= on.year:
        raise Http404
    form = Retaining(request.POST or None, held=current_records(enterprise, year), on=on)
    home = reverse("pools:firm_retention", args=[ref])
    if request.method == "POST" and form.is_valid():
        try:
            changed = record_retention(
                enterprise,
                year=year,
                **form.said(),
                by=request.user,
                on=on,
                source=Source.TYPED if files_as_confirmed(request.user) else Source.REPORTED,
            )
        except CannotRecordRetention as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(form.field_of(field), sentence)
        else:
            say.done(request, f"{year}年的情况已登记{changed}项。" if changed else "没有变化。")
            return redirect(home)
    context = {
        "enterprise": enterprise,
        "year": year,
        "form": form,
        "back_url": home,
        "crumbs": [
            Crumb("企业台账", reverse("enterprises:list")),
            Crumb(enterprise.name, reverse("enterprises:detail", args=[ref])),
            Crumb("高企巩固清单", home),
            Crumb(f"登记{year}年情况"),
        ],
    }
    return page(request, "cultivation/pools/record_retention.html", context, status=422 if form.errors else 200)
