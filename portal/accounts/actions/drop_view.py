"""Removes a saved view."""

from __future__ import annotations

from django.db import transaction

from portal.accounts.models import SavedView, User
from portal.accounts.permissions import can_drop_view
from portal.audit.record import record


class CannotDropView(Exception):
    """The view stays; the text says why, for the person."""


def drop_view(view: SavedView, *, by: User) -> None:
    """Removes a view. Raises CannotDropView for somebody else's."""
    if not can_drop_view(by, view):
        raise CannotDropView("这个视图是别人建立的，只有建立者或管理全局视图的人能删除。")
    with transaction.atomic():
        record("view.dropped", view, by=by, before={"query": view.query, "columns": view.columns})
        view.delete()
