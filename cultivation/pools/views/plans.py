"""一企一策 of a territory and a year, the soonest due first; and those of one enterprise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.enums import PlanState
from cultivation.pools.evidence.diagnosis import programmes_on
from cultivation.pools.models import FirmPlan
from cultivation.pools.permissions import can_make_plans
from cultivation.pools.queries.plans import county_plan_counts, plan_years, plans_in_force, plans_of
from cultivation.pools.views._planning import plan_crumbs
from cultivation.pools.views._request import read_filter, read_year
from enterprises.queries import visible_enterprises
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip, Crumb
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("企业", is_fixed=True),
    Column("县区", priority=2),
    Column("项目"),
    Column("状态"),
    Column("已了结", is_number=True, unit="项"),
    Column("下一项时限", priority=2),
)
OWN_COLUMNS = (
    Column("一企一策", is_fixed=True),
    Column("状态"),
    Column("已了结", is_number=True, unit="项"),
    Column("拟定", priority=2),
    Column("签发", priority=2),
    Column("企业确认", priority=3),
)
LIGHTS = {PlanState.DRAFT: "blue", PlanState.SIGNED: "green", PlanState.REPLACED: "grey"}


@require("plan.view")
def plans(request: HttpRequest) -> HttpResponse:
    """The list of a year; the address holds year, county, lateness and the words."""
    on = timezone.localdate()
    asked = read_filter(request.user, request.GET)
    years = sorted({*plan_years(request.user), on.year, on.year + 1}, reverse=True)
    year = read_year(request.GET, years, on=on)
    is_late = request.GET.get("late") == "1"
    rows = plans_in_force(request.user, asked.firms, year=year, late_on=on if is_late else None)
    chips = list(asked.chips)
    if is_late:
        chips.append(Chip("时限", "有逾期未了结", with_query(request.GET, late=None)))
    listed = paginate(rows, request.GET)
    context = {
        "asked": asked,
        "chips": chips,
        "year": year,
        "years": years,
        "is_late": is_late,
        "today": on,
        "counties": [
            (name, count, with_query(request.GET, county=code, page=None))
            for code, name, count in county_plan_counts(rows)
        ],
        "page": listed,
        "table": tables.table("一企一策", COLUMNS, [_row(each, on) for each in listed.items], query=request.GET),
        "clear_url": f"{reverse('pools:plans')}?year={year}",
        "crumbs": [Crumb("一企一策")],
    }
    return page(request, "cultivation/pools/plans.html", context, fragment="list")


@require("diagnosis.view")
def enterprise_plans(request: HttpRequest, ref: str) -> HttpResponse:
    """Every version of the plans of one enterprise; whoever may begins one here."""
    on = timezone.localdate()
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    listed = paginate(plans_of(enterprise), request.GET)
    context = {
        "enterprise": enterprise,
        "on": on,
        "page": listed,
        "table": tables.table("一企一策", OWN_COLUMNS, [_own_row(each) for each in listed.items], query=request.GET),
        "programmes": programmes_on(enterprise, on=on) if can_make_plans(request.user) else [],
        "crumbs": plan_crumbs(enterprise),
    }
    return page(request, "cultivation/pools/enterprise_plans.html", context)


def _row(plan: FirmPlan, on: object) -> tuple[Cell | object, ...]:
    firm = plan.enterprise
    return (
        Cell(firm.name, "link", reverse("pools:plan", args=[plan.ref])),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        plan.title,
        _state(plan),
        f"{plan.settled}/{plan.total}",
        Cell(formats.deadline(plan.next_due, on), "date") if plan.next_due else Cell("--", "gap"),
    )


def _own_row(plan: FirmPlan) -> tuple[Cell | object, ...]:
    return (
        Cell(
            f"{plan.year}年{plan.title}",
            "link",
            reverse("pools:plan", args=[plan.ref]),
            note=f"第{plan.version}版",
        ),
        _state(plan),
        f"{plan.settled}/{plan.total}",
        Cell(plan.made_by.full_name, note=formats.day(plan.made_at)),
        Cell(plan.signed_by.full_name, note=formats.day(plan.signed_at)) if plan.signed_by else Cell("--", "gap"),
        Cell(plan.acknowledged_by.full_name, note=formats.day(plan.acknowledged_at))
        if plan.acknowledged_by
        else Cell("--", "gap"),
    )


def _state(plan: FirmPlan) -> Cell:
    return Cell(plan.get_state_display(), "light", light=LIGHTS[PlanState(plan.state)])
