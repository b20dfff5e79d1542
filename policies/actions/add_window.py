"""Enters a yearly window (年度窗口) of a place; what was entered before stays."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from policies.models import Window
from policies.permissions import can_draft_for
from portal.accounts.models import User
from portal.audit.record import record
from portal.regions.models import Region


class CannotAddWindow(Exception):
    """Nothing was written; the text says why. field: the form field it is about."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


def add_window(
    region: Region,
    *,
    programme: str,
    year: int,
    opens_on: date,
    closes_on: date,
    published_by: date | None = None,
    lapses_on: date | None = None,
    source: str,
    by: User,
) -> Window:
    """One more window. Raises CannotAddWindow outside the territory, for days out of order or out of the year, and without
    a source."""
    if not can_draft_for(by, region):
        raise CannotAddWindow(f"{region}不在您的辖区，不能登记它的窗口。", field="region")
    if closes_on < opens_on:
        raise CannotAddWindow(f"截止日期{closes_on}早于开始日期{opens_on}，请核对。", field="closes_on")
    if opens_on.year != year:
        raise CannotAddWindow(f"开始日期{opens_on}不在{year}年，请核对年度或日期。", field="opens_on")
    for name, label, day in (("published_by", "公布期限", published_by), ("lapses_on", "编号有效期", lapses_on)):
        if day is not None and day < opens_on:
            raise CannotAddWindow(f"{label}{day}早于开始日期{opens_on}，请核对。", field=name)
    source = source.strip()
    if not source:
        raise CannotAddWindow("请填写依据，例如工企业函〔2026〕160号。", field="source")
    with transaction.atomic():
        made = Window.objects.create(
            region=region,
            programme=programme,
            year=year,
            opens_on=opens_on,
            closes_on=closes_on,
            published_by=published_by,
            lapses_on=lapses_on,
            source=source[:200],
            made_by=by,
        )
        record(
            "window.added",
            made,
            by=by,
            after={
                "programme": programme,
                "year": year,
                "opens_on": opens_on,
                "closes_on": closes_on,
                "source": source,
            },
        )
    return made
