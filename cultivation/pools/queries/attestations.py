"""Frozen verdicts, inside the person's scope."""

from __future__ import annotations

from django.db.models import QuerySet

from cultivation.pools.models import Attestation
from enterprises.models import Enterprise
from enterprises.queries import visible_enterprises
from portal.accounts.models import User


def visible_attestations(user: User) -> QuerySet[Attestation]:
    """Those of enterprises the person may see."""
    return Attestation.objects.filter(enterprise__in=visible_enterprises(user).values("pk")).select_related(
        "enterprise", "made_by"
    )


def attestations_of(enterprise: Enterprise, programme: str) -> QuerySet[Attestation]:
    """The latest of one enterprise under one programme, without what they hold."""
    rows = Attestation.objects.filter(enterprise=enterprise, programme=programme)
    return rows.defer("content").select_related("made_by")[:10]
