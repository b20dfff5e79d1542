"""操作日志: who did what to what, when, with the state before and after."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from portal.audit.deeds import GROUPS, deed_label, role_label
from portal.audit.models import Entry
from portal.audit.queries import Change, changes_of, entries_within, matching_entries
from portal.web.formats import mask_phone
from portal.web.links import without
from portal.web.pages import page
from portal.web.pagination import step_through
from portal.web.parts import Chip

CAPABILITY = "audit.view"
_WORDS = {"by": "操作人", "subject": "对象", "since": "从", "until": "到"}


@login_required
def log(request: HttpRequest) -> HttpResponse:
    """The log of the auditor's territory, newest first. accounts stand above audit, so the guard is written out."""
    acting: Any = request.user.acting  # type: ignore[union-attr]
    if not acting.may(CAPABILITY):
        raise PermissionDenied(CAPABILITY)
    query = request.GET
    problems: list[tuple[str, str]] = []
    since = _start_of(query.get("since", ""), "since", problems)
    until = _start_of(query.get("until", ""), "until", problems)
    entries = matching_entries(
        entries_within(acting.region),
        by=query.get("by", "").strip(),
        group=query.get("group", ""),
        subject=query.get("subject", "").strip(),
        since=since,
        until=until + timedelta(days=1) if until else None,
    )
    step = step_through(entries, query, order=("-id",))
    return page(
        request,
        "portal/audit/log.html",
        {
            "step": step,
            "rows": [(entry, role_label(entry.by_role), deed_label(entry.deed), _said(entry)) for entry in step.items],
            "chips": _chips(query),
            "groups": [(key, label) for key, (label, _) in GROUPS.items()],
            "chosen": {key: query.get(key, "") for key in ("by", "group", "subject", "since", "until")},
            "problems": problems,
            "as_of": timezone.now(),
        },
        fragment="list",
    )


log.capability = CAPABILITY  # type: ignore[attr-defined]


def _start_of(text: str, name: str, problems: list[tuple[str, str]]) -> datetime | None:
    """The first moment of a day; a text that is no day is named, and filters nothing."""
    text = text.strip()
    if not text:
        return None
    try:
        day = parse_date(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        problems.append((f"“{_WORDS[name]}”填的是“{text[:20]}”，请写成 2026-11-22 这样的日期。", f"#{name}"))
        return None
    return timezone.make_aware(datetime.combine(day, time.min))


def _said(entry: Entry) -> list[tuple[str, str | None, str | None]]:
    """The changes in words: (field, before, after); telephone numbers masked."""
    return [(change.label, _value(change, change.before), _value(change, change.after)) for change in changes_of(entry)]


def _value(change: Change, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value) or "空"
    if isinstance(value, dict):
        return "；".join(f"{key}：{each}" for key, each in value.items()) or "空"
    text = str(value)
    if "电话" in change.label or "手机" in change.label:
        return mask_phone(text) if text else "空"
    return text or "空"


def _chips(query: QueryDict) -> list[Chip]:
    chips = []
    for key in ("by", "group", "subject", "since", "until"):
        value = query.get(key, "").strip()
        if value:
            label = "类别" if key == "group" else _WORDS[key]
            said = GROUPS[value][0] if key == "group" and value in GROUPS else value
            chips.append(Chip(label, said, without(query, key, query.get(key, ""))))
    return chips
