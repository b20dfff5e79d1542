"""导出当前n家: the ledger as on the screen, at once or as a job."""

from __future__ import annotations

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.actions.note_export import note_export
from enterprises.exports import AT_ONCE, write_register
from enterprises.forms.register_request import read
from portal.accounts.access import require
from portal.accounts.models import kept_query
from portal.jobs.actions.start import start


@require("enterprise.export")
def export(request: HttpRequest) -> HttpResponseBase:
    """A workbook of the lines the address finds; more than AT_ONCE lines become a job with a file to fetch."""
    if not permissions.can_export(request.user):
        raise PermissionDenied("enterprise.export")
    now = timezone.now()
    on = timezone.localdate(now)
    asked = read(request.GET, request.user, on=on)
    lines = queries.register_lines(request.user, asked.wanted, on=on, sort=asked.sort)
    count = lines.count()
    columns = [column.key for column in asked.columns]
    query = kept_query(request.GET.urlencode())
    note_export(query=query, count=count, columns=columns, by=request.user)
    if count > AT_ONCE:
        arguments = {"query": query, "columns": columns, "on": on.isoformat()}
        job = start(
            "enterprises.export_register", by=request.user, title=f"导出企业台账{count}家", at=now, arguments=arguments
        )
        return redirect("jobs:detail", job.ref)
    file = BytesIO()
    write_register(file, lines, asked.columns, on=on)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"企业台账{on:%Y%m%d}.xlsx")
