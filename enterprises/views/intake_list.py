"""导入: the files that were uploaded in a person's territory, newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from enterprises.intake.sheets import SHEETS
from enterprises.models import Intake, IntakeState
from enterprises.queries.intakes import visible_intakes
from portal.accounts.access import require
from portal.web.formats import NOT_APPLICABLE, moment, number
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.tables import Cell, Column, Row, table

COLUMNS = (
    Column("文件", is_fixed=True),
    Column("导入什么", priority=2),
    Column("状态"),
    Column("行数", is_number=True, priority=2),
    Column("新增", is_number=True, priority=3),
    Column("修改", is_number=True, priority=3),
    Column("有错", is_number=True, priority=3),
    Column("上传人", priority=2),
    Column("上传时间", priority=2),
)
LIGHTS = {
    IntakeState.CHECKING: "blue",
    IntakeState.REFUSED: "red",
    IntakeState.CHECKED: "yellow",
    IntakeState.COMMITTING: "blue",
    IntakeState.COMMITTED: "green",
    IntakeState.DISCARDED: "grey",
}


@require("enterprise.import")
def intake_list(request: HttpRequest) -> HttpResponse:
    """One page of the list."""
    shown = paginate(visible_intakes(request.user), request.GET)
    context = {
        "page": shown,
        "table": table("导入记录", COLUMNS, [_row(each) for each in shown.items]),
        "as_of": timezone.now(),
    }
    return page(request, "enterprises/intake_list.html", context, fragment="list")


def _row(intake: Intake) -> Row:
    sheet = SHEETS.get(intake.sheet)
    return Row(
        (
            Cell(intake.file_name, "link", url=reverse("enterprises:intake", args=[intake.ref])),
            Cell(sheet.title if sheet else intake.sheet),
            Cell(intake.get_state_display(), "light", light=LIGHTS[IntakeState(intake.state)]),
            *(_count(intake, name) for name in ("all", "new", "changed", "refused")),
            Cell(intake.uploaded_by.full_name),
            Cell(moment(intake.uploaded_at)),
        )
    )


def _count(intake: Intake, name: str) -> Cell:
    return Cell(number(intake.counts[name]), "number") if name in intake.counts else Cell(NOT_APPLICABLE, "gap")
