"""Reads of notices; everybody sees their own only."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.notices.models import Notice


def notices_of(user: User, *, unread_only: bool = False) -> QuerySet[Notice]:
    """A person's notices, newest first."""
    notices = Notice.objects.filter(to=user)
    return notices.filter(read_at=None) if unread_only else notices


def unread_count(user: User) -> int:
    """How many notices a person has not opened."""
    return Notice.objects.filter(to=user, read_at=None).count()
