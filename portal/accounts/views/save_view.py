"""Keeps the address of a list under a name, and returns to the list."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from portal.accounts.actions.save_view import CannotSaveView
from portal.accounts.actions.save_view import save_view as keep
from portal.accounts.models import kept_query
from portal.web import say


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Takes page (URL name), name, query, columns (repeated) and shared ("on"); leads back to the list."""
    given = request.POST
    address = list_address(given.get("page", ""))
    query = kept_query(given.get("query", ""))
    try:
        view = keep(
            given.get("page", ""),
            name=given.get("name", ""),
            query=query,
            columns=given.getlist("columns"),
            is_shared=given.get("shared") == "on",
            by=request.user,
        )
    except CannotSaveView as refusal:
        say.refuse(request, str(refusal))
    else:
        say.done(request, f"已保存视图“{view.name}”。")
    return redirect(f"{address}?{query}" if query else address)


def list_address(page: str) -> str:
    """The address of a list page by its URL name; what is no page is not found, so nobody is led elsewhere."""
    try:
        return reverse(page)
    except NoReverseMatch as unknown:
        raise Http404 from unknown
