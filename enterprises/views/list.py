"""企业台账 (W02): the ledger; the address is its whole state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.forms.register_request import PAGE, read
from enterprises.views._register_cells import heads_of, row_of, totals_of
from portal.accounts.access import require
from portal.accounts.permissions import can_share_view
from portal.accounts.queries import views_for
from portal.web.links import with_query
from portal.web.pages import page, wants_part
from portal.web.pagination import paginate
from portal.web.parts import Action
from portal.web.tables import heads


@require("enterprise.view")
def list_page(request: HttpRequest) -> HttpResponse:
    """One page of the lines a person sees, with the sums of the whole filter.

    A form sends its empty fields too; the address keeps only what is asked.
    """
    filled = _filled(request.GET)
    if len(filled) < len(request.GET) and not wants_part(request):
        return redirect(f"{reverse(PAGE)}{with_query(filled, page=filled.get('page'))}")
    request.GET = filled
    on = timezone.localdate()
    asked = read(request.GET, request.user, on=on)
    lines = queries.register_lines(request.user, asked.wanted, on=on, sort=asked.sort)
    totals = queries.register_totals(lines)
    shown = paginate(queries.with_regions(lines), request.GET, total=totals.count)
    details = queries.with_details(shown.items, on=on, columns=[column.key for column in asked.columns])
    address = request.GET.urlencode()
    context = {
        "query_form": asked.form,
        "chips": asked.form.chips(request.GET),
        "page": shown,
        "heads": heads(heads_of(asked.columns), request.GET, asked.sort),
        "rows": [row_of(line, asked.columns) for line in details],
        "totals": totals,
        "total_cells": totals_of(totals, asked.columns),
        "year": queries.fiscal_year_of(on),
        "is_dense": request.GET.get("density") != "normal",
        "density_url": with_query(request.GET, density="normal" if request.GET.get("density") != "normal" else None),
        "address": address,
        "page_name": PAGE,
        "column_keys": [column.key for column in asked.columns],
        "views": _views(request, address),
        "can_share": can_share_view(request.user),
        "can_register": permissions.can_register(request.user),
        "can_import": request.user.acting.may("enterprise.import"),
        "can_export": permissions.can_export(request.user),
        "bulk_actions": [Action("批量分派包联人", value="assign")] if permissions.can_assign(request.user) else [],
        "is_empty_scope": not totals.count and not queries.visible_enterprises(request.user).exists(),
        "as_of": timezone.now(),
    }
    response = page(request, "enterprises/list.html", context, fragment="list")
    if wants_part(request):
        response["HX-Push-Url"] = f"{reverse(PAGE)}?{address}" if address else reverse(PAGE)
    return response


def _filled(query: QueryDict) -> QueryDict:
    """The query without its empty parameters."""
    kept = query.copy()
    for name, values in query.lists():
        filled = [value for value in values if value.strip()]
        if filled:
            kept.setlist(name, filled)
        else:
            del kept[name]
    return kept


def _views(request: HttpRequest, address: str) -> list[dict[str, object]]:
    """The person's saved views and the bureau's; the one whose address is open is the current one."""
    return [
        {
            "title": view.name,
            "url": f"?{view.query}",
            "is_current": bool(address) and view.query == address,
            "is_shared": view.is_shared,
            "drop_url": reverse("accounts:drop_view", args=[view.ref]) if view.user_id == request.user.pk else "",
        }
        for view in views_for(request.user, PAGE)
    ]
