"""Who may do what to people, grants and saved views; each predicate answers one question."""

from __future__ import annotations

from portal.accounts.models import SavedView, User


def can_share_view(user: User) -> bool:
    """Whether a person may offer a view to everybody of the bureau."""
    return user.bureau_id is not None and user.acting.may("view.share")


def can_drop_view(user: User, view: SavedView) -> bool:
    """Whether a person may remove a view: their own, or one shared in their bureau when they look after those."""
    if view.user_id == user.pk:
        return True
    return view.is_shared and view.user.bureau_id == user.bureau_id and can_share_view(user)
