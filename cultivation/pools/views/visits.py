"""走访记录: every visit of one enterprise, corrected records included."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.evidence.visits import seen_of
from cultivation.pools.queries.visits import visits_of
from enterprises.queries import visible_enterprises
from policies import library
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb


@require("diagnosis.view")
def visits(request: HttpRequest, ref: str) -> HttpResponse:
    """The records, the newest first; a corrected one stands with what took its place."""
    enterprise = get_object_or_404(visible_enterprises(request.user).select_related("city", "county"), ref=ref)
    listed = paginate(visits_of(enterprise), request.GET)
    units = {
        each.digest: each.score.per_point if each.score else 1
        for each in (library.pack_of(digest) for digest in {one.pack_digest for one in listed.items})
    }
    lines = []
    for each in listed.items:
        rows = list(each.items.all())
        for row in rows:
            row.visit = each
        lines.append(
            {
                "row": each,
                "corrected_by": getattr(each, "corrected_by", None),
                "found": [seen_of(row, units[each.pack_digest]) for row in rows],
            }
        )
    context = {
        "enterprise": enterprise,
        "page": listed,
        "lines": lines,
        "may_record": request.user.acting.may("visit.record"),
        "crumbs": [
            Crumb("企业台账", reverse("enterprises:list")),
            Crumb(enterprise.name, reverse("enterprises:detail", args=[ref])),
            Crumb("走访记录"),
        ],
        "as_of": timezone.now(),
    }
    return page(request, "cultivation/pools/visits.html", context)
