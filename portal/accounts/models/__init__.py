"""People, bureaus, grants and the views people keep."""

from portal.accounts.models.people import NOBODY, Acting, Bureau, Grant, User, new_ref
from portal.accounts.models.saved_view import SavedView

__all__ = ["NOBODY", "Acting", "Bureau", "Grant", "SavedView", "User", "new_ref"]
