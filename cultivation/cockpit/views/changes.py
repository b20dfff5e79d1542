"""变化: what moved since a day: verdicts, new enterprises, entries and exits."""

from __future__ import annotations

from datetime import date, datetime, time

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from cultivation.cockpit.dashboards.workbench import yesterday
from cultivation.cockpit.queries import new_enterprises, pool_moves, verdict_changes
from cultivation.pools.enums import MembershipState, Outcome
from cultivation.pools.models import AssessmentChange, MembershipChange
from cultivation.pools.queries.criteria import rulebook_of
from enterprises.models import Enterprise
from portal.accounts.access import require
from portal.accounts.models import User
from portal.web import formats
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Tab
from portal.web.tables import Cell, Column, Table, table

KINDS = {"verdicts": "诊断结论", "firms": "新登记企业", "pools": "入库出库"}
VERDICTS = (
    Column("企业", is_fixed=True),
    Column("县区", priority=2),
    Column("规则", priority=2),
    Column("原来"),
    Column("现在"),
    Column("判定日期", priority=2),
)
FIRMS = (Column("企业", is_fixed=True), Column("县区"), Column("登记时间", priority=2))
POOLS = (
    Column("企业", is_fixed=True),
    Column("县区", priority=2),
    Column("梯级"),
    Column("变化"),
    Column("日期", priority=2),
    Column("办理人", priority=3),
)


@require("workbench.view")
def changes(request: HttpRequest) -> HttpResponse:
    """One kind of change (?kind=) since a day (?since=, yesterday unless given)."""
    at = timezone.now()
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else "verdicts"
    since = _day(request.GET.get("since", "")) or yesterday(at)
    shown = paginate(_found(request.user, kind, since), request.GET)
    tabs = [
        Tab(label, with_query(request.GET, kind=each), each == kind, _found(request.user, each, since).count())
        for each, label in KINDS.items()
    ]
    drawn = {"verdicts": _verdicts, "firms": _firms, "pools": _pools}[kind](shown.items)
    return page(
        request,
        "cultivation/cockpit/changes.html",
        {"page": shown, "table": drawn, "tabs": tabs, "since": since, "kind": KINDS[kind], "as_of": at},
        fragment="list",
    )


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _found(user: User, kind: str, since: date) -> QuerySet:
    if kind == "firms":
        return new_enterprises(user, since=timezone.make_aware(datetime.combine(since, time.min)))
    return pool_moves(user, since=since) if kind == "pools" else verdict_changes(user, since=since)


def _firm(enterprise: Enterprise) -> Cell:
    return Cell(enterprise.name, "link", url=reverse("enterprises:detail", args=[enterprise.ref]))


def _county(enterprise: Enterprise) -> Cell:
    return Cell(enterprise.county.name) if enterprise.county else Cell("未定", "gap")


def _verdicts(rows: list[AssessmentChange]) -> Table:
    books = {each.pack_digest: rulebook_of(each.pack_digest) for each in rows}
    lines = []
    for each in rows:
        address = reverse("pools:diagnosis", args=[each.enterprise.ref, each.programme])
        lines.append(
            (
                Cell(each.enterprise.name, "link", url=address),
                _county(each.enterprise),
                Cell(book.title if (book := books[each.pack_digest]) else each.programme),
                Cell(int(Outcome(each.was)), "verdict"),
                Cell(int(Outcome(each.now)), "verdict"),
                Cell(formats.day(each.on)),
            )
        )
    return table("诊断结论的变化", VERDICTS, lines)


def _firms(rows: list[Enterprise]) -> Table:
    return table(
        "新登记企业", FIRMS, [(_firm(each), _county(each), Cell(formats.moment(each.created_at))) for each in rows]
    )


def _pools(rows: list[MembershipChange]) -> Table:
    lines = []
    for each in rows:
        place = each.membership
        moved = "入库" if each.now == MembershipState.ACTIVE else "出库"
        lines.append(
            (
                _firm(place.enterprise),
                _county(place.enterprise),
                Cell(place.tier.name),
                Cell(moved, note=each.reason),
                Cell(formats.day(each.on)),
                Cell(each.by.full_name),
            )
        )
    return table("入库出库", POOLS, lines)
