"""错误报告: the failing rows as the person's own workbook."""

from __future__ import annotations

import io
from pathlib import PurePath

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from enterprises.intake.errors import write_error_workbook
from enterprises.models import IntakeState
from enterprises.queries.intakes import visible_intakes
from portal.accounts.access import require
from portal.web import say
from portal.workbooks.guard import WorkbookRefused


@require("enterprise.import")
def intake_errors(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The workbook; back to the import when there is nothing to hand out."""
    intake = get_object_or_404(visible_intakes(request.user), ref=ref)
    if intake.state not in (IntakeState.CHECKED, IntakeState.COMMITTED):
        say.note(request, "检查完成以后才有错误报告。")
        return redirect("enterprises:intake", intake.ref)
    return _answer(request, intake) or redirect("enterprises:intake", intake.ref)


def _answer(request: HttpRequest, intake) -> HttpResponse | FileResponse | None:
    target = io.BytesIO()
    try:
        count = write_error_workbook(intake, target, on=timezone.localdate(intake.uploaded_at))
    except (WorkbookRefused, FileNotFoundError):
        say.refuse(request, "原文件已经读不到了，请重新上传。")
        return None
    if not count:
        say.note(request, "没有需要改的行。")
        return None
    target.seek(0)
    name = f"{PurePath(intake.file_name).stem}-错误报告.xlsx"
    return FileResponse(target, as_attachment=True, filename=name)
