"""Keeps a list's address under a name."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from portal.accounts.models import SavedView, User, kept_query
from portal.accounts.permissions import can_share_view
from portal.audit.record import record

MOST_VIEWS_A_PAGE = 20
NAME_LENGTH = 30
QUERY_LENGTH = 2000


class CannotSaveView(Exception):
    """The view was not kept; the text says why, for the person."""


def save_view(
    page: str, *, name: str, query: str, columns: Sequence[str] = (), is_shared: bool = False, by: User
) -> SavedView:
    """Keeps a query under a name on one page; the person's own view of the same name is replaced.

    page: the list page's URL name, "enterprises:list". query: the address after "?". columns: keys shown, in order;
    empty is the page's own choice. is_shared: offered to everybody of the bureau.
    Raises CannotSaveView: no name, too long, too many, or sharing without the right to.
    """
    name = " ".join(name.split())
    if not name:
        raise CannotSaveView("请给视图起个名称，例如“淇滨区 2027 年到期”。")
    if len(name) > NAME_LENGTH:
        raise CannotSaveView(f"视图名称有 {len(name)} 个字，最多 {NAME_LENGTH} 个字。")
    query = kept_query(query)
    if len(query) > QUERY_LENGTH:
        raise CannotSaveView("这个视图的条件太多，存不下，请减少条件后再存。")
    if is_shared and not can_share_view(by):
        raise CannotSaveView("您的角色不能建立全局视图，可以存为个人视图。")
    with transaction.atomic():
        mine = SavedView.objects.filter(user=by, page=page, is_layout=False)
        former = mine.filter(name=name).first()
        if former is None and mine.count() >= MOST_VIEWS_A_PAGE:
            raise CannotSaveView(f"一个页面最多存 {MOST_VIEWS_A_PAGE} 个视图，请先删除不用的。")
        before = {"query": former.query, "columns": former.columns, "is_shared": former.is_shared} if former else None
        after = {"query": query, "columns": list(columns), "is_shared": is_shared}
        view, _ = SavedView.objects.update_or_create(user=by, page=page, name=name, defaults=after)
        record("view.saved", view, by=by, before=before, after=after)
    return view
