"""列设置: which columns the ledger shows to a person, and in which order; no dragging needed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from enterprises import queries
from enterprises.forms.register_request import PAGE, read
from portal.accounts.access import require
from portal.accounts.actions.save_layout import save_layout
from portal.accounts.models import kept_query
from portal.web import say
from portal.web.pages import page


@require("enterprise.view")
def columns(request: HttpRequest) -> HttpResponse:
    """The list of columns; 上移 and 下移 answer with the list again, 保存 keeps it for the person on every machine."""
    known = queries.all_columns()
    given = request.POST
    query = kept_query(given.get("query", "") or request.GET.urlencode())
    if request.method == "POST":
        order = [key for key in dict.fromkeys(given.getlist("order")) if key in known and key != "name"]
        order += [key for key in known if key not in order and key != "name"]
        chosen = [key for key in order if key in given.getlist("columns")]
        if "move" not in given:
            save_layout(PAGE, columns=[] if "reset" in given else ["name", *chosen], by=request.user)
            say.done(request, "已恢复默认的列。" if "reset" in given else f"已保存列设置，共显示{len(chosen) + 1}列。")
            address = reverse("enterprises:list")
            return redirect(f"{address}?{query}" if query else address)
        order = _moved(order, given["move"])
    else:
        shown = [column.key for column in read(request.GET, request.user, on=timezone.localdate()).columns]
        chosen = [key for key in shown if key != "name"]
        order = chosen + [key for key in known if key not in shown]
    context = {
        "columns": [{"column": known[key], "is_chosen": key in chosen} for key in order],
        "moved": given.get("move", ""),
        "query": query,
    }
    return page(request, "enterprises/columns.html", context, fragment="panel")


def _moved(order: list[str], move: str) -> list[str]:
    """The order with one key a place up ("up:sales") or down; at the edge, or unknown, as it was."""
    way, _, key = move.partition(":")
    if key not in order:
        return order
    place = order.index(key)
    other = place + {"up": -1, "down": 1}.get(way, 0)
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order
