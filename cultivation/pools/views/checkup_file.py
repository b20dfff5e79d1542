"""A check-up to carry away: as PDF, or as Word."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from cultivation.pools.models import CheckUp
from cultivation.pools.queries.checkups import visible_checkups
from cultivation.pools.views._report import report_of
from portal.accounts.access import require
from portal.papers import CannotPrint, pdf_of, word_of
from portal.web import say

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require("diagnosis.view")
def checkup_pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """The pages; where the machine cannot make them, back to the report with the reason."""
    found = get_object_or_404(visible_checkups(request.user), ref=ref)
    try:
        made = pdf_of(report_of(found))
    except CannotPrint as refusal:
        say.refuse(request, str(refusal))
        return redirect("pools:checkup", ref)
    return _handed_out(made, found, PDF, "pdf")


@require("diagnosis.view")
def checkup_word(request: HttpRequest, ref: str) -> HttpResponse:
    """The document."""
    found = get_object_or_404(visible_checkups(request.user), ref=ref)
    return _handed_out(word_of(report_of(found)), found, WORD, "docx")


def _handed_out(made: bytes, found: CheckUp, kind: str, ending: str) -> HttpResponse:
    name = f"科技创新体检报告-{found.enterprise.name}-{found.on:%Y%m%d}.{ending}"
    answer = HttpResponse(made, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
