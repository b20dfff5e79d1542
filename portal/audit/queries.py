"""Reads of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from portal.audit.deeds import GROUPS, field_label
from portal.audit.models import Entry
from portal.regions.models import Level, Region
from portal.web.formats import mask_phone


@dataclass(frozen=True)
class Change:
    """One field of a deed in words: before and after; None where it was not written down."""

    label: str
    before: Any
    after: Any


def history_of(subject: models.Model) -> QuerySet[Entry]:
    """Every deed done to one row, newest first."""
    return Entry.objects.filter(
        subject_type=subject._meta.label_lower, subject_ref=str(getattr(subject, "ref", "") or subject.pk)
    )


def entries_within(region: Region | None) -> QuerySet[Entry]:
    """The log of a territory, newest first: of its cities, and what belongs to no city (the portal's own work).

    The log is kept by city: a county's auditor reads the log of the city. Nothing without a territory.
    """
    if region is None:
        return Entry.objects.none()
    if region.level == Level.PROVINCE:
        inside = Q(city__parent=region)
    else:
        inside = Q(city=region if region.is_city else region.city)
    return Entry.objects.filter(inside | Q(city=None))


def matching_entries(
    entries: QuerySet[Entry],
    *,
    by: str = "",
    group: str = "",
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Entry]:
    """Entries that fit the filters of the page; an empty or unknown filter lets everything through.

    by: part of the doer's name. group: a key of portal.audit.deeds.GROUPS. subject: part of the thing's name or its
    reference. since, until: from the moment on, and before the moment.
    """
    if by:
        entries = entries.filter(by_name__icontains=by)
    if group in GROUPS:
        wanted = Q()
        for part in GROUPS[group][1]:
            wanted |= Q(deed__endswith=part) if part.startswith(".") else Q(deed__startswith=part)
        entries = entries.filter(wanted)
        if group == "people":
            entries = entries.exclude(deed__startswith="person.signed_")
    if subject:
        entries = entries.filter(Q(subject_name__icontains=subject) | Q(subject_ref=subject))
    if since is not None:
        entries = entries.filter(at__gte=since)
    if until is not None:
        entries = entries.filter(at__lt=until)
    return entries


def changes_of(entry: Entry) -> list[Change]:
    """What a deed changed, field by field, in the order it was written down."""
    before = entry.before if isinstance(entry.before, dict) else {}
    after = entry.after if isinstance(entry.after, dict) else {}
    return [
        Change(field_label(entry.subject_type, name), before.get(name), after.get(name))
        for name in [*before, *(name for name in after if name not in before)]
    ]


def changes_in_words(entry: Entry) -> list[tuple[str, str | None, str | None]]:
    """The changes as a person reads them: (field, before, after); telephone numbers masked."""
    return [(change.label, _said(change, change.before), _said(change, change.after)) for change in changes_of(entry)]


def _said(change: Change, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value) or "空"
    if isinstance(value, dict):
        return "；".join(f"{key}：{each}" for key, each in value.items()) or "空"
    text = str(value)
    if text and ("电话" in change.label or "手机" in change.label):
        return mask_phone(text)
    return text or "空"
