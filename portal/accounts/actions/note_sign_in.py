"""Writes down who came in, who did not, and who left."""

from __future__ import annotations

from portal.accounts.models import User, Visitor
from portal.audit.record import record


def note_sign_in(user: User, *, address: str, by: User) -> None:
    """A person signed in. address: where from (IP)."""
    record("person.signed_in", user, by=by, after={"address": address})


def note_sign_out(user: User, *, by: User) -> None:
    """A person signed out."""
    record("person.signed_out", user, by=by)


def note_failed_sign_in(user: User | None, *, address: str, is_locked: bool, by: Visitor) -> None:
    """A sign-in that failed, and the lockout it brought, if it did.

    user: the account tried; None when there is none. What was typed is not kept: people type passwords into the wrong
    field.
    """
    subject = user if user is not None else User(ref="", full_name="没有的账号")
    record("sign_in.locked" if is_locked else "sign_in.failed", subject, by=by, after={"address": address})
