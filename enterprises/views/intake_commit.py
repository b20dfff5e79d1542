"""导入第四步: a person says yes, and the writing begins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from enterprises.actions.commit_intake import CannotCommit, commit_intake
from enterprises.queries.intakes import visible_intakes
from portal.accounts.access import require
from portal.web import say


@require_POST
@require("enterprise.import")
def intake_commit(request: HttpRequest, ref: str) -> HttpResponse:
    """Back to the import, where the progress and then the receipt stand."""
    intake = get_object_or_404(visible_intakes(request.user), ref=ref)
    takes_questions = request.POST.get("takes_questions") == "yes"
    try:
        commit_intake(intake, by=request.user, at=timezone.now(), takes_questions=takes_questions)
    except CannotCommit as refusal:
        say.refuse(request, str(refusal))
    return redirect("enterprises:intake", intake.ref)
