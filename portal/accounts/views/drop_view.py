"""Removes a saved view, and returns to its list."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from portal.accounts.actions.drop_view import CannotDropView
from portal.accounts.actions.drop_view import drop_view as drop
from portal.accounts.queries import visible_views
from portal.accounts.views.save_view import list_address
from portal.web import say


@login_required
@require_POST
def drop_view(request: HttpRequest, ref: str) -> HttpResponse:
    """Removes a view the person may remove; another's private view is not found."""
    view = get_object_or_404(visible_views(request.user), ref=ref)
    address = list_address(view.page)
    try:
        drop(view, by=request.user)
    except CannotDropView as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"已删除视图“{view.name}”。")
    return redirect(address)
