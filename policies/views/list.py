"""规则库: every text that is, was or will be in force, and the drafts on their way."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone

from policies.enums import DraftState
from policies.models import Draft
from policies.permissions import can_draft
from policies.queries import visible_drafts
from policies.views._texts import Text, crumbs_to, texts_for
from portal.accounts.access import require
from portal.web import formats, tables
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column

COLUMNS = (
    Column("规则", is_fixed=True),
    Column("地区", priority=2),
    Column("版本", priority=2),
    Column("施行", priority=2),
    Column("状态"),
    Column("文号", priority=3),
    Column("算例", is_number=True, priority=3, help="与预期相符的算例/全部算例"),
    Column("摘要", priority=3, help="规则内容的指纹，改一个数就不同"),
)
# Drafts that are still on their way.
OPEN = (DraftState.EDITING, DraftState.SUBMITTED, DraftState.RETURNED)


@require("rule.view")
def rules(request: HttpRequest) -> HttpResponse:
    """The list, of one programme (?programme=) or of what is in force on a day (?on=) where asked for."""
    today = timezone.localdate()
    texts = texts_for(request.user, on=today)
    titles = {text.pack.programme: text.pack.title for text in reversed(texts)}
    programme = request.GET.get("programme", "") if request.GET.get("programme", "") in titles else ""
    day = _day(request.GET)
    shown = [text for text in texts if programme in ("", text.pack.programme) and (day is None or text.covers(day))]
    drafts = (
        []
        if day is not None
        else [
            draft for draft in visible_drafts(request.user).filter(state__in=OPEN) if programme in ("", draft.programme)
        ]
    )
    listed = paginate([*drafts, *shown], request.GET)
    rows = [_draft_row(each) if isinstance(each, Draft) else _row(each) for each in listed.items]
    context = {
        "today": today,
        "titles": titles.items(),
        "programme": programme,
        "day": day.isoformat() if day is not None else "",
        "chips": _chips(request.GET, programme, titles, day),
        "page": listed,
        "table": tables.table("规则", COLUMNS, rows, query=request.GET),
        "may_draft": can_draft(request.user),
        "crumbs": crumbs_to(),
    }
    return page(request, "policies/list.html", context, fragment="list")


def _day(query: QueryDict) -> date | None:
    try:
        return date.fromisoformat(query.get("on", ""))
    except ValueError:
        return None


def _chips(query: QueryDict, programme: str, titles: dict[str, str], day: date | None) -> list[Chip]:
    chips = []
    if programme:
        chips.append(Chip("项目", titles[programme], with_query(query, programme=None)))
    if day is not None:
        chips.append(Chip("施行中", formats.day(day), with_query(query, on=None)))
    return chips


def _row(text: Text) -> tuple[object, ...]:
    pack = text.pack
    return (
        Cell(pack.title, "link", text.url, note=_where(text)),
        text.region,
        pack.version,
        Cell(_span(pack.in_force_from, pack.in_force_to), "date"),
        Cell(text.state, "light", light=text.light),
        pack.law.number,
        Cell(text.cases, "number") if text.case_count else Cell("--", "gap"),
        Cell(pack.digest[:12], "code", title=pack.digest),
    )


def _draft_row(draft: Draft) -> tuple[object, ...]:
    colour = "blue" if draft.state == DraftState.SUBMITTED else "yellow"
    return (
        Cell(
            draft.title,
            "link",
            reverse("policies:draft", args=[draft.ref]),
            note=f"{draft.author}起草",
        ),
        draft.region.name,
        Cell("草稿", "badge"),
        Cell("--", "gap"),
        Cell(draft.get_state_display(), "light", light=colour),
        Cell("--", "gap"),
        Cell("--", "gap"),
        Cell("--", "gap"),
    )


def _span(since: date, until: date | None) -> str:
    return f"{formats.day(since)} ～ {formats.day(until) if until is not None else '今'}"


def _where(text: Text) -> str:
    """Place and version once more: on a narrow screen their columns are gone."""
    return f"{text.region}，{text.pack.version}"
