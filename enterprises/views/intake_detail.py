"""导入: the check and its progress, the preview, and after the writing the receipt; one address from start to end."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from enterprises.intake.errors import sentences
from enterprises.intake.receipt import receipt
from enterprises.intake.sheets import SHEETS
from enterprises.intake.steps import STEPS
from enterprises.models import Intake, IntakeRow, IntakeState, RowOutcome, RowState
from enterprises.queries.intakes import FILTERS, counts_by_filter, intake_rows, visible_intakes
from portal.accounts.access import require
from portal.jobs.views.detail import progress_of
from portal.web.formats import number
from portal.web.links import with_query
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Crumb, Fact, Tab
from portal.web.tables import Column, heads
from portal.workbooks.problems import Severity

PAGE_SIZE = 100
COLUMNS = (Column("行号", is_number=True), Column("企业", is_fixed=False), Column("结果"), Column("变化和问题"))
NOW = {IntakeState.CHECKING: 2, IntakeState.REFUSED: 2, IntakeState.CHECKED: 3, IntakeState.COMMITTING: 4}
LIGHTS = {Severity.REFUSE: ("red", "有错"), Severity.ASK: ("yellow", "请核对"), Severity.NOTE: ("grey", "提示")}
OUTCOMES = {
    RowOutcome.NEW: "blue",
    RowOutcome.CHANGED: "yellow",
    RowOutcome.UNCHANGED: "grey",
    RowOutcome.REFUSED: "red",
}
STATES = {RowState.WRITTEN: "green", RowState.HELD: "yellow", RowState.CONFLICT: "red", RowState.FAILED: "red"}


@require("enterprise.import")
def intake_detail(request: HttpRequest, ref: str) -> HttpResponse:
    """The page; htmx asks for its part `live` while a job is at work."""
    intake = get_object_or_404(visible_intakes(request.user), ref=ref)
    return page(request, "enterprises/intake_detail.html", _context(request, intake), fragment="live")


def _context(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    sheet = SHEETS[intake.sheet]
    is_shown = intake.state in (IntakeState.CHECKED, IntakeState.COMMITTED)
    context: dict[str, Any] = {
        "intake": intake,
        "sheet": sheet,
        "steps": STEPS,
        "step": NOW.get(IntakeState(intake.state), 0),
        "is_waiting": intake.is_open and intake.job is not None and not intake.job.is_finished,
        "progress": progress_of(intake.job, request.user) if intake.is_open and intake.job else None,
        "is_shown": is_shown,
        "can_discard": intake.is_discardable and intake.state != IntakeState.REFUSED,
        "as_of": timezone.now(),
        "crumbs": [Crumb("导入", reverse("enterprises:imports")), Crumb(intake.file_name)],
    }
    return {**context, **_preview(request, intake)} if is_shown else context


def _preview(request: HttpRequest, intake: Intake) -> dict[str, Any]:
    counts = counts_by_filter(intake)
    asked = request.GET.get("view", "all")
    view = asked if asked in FILTERS else "all"
    search = request.GET.get("q", "").strip()[:60]
    rows = intake_rows(intake, view=view, search=search)
    shown = paginate(rows, request.GET, default_size=PAGE_SIZE, total=None if search else counts[view])
    is_checked = intake.state == IntakeState.CHECKED
    questions = counts["asked"]
    return {
        "tabs": [
            Tab(
                label,
                with_query(request.GET, view=name if name != "all" else None, page=None),
                name == view,
                counts[name],
            )
            for name, (label, _) in FILTERS.items()
            if counts[name] or name in ("all", view)
        ],
        "view": view,
        "search": search,
        "page": shown,
        "heads": heads(COLUMNS, request.GET),
        "rows": [_row(intake, each) for each in shown.items],
        "receipt": [_fact(intake, label, count) for label, count in receipt(intake) if count or label == "读到行数"],
        "can_commit": is_checked and (counts["new"] + counts["changed"]) > 0,
        "writable": counts["new"] + counts["changed"],
        "questions": questions if is_checked else 0,
        "has_errors": bool(counts["refused"] or counts["asked"] or counts["not_written"]),
    }


def _fact(intake: Intake, label: str, count: int) -> Fact:
    """A line of the receipt; the firms without a county can be worked off from it."""
    url = ""
    if label == "县区待定":
        is_written = intake.state == IntakeState.COMMITTED
        url = reverse("enterprises:list") + "?county=none" if is_written else "?view=no_county"
    return Fact(label, number(count), url=url)


def _row(intake: Intake, row: IntakeRow) -> dict[str, Any]:
    is_settled = row.state != RowState.WAITING
    return {
        "number": row.number,
        "name": row.name or "（没有名称）",
        "key": row.key,
        "url": _enterprise_url(row),
        "colour": STATES[RowState(row.state)] if is_settled else OUTCOMES[RowOutcome(row.outcome)],
        "word": row.get_state_display() if is_settled else row.get_outcome_display(),
        "remark": row.remark,
        "kind": "changed" if row.outcome == RowOutcome.CHANGED else "new",
        "changes": row.changes,
        "problems": [(*LIGHTS[problem.severity], text) for problem, text in sentences(intake, row.problems)],
    }


def _enterprise_url(row: IntakeRow) -> str:
    return reverse("enterprises:detail", args=[row.enterprise.ref]) if row.enterprise is not None else ""
