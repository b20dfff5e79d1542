"""The log as a workbook: the rows and order of the page."""

from __future__ import annotations

import io
from collections.abc import Iterable

from portal.audit.deeds import deed_label, role_label
from portal.audit.models import Entry
from portal.audit.queries import changes_in_words
from portal.web.formats import moment
from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec
from portal.workbooks.write import write_table

SHEET = SheetSpec(
    code="log",
    title="操作日志",
    columns=(
        ColumnSpec("时间", "at"),
        ColumnSpec("操作人", "by"),
        ColumnSpec("角色", "role"),
        ColumnSpec("操作", "deed"),
        ColumnSpec("对象", "subject"),
        ColumnSpec("对象编号", "ref", Kind.CODE),
        ColumnSpec("前后内容", "changes"),
        ColumnSpec("原因", "reason"),
    ),
    key=("at",),
)


def log_workbook(entries: Iterable[Entry], *, title: str, as_of: str) -> io.BytesIO:
    """An xlsx of these entries, at its beginning; telephone numbers masked as on the page."""
    file = io.BytesIO()
    rows = (
        {
            "at": moment(entry.at),
            "by": entry.by_name,
            "role": role_label(entry.by_role) or None,
            "deed": deed_label(entry.deed),
            "subject": entry.subject_name,
            "ref": entry.subject_ref or None,
            "changes": "；".join(_line(*change) for change in changes_in_words(entry)) or None,
            "reason": entry.reason or None,
        }
        for entry in entries
    )
    write_table(file, SHEET, rows, title=title, as_of=as_of)
    file.seek(0)
    return file


def _line(label: str, before: str | None, after: str | None) -> str:
    return f"{label}：{before} → {after or '空'}" if before is not None else f"{label}：{after or '空'}"
