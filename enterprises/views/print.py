"""一企一档: one enterprise on two A4 pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from enterprises import queries
from enterprises.forms.enterprise import capital_text
from enterprises.views._year_table import groups, key_lines, years_to_show
from portal.accounts.access import require
from portal.codes import fields, industries
from portal.web.pages import page


@require("enterprise.view")
def print_page(request: HttpRequest, ref: str) -> HttpResponse:
    """The paper: facts, titles, key figures of three years, rights, compliance; the telephone masked."""
    on = timezone.localdate()
    enterprise = get_object_or_404(queries.for_page(queries.visible_enterprises(request.user)), ref=ref)
    reports = queries.all_reports(enterprise)
    years = years_to_show(reports, queries.fiscal_year_of(on), most=3)
    certificates = queries.certificates_of(enterprise)
    known_lines = [
        line
        for group in groups(enterprise, reports, years)
        for line in group.lines
        if any(not cell.is_gap for cell in line.cells)
    ]
    context = {
        "enterprise": enterprise,
        "industry": industries.label(enterprise.industry_code),
        "field": fields.label(enterprise.field_code),
        "capital": capital_text(enterprise),
        "years": years,
        "key_lines": key_lines(enterprise, reports, years),
        "lines": known_lines,
        "certificates": [each for each in certificates if each.holds_on(on)],
        "rights": queries.rights_of(enterprise)[:20],
        "events": queries.events_of(enterprise)[:10],
        "assignments": queries.open_assignments(enterprise),
        "on": on,
    }
    return page(request, "enterprises/print.html", context)
