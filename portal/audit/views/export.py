"""导出操作日志: what the page shows, as a workbook, for a reason that the log keeps."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.audit.actions.note_export import CannotExport, note_export
from portal.audit.exports import log_workbook
from portal.audit.views.filters import CAPABILITY, read_log
from portal.web import say
from portal.web.formats import moment


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponseBase:
    """The workbook of the filters in the address; a refusal leads back to the page."""
    asked = read_log(request)
    user, at = request.user, timezone.now()
    entries = asked.entries.order_by("-id").filter(at__lte=at)
    try:
        note_export(
            user,
            conditions=asked.in_words,
            count=entries.count(),
            reason=request.POST.get("reason", ""),
            by=user,  # type: ignore[arg-type]
        )
    except CannotExport as refusal:
        say.refuse(request, str(refusal))
        return redirect(f"{reverse('audit:log')}?{request.GET.urlencode()}")
    file = log_workbook(entries, title=f"操作日志（{asked.in_words}）", as_of=f"截至 {moment(at)}")
    return FileResponse(file, as_attachment=True, filename=f"操作日志{timezone.localtime(at):%Y%m%d-%H%M}.xlsx")


export.capability = CAPABILITY  # type: ignore[attr-defined]
