"""Writes down that somebody took a part of the log away."""

from __future__ import annotations

from django.db import models

from portal.audit.record import Doer, record


class CannotExport(Exception):
    """Nothing was taken away; the text is a sentence for the page."""


MOST_ROWS = 5_000
REASON_LENGTH = 200


def note_export(account: models.Model, *, conditions: str, count: int, reason: str, by: Doer) -> None:
    """The log was exported by the holder of an account: by which conditions, how many rows, and why.

    Raises CannotExport: no reason, too long a one, nothing to export, or too much at once.
    """
    reason = reason.strip()
    if not reason:
        raise CannotExport("请填写导出原因，例如 配合2026年第四季度内部审计。")
    if len(reason) > REASON_LENGTH:
        raise CannotExport(f"导出原因有{len(reason)}个字，最多{REASON_LENGTH}个字。")
    if not count:
        raise CannotExport("没有符合条件的记录可以导出，请先放宽条件。")
    if count > MOST_ROWS:
        raise CannotExport(f"符合条件的记录有{count:,}条，一次最多导出{MOST_ROWS:,}条，请缩短时间范围后再导出。")
    record("log.exported", account, by=by, after={"conditions": conditions, "count": count}, reason=reason)
