"""高企巩固: the coverage rates of the valid 高企 of a year, county by county, and the firms behind every number."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cultivation.pools import exports
from cultivation.pools.enums import Answer, RetentionItem
from cultivation.pools.permissions import can_export
from cultivation.pools.queries.filter import NONE
from cultivation.pools.queries.retention import (
    IP,
    ITEMS,
    County,
    Coverage,
    coverage_by_county,
    last_day_of,
    standard_for,
    state_is,
    total_of,
    valid_firms,
)
from cultivation.pools.queries.scope import city_of
from cultivation.pools.views._export import is_wanted
from cultivation.pools.views._request import UNKNOWN_COUNTY, read_filter, read_year
from cultivation.pools.views._retention import STATE_WORDS, TITLES, lines_of, need_of
from enterprises.models import Enterprise
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column

YEARS = 4
COLUMNS = (
    Column("企业", is_fixed=True),
    Column("县区", priority=2),
    Column("知识产权"),
    Column("研发项目备案"),
    Column("辅助账"),
    Column("加计扣除"),
)


@require("pool.view")
def retention(request: HttpRequest) -> HttpResponse:
    """One year (?year=); ?item= and ?state= name the firms behind a number of the table."""
    on = timezone.localdate()
    years = list(range(on.year, on.year - YEARS, -1))
    year = read_year(request.GET, years, on=on)
    asked = read_filter(request.user, request.GET)
    standard = standard_for(city_of(request.user.acting.region), year)
    firms = valid_firms(request.user, asked.firms, year=year, on=on, standard=standard)
    counties = coverage_by_county(firms)
    item, state = request.GET.get("item", ""), request.GET.get("state", "")
    if item not in ITEMS or state not in STATE_WORDS:
        item = state = ""
    if item:
        firms = firms.filter(state_is(item, state))
    firms = firms.select_related("county", "zone").order_by("name", "id")
    if "format" in request.GET and is_wanted(request, "retention", count=firms.count()):
        as_of = f"{year}年，截至{last_day_of(year, on=on)}"
        return exports.retention(
            ((firm, lines_of(firm, year, standard, on=on)) for firm in firms), title="高企巩固", as_of=as_of
        )
    listed = paginate(firms, request.GET)
    chips = [*asked.chips]
    if item:
        chips.append(Chip(TITLES[item], STATE_WORDS[state], with_query(request.GET, item=None, state=None)))
    context = {
        "asked": asked,
        "chips": chips,
        "year": year,
        "years": years,
        "day": last_day_of(year, on=on),
        "standard": standard,
        "need": need_of(standard) if standard else "",
        "counties": [
            _county(each, each.name or UNKNOWN_COUNTY, {"county": each.code or NONE}, request, year, standard)
            for each in counties
        ]
        if asked.counties
        else [],
        "total": _county(total_of(counties), "合计", {}, request, year, standard) if counties else None,
        "items": [TITLES[each] for each in ITEMS if each != IP or standard],
        "page": listed,
        "table": tables.table(
            "高企巩固", COLUMNS, [_row(each, year, standard, on) for each in listed.items], query=request.GET
        ),
        "clear_url": f"{reverse('pools:retention')}?year={year}",
        "may_export": can_export(request.user),
        "may_set": request.user.acting.may("target.set"),
        "targets": _targets(standard),
    }
    return page(request, "cultivation/pools/retention.html", context, fragment="list")


def _county(
    county: County, name: str, where: dict[str, str], request: HttpRequest, year: int, standard: Any
) -> dict[str, Any]:
    """A row of the table: every number leads to the list of as many firms."""
    shown = [each for each in county.coverages if each.item != IP or standard is not None]
    return {
        "name": name,
        "firms": county.firms,
        "cells": [_coverage(each, request, year, where, _goal(each, standard)) for each in shown],
    }


def _goal(found: Coverage, standard: Any) -> tuple[str, str]:
    """Colour and words of whether the rate asked for is reached; not known while the unknown could reach it."""
    asked = {
        RetentionItem.RD_PROJECT: "rd_percent",
        RetentionItem.LEDGER: "ledger_percent",
        RetentionItem.DEDUCTION: "deduction_percent",
    }
    if standard is None or found.item not in asked or not found.base:
        return "", ""
    goal = getattr(standard, asked[found.item])
    if found.met * 100 >= goal * found.base:
        return "green", "达到"
    if (found.met + found.unknown) * 100 >= goal * found.base:
        return "grey", "还不能判断"
    return "red", "未达到"


def _coverage(
    found: Coverage, request: HttpRequest, year: int, where: dict[str, str], goal: tuple[str, str]
) -> dict[str, Any]:
    parts = [("unmet", found.unmet), ("unknown", found.unknown), ("out", found.out)]
    return {
        "rate": formats.percent(found.rate, 1) if found.rate is not None else "--",
        "parts": f"{found.met}/{found.base}",
        "colour": goal[0],
        "goal": goal[1],
        "gaps": [
            (
                STATE_WORDS[state],
                count,
                with_query(request.GET, year=str(year), item=found.item, state=state, page=None, **where),
            )
            for state, count in parts
            if count
        ],
    }


def _targets(standard: Any) -> str:
    if standard is None:
        return ""
    return (
        f"要求：研发项目备案{standard.rd_percent}%，辅助账{standard.ledger_percent}%，"
        f"加计扣除享受{standard.deduction_percent}%；知识产权{need_of(standard)}。"
        f"依据{standard.source}，自{standard.from_year}年起。"
    )


def _short(firm: Enterprise, item: str, standard: Any) -> str:
    """What a cell adds to its light; the whole reason stands in the checklist of the enterprise."""
    if item == IP:
        return f"{firm.ip_count}/{standard.ip_min}项，Ⅰ类{firm.ip_one}/{standard.class_one_min}"
    return "没有研发项目" if item == RetentionItem.RD_PROJECT and firm.rd == Answer.NONE else ""


def _row(firm: Enterprise, year: int, standard: Any, on: Any) -> tuple[Cell, ...]:
    lines = {line.item: line for line in lines_of(firm, year, standard, on=on)}
    cells = []
    for item in (IP, *RetentionItem.values):
        line = lines.get(item)
        if line is None:
            cells.append(Cell("没有定标准", "gap"))
        elif line.verdict is None:
            cells.append(Cell("不计入分母", "light", light="grey"))
        else:
            word, colour = {1: ("已做到", "green"), 0: ("没做到", "red"), -1: ("未知", "grey")}[line.verdict]
            cells.append(Cell(word, "light", light=colour, note=_short(firm, item, standard)))
    return (
        Cell(firm.name, "link", reverse("pools:firm_retention", args=[firm.ref])),
        Cell(firm.county.name) if firm.county else Cell("未定", "gap"),
        *cells,
    )
