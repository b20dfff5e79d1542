"""Reveal a telephone number (查看完整号码); looking is written down."""

from __future__ import annotations

from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.audit.record import record


def reveal_phone(enterprise: Enterprise, *, by: User) -> str:
    """The contact's whole number; empty when none is on file."""
    record("enterprise.read", enterprise, by=by, after={"field": "contact_phone"})
    return enterprise.contact_phone
