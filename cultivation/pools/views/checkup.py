"""One check-up: the report as it is signed, with what moved since the one before."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cultivation.pools.evidence.checkup import is_whole
from cultivation.pools.queries.checkups import visible_checkups
from cultivation.pools.views._report import report_of
from cultivation.pools.views.checkups import checkup_crumbs
from portal.accounts.access import require
from portal.papers import lacking
from portal.web.pages import page
from portal.web.parts import Crumb


@require("diagnosis.view")
def checkup(request: HttpRequest, ref: str) -> HttpResponse:
    """The paper on screen, and the same as PDF and Word beside it."""
    found = get_object_or_404(visible_checkups(request.user), ref=ref)
    context = {
        "checkup": found,
        "paper": report_of(found),
        "lacking": lacking(),
        "is_whole": is_whole(found),
        "pdf_url": reverse("pools:checkup_pdf", args=[ref]),
        "word_url": reverse("pools:checkup_word", args=[ref]),
        "crumbs": checkup_crumbs(found.enterprise, Crumb(f"第{found.number}次")),
    }
    return page(request, "cultivation/pools/checkup.html", context)
