"""What a request to the log asks for; the page and the export read it in the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from portal.audit.deeds import GROUPS
from portal.audit.models import Entry
from portal.audit.queries import entries_within, matching_entries
from portal.web.links import without
from portal.web.parts import Chip

CAPABILITY = "audit.view"
_WORDS = {"by": "操作人", "group": "类别", "subject": "对象", "since": "从", "until": "到"}


@dataclass(frozen=True)
class Asked:
    """The entries found, the filters as typed, their chips, and what of them was no date (sentence, where)."""

    entries: QuerySet[Entry]
    chosen: dict[str, str]
    chips: list[Chip]
    problems: list[tuple[str, str]]

    @property
    def in_words(self) -> str:
        """The filters in force as one line."""
        return "；".join(f"{chip.label}：{chip.value}" for chip in self.chips) or "全部"


def read_log(request: HttpRequest) -> Asked:
    """The part of the log an address asks for, within the reader's territory.

    Raises PermissionDenied for whoever may not read it. accounts stand above audit, so the guard is written out here.
    """
    acting: Any = request.user.acting  # type: ignore[union-attr]
    if not acting.may(CAPABILITY):
        raise PermissionDenied(CAPABILITY)
    chosen = {key: request.GET.get(key, "").strip() for key in _WORDS}
    problems: list[tuple[str, str]] = []
    since = _start_of(chosen["since"], "since", problems)
    until = _start_of(chosen["until"], "until", problems)
    entries = matching_entries(
        entries_within(acting.region),
        by=chosen["by"],
        group=chosen["group"],
        subject=chosen["subject"],
        since=since,
        until=until + timedelta(days=1) if until else None,
    )
    return Asked(entries, chosen, _chips(chosen, request.GET), problems)


def _start_of(text: str, name: str, problems: list[tuple[str, str]]) -> datetime | None:
    """The first moment of a day; a text that is no day is named, and filters nothing."""
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


def _chips(chosen: dict[str, str], query: QueryDict) -> list[Chip]:
    return [
        Chip(
            _WORDS[key],
            GROUPS[value][0] if key == "group" and value in GROUPS else value,
            without(query, key, query.get(key, "")),
        )
        for key, value in chosen.items()
        if value
    ]
