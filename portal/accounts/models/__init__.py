"""People, bureaus, grants and the views people keep."""

from portal.accounts.models.people import NOBODY, Acting, Bureau, Grant, User, Visitor, new_ref
from portal.accounts.models.saved_view import SavedView, kept_query

__all__ = ["NOBODY", "Acting", "Bureau", "Grant", "SavedView", "User", "Visitor", "kept_query", "new_ref"]
