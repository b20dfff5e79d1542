"""高企巩固清单: one enterprise, every year of its valid title, each item with its reason and who said it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.enums import RetentionItem
from cultivation.pools.queries.retention import records_of, standard_for, with_retention, years_valid
from cultivation.pools.views._retention import lines_of
from enterprises.permissions import can_file_report
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.parts import Crumb


@require("diagnosis.view")
def firm_retention(request: HttpRequest, ref: str) -> HttpResponse:
    """The checklist of each year, the newest first, with everything that was ever recorded."""
    on = timezone.localdate()
    seen = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(seen, ref=ref)
    years = years_valid(enterprise, on=on)
    records = list(records_of(enterprise, years))
    may_record = can_file_report(request.user, enterprise)
    shown = []
    for year in years:
        standard = standard_for(enterprise.city, year)
        firm = with_retention(seen.filter(pk=enterprise.pk), year=year, on=on, standard=standard).get()
        current = {row.item: row for row in records if row.year == year and row.is_current}
        none = current.get(RetentionItem.RD_PROJECT)
        lines = lines_of(firm, year, standard, on=on, why=none.reason if none else "")
        shown.append(
            {
                "year": year,
                "standard": standard,
                "lines": [(line, current.get(line.item)) for line in lines],
                "past": [row for row in records if row.year == year and not row.is_current],
                "url": reverse("pools:record_retention", args=[ref, year]) if may_record else "",
            }
        )
    context = {
        "enterprise": enterprise,
        "years": shown,
        "on": on,
        "crumbs": [
            Crumb("企业台账", reverse("enterprises:list")),
            Crumb(enterprise.name, reverse("enterprises:detail", args=[ref])),
            Crumb("高企巩固清单"),
        ],
    }
    return page(request, "cultivation/pools/firm_retention.html", context)
