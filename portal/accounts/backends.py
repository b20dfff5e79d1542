"""How the portal recognises people: username in any case, and everything a request needs of them in one read."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from portal.accounts.models import User
from portal.accounts.queries import signed_in_person


class People(ModelBackend):
    """Checks passwords like Django's own; a closed account gets through to the page that says so, and no further."""

    def user_can_authenticate(self, user: User) -> bool:
        """Whether a right password counts. A closed account: yes, the sign-in page then explains; it gets no session."""
        return not user.is_system

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; None once the account is closed, so that open sessions end with the next click."""
        user = signed_in_person(user_id)
        return user if user is not None and user.is_active and not user.is_system else None
