"""授权企业: what the agency's person is mandated for, until when, and where it is diagnosed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.views._mandates import days_left, titles_of
from enterprises.queries import usable_mandates
from policies import library
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.pagination import paginate


@require("mandate.use")
def mandated(request: HttpRequest) -> HttpResponse:
    """The mandates in force, the first to end first."""
    on = timezone.localdate()
    listed = paginate(usable_mandates(request.user), request.GET)
    titles = titles_of(library.shelf())
    lines = [
        {
            "row": each,
            "until": days_left(each, on),
            "programmes": [
                (titles.get(one, one), reverse("pools:mandated_diagnosis", args=[each.enterprise.ref, one]))
                for one in each.programmes
            ],
            "report_url": reverse("enterprises:report", args=[each.enterprise.ref, on.year - 1])
            if each.may_fill and each.enterprise.status == "active"
            else "",
        }
        for each in listed.items
    ]
    context = {"page": listed, "lines": lines, "year": on.year - 1, "on": on}
    return page(request, "cultivation/pools/mandated.html", context)
