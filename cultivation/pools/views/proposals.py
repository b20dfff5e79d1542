"""待确认: what the system found about one pool, for a person to confirm or dismiss, one or many."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools import exports
from cultivation.pools.enums import ProposalKind, ProposalState
from cultivation.pools.models import Proposal
from cultivation.pools.permissions import can_confirm, can_export
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.queries.ledger import calendar_light, in_order
from cultivation.pools.queries.ledger import proposals as proposals_of
from cultivation.pools.views._export import is_wanted
from cultivation.pools.views._request import read_filter
from cultivation.pools.views._tabs import pool_crumbs, pool_tabs
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Action, Chip
from portal.web.tables import Cell, Column, Row

SORTS = {"name": "enterprise__name", "county": "enterprise__county__code", "due": "due_on", "made": "made_on"}
COLUMNS = (
    Column("企业", key="name", is_sortable=True, is_fixed=True),
    Column("县区", key="county", is_sortable=True, priority=2),
    Column("类别", priority=2),
    Column("说明"),
    Column("到期", key="due", is_sortable=True, priority=2),
    Column("提出日期", key="made", is_sortable=True, priority=3),
)
SETTLED = Column("处理", priority=2)
KIND_HELP = {
    ProposalKind.ENTER: "持有效证书或预诊断达标、还不在库。确认后入库。",
    ProposalKind.NEAR: "只差规定的几项、没有缺数据的条件。确认即列为培育对象，不改变在库。",
    ProposalKind.EXPIRING: "证书在180天内到期。确认即已安排续报，不改变在库。",
    ProposalKind.LEAVE: "证书已到期、被取消或企业不再存续。确认后退出。",
}
BULK = "bulk"


@require("pool.view")
def proposals(request: HttpRequest, code: str) -> HttpResponse:
    """The queue of one pool, by kind; settled ones by ?state=."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    asked = read_filter(request.user, request.GET)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in ProposalKind.values else ""
    state = request.GET.get("state") if request.GET.get("state") in ProposalState.values else ProposalState.OPEN
    sort, order = tables.read_sort(request.GET, SORTS, "due")
    rows = in_order(proposals_of(request.user, asked.firms, tier=tier, kind=kind, state=state), order)
    if "format" in request.GET and is_wanted(request, "proposal", count=rows.count()):
        return exports.proposals(rows, title=f"{tier.name}待确认事项", as_of=f"截至{on}")
    listed = paginate(rows, request.GET)
    may_confirm = can_confirm(request.user) and state == ProposalState.OPEN
    context = {
        "tier": tier,
        "asked": asked,
        "today": on,
        "kind": kind,
        "kind_help": KIND_HELP.get(kind, ""),
        "kinds": ProposalKind.choices,
        "state": state,
        "states": ProposalState.choices,
        "chips": _chips(request, asked.chips, kind, state),
        "page": listed,
        "table": tables.table(
            f"{tier.name}待确认事项",
            (*COLUMNS, SETTLED) if state != ProposalState.OPEN else COLUMNS,
            [_row(each, on=on) for each in listed.items],
            query=request.GET,
            sort=sort,
            is_selectable=may_confirm,
            form=BULK,
        ),
        "bulk_actions": [Action("确认", value="confirm"), Action("不采纳", value="dismiss")],
        "tabs": pool_tabs(request.user, tier, "pools:proposals"),
        "crumbs": pool_crumbs(tier),
        "clear_url": reverse("pools:proposals", args=[tier.code]),
        "may_confirm": may_confirm,
        "may_export": can_export(request.user),
    }
    return page(request, "cultivation/pools/proposals.html", context, fragment="list")


def _chips(request: HttpRequest, chips: list[Chip], kind: str, state: str) -> list[Chip]:
    chips = [*chips]
    if kind:
        chips.append(Chip("类别", ProposalKind(kind).label, with_query(request.GET, kind=None)))
    if state != ProposalState.OPEN:
        chips.append(Chip("状态", ProposalState(state).label, with_query(request.GET, state=None)))
    return chips


def _row(proposal: Proposal, *, on: date) -> Row:
    firm, tier = proposal.enterprise, proposal.tier
    if tier.programme and proposal.kind in (ProposalKind.ENTER, ProposalKind.NEAR):
        url = reverse("pools:diagnosis", args=[firm.ref, tier.programme])
    else:
        url = reverse("enterprises:detail", args=[firm.ref])
    cells = [
        Cell(firm.name, "link", url),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        Cell(proposal.get_kind_display(), "badge"),
        Cell(proposal.reason),
        _due(proposal.due_on, on=on),
        formats.day(proposal.made_on),
    ]
    if proposal.state != ProposalState.OPEN:
        who = proposal.decided_by.full_name if proposal.decided_by else "系统"
        words = f"{proposal.get_state_display()}，{who}，{formats.day(proposal.decided_on)}"
        cells.append(Cell(words, note=proposal.decision_note))
    return Row(tuple(cells), ref=proposal.ref, label=firm.name)


def _due(due_on: date | None, *, on: date) -> Cell:
    if due_on is None:
        return Cell("--", "gap")
    colour = calendar_light(due_on, on=on)
    if not colour:
        return Cell(formats.day(due_on))
    return Cell(formats.remaining(due_on, on), "light", light=colour, note=formats.day(due_on))
