"""放弃导入: an import that was not written is put away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from enterprises.actions.discard_intake import CannotDiscard, discard_intake
from enterprises.queries.intakes import visible_intakes
from portal.accounts.access import require
from portal.web import say


@require_POST
@require("enterprise.import")
def intake_discard(request: HttpRequest, ref: str) -> HttpResponse:
    """To the list when it is done; back to the import when it cannot be."""
    intake = get_object_or_404(visible_intakes(request.user), ref=ref)
    try:
        discard_intake(intake, by=request.user)
    except CannotDiscard as refusal:
        say.refuse(request, str(refusal))
        return redirect("enterprises:intake", intake.ref)
    say.done(request, f"已放弃“{intake.file_name}”，台账没有改动。")
    return redirect("enterprises:imports")
