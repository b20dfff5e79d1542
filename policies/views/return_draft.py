"""The button 退回."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from policies.actions.return_draft import CannotReturn
from policies.actions.return_draft import return_draft as give_back
from policies.forms import Returning
from policies.queries import visible_drafts
from policies.views.draft import draft_page
from portal.accounts.access import require
from portal.web import say


@require("rule.approve")
@require_POST
def return_draft(request: HttpRequest, ref: str) -> HttpResponse:
    """Gives the draft back with a reason; without one the page asks for it."""
    draft = get_object_or_404(visible_drafts(request.user), ref=ref)
    form = Returning(request.POST)
    if form.is_valid():
        try:
            give_back(draft, note=form.cleaned_data["note"], by=request.user, at=timezone.now())
        except CannotReturn as refusal:
            form.add_error(None, str(refusal))
        else:
            say.done(request, "已退回，起草人会收到理由。")
            return redirect("policies:draft", ref)
    return draft_page(request, draft, form, status=422)
