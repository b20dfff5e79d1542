"""Keeps the columns a person chose for a list, and returns to the list."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.accounts.actions.save_layout import save_layout as keep
from portal.accounts.models import kept_query
from portal.accounts.views.save_view import list_address
from portal.web import say


@login_required
@require_POST
def save_layout(request: HttpRequest) -> HttpResponse:
    """Takes page (URL name), columns (repeated; none is the page's own choice) and query; leads back to the list."""
    page = request.POST.get("page", "")
    address = list_address(page)
    query = kept_query(request.POST.get("query", ""))
    keep(page, columns=request.POST.getlist("columns"), by=request.user)
    say.done(request, "已保存列设置。")
    return redirect(f"{address}?{query}" if query else address)
