"""授权委托台账: which agency acts for which enterprise of the territory, and until when."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.queries.mandates import matching_mandates
from cultivation.pools.views._mandates import STATES, allows, programmes_in_words, state_cell, titles_of
from enterprises.models import Mandate
from policies import library
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("企业", is_fixed=True),
    Column("县区", priority=3),
    Column("服务机构"),
    Column("事项", priority=2),
    Column("可做什么", priority=2),
    Column("有效期至"),
    Column("状态"),
    Column("授权人", priority=3),
)


@require("agency.view")
def mandates(request: HttpRequest) -> HttpResponse:
    """The list; ?state= and ?q= narrow it."""
    on = timezone.localdate()
    state = request.GET.get("state", "") if request.GET.get("state", "") in STATES else ""
    words = " ".join(request.GET.get("q", "").split())[:60]
    rows = matching_mandates(request.user, state=state, words=words, on=on)
    listed = paginate(rows, request.GET)
    titles = titles_of(library.shelf())
    chips = []
    if state:
        chips.append(Chip("状态", STATES[state], with_query(request.GET, state=None)))
    if words:
        chips.append(Chip("企业或机构", words, with_query(request.GET, q=None)))
    context = {
        "page": listed,
        "table": tables.table(
            "授权委托", COLUMNS, [_row(each, titles, on) for each in listed.items], query=request.GET
        ),
        "states": list(STATES.items()),
        "state": state,
        "words": words,
        "chips": chips,
        "clear_url": reverse("pools:mandates"),
        "as_of": timezone.now(),
    }
    return page(request, "cultivation/pools/mandates.html", context, fragment="list")


def _row(mandate: Mandate, titles: dict[str, str], on: object) -> tuple[Cell, ...]:
    firm = mandate.enterprise
    return (
        Cell(firm.name, "link", reverse("pools:firm_mandates", args=[firm.ref])),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        Cell(mandate.agency.name, "link", reverse("pools:agency", args=[mandate.agency.ref])),
        Cell(programmes_in_words(mandate, titles)),
        Cell(allows(mandate)),
        Cell(formats.day(mandate.valid_to), "date", note=f"自{formats.day(mandate.valid_from)}"),
        state_cell(mandate, on),
        Cell(mandate.given_by.full_name, note=formats.moment(mandate.given_at)),
    )
