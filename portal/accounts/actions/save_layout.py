"""Keeps the columns a person wants to see on a page."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from portal.accounts.models import SavedView, User
from portal.audit.record import record


def save_layout(page: str, *, columns: Sequence[str], by: User) -> SavedView:
    """Keeps the columns of a page for one person, on every machine; no columns means the page's own choice.

    page: the list page's URL name. columns: keys, in the order shown.
    """
    with transaction.atomic():
        former = SavedView.objects.filter(user=by, page=page, is_layout=True).first()
        before = {"columns": former.columns} if former else None
        layout, _ = SavedView.objects.update_or_create(
            user=by, page=page, name="", defaults={"columns": list(columns), "is_layout": True}
        )
        record("layout.saved", layout, by=by, before=before, after={"columns": list(columns)})
    return layout
