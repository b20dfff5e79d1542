"""The button 撤销这份草稿."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from policies.actions.withdraw_draft import CannotWithdraw, withdraw_draft
from policies.queries import visible_drafts
from portal.accounts.access import require
from portal.web import say


@require("rule.draft")
@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Gives the draft up; it stays readable."""
    draft = get_object_or_404(visible_drafts(request.user), ref=ref)
    try:
        withdraw_draft(draft, by=request.user)
    except CannotWithdraw as refusal:
        say.refuse(request, str(refusal))
        return redirect("policies:draft", ref)
    say.done(request, "草稿已撤销，不再修改，仍可查看。")
    return redirect("policies:list")
