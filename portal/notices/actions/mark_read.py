"""Marking notices as read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.audit.record import record
from portal.notices.models import Notice


def mark_read(notice: Notice, *, by: User, at: datetime) -> None:
    """Marks one notice as read; the first time counts."""
    with transaction.atomic():
        if Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=at):
            record("notice.read", notice, by=by)


def mark_all_read(user: User, *, by: User, at: datetime) -> int:
    """Marks every notice of a person as read. Returns how many were not."""
    with transaction.atomic():
        count = Notice.objects.filter(to=user, read_at=None).update(read_at=at)
        if count:
            record("notice.all_read", user, by=by, after={"count": count})
    return count
