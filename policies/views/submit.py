"""The button 提交复核."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from policies.actions.submit_draft import CannotSubmit, submit_draft
from policies.queries import visible_drafts
from portal.accounts.access import require
from portal.web import say


@require("rule.draft")
@require_POST
def submit(request: HttpRequest, ref: str) -> HttpResponse:
    """Hands the draft to a second person, or says what is still missing."""
    draft = get_object_or_404(visible_drafts(request.user), ref=ref)
    try:
        submit_draft(draft, by=request.user, on=timezone.localdate(), at=timezone.now())
    except CannotSubmit as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, "已提交复核。")
    return redirect("policies:draft", ref)
