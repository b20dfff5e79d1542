"""Where one enterprise stands on its ladders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, Q

from cultivation.pools.enums import MembershipState
from cultivation.pools.models import Membership, Tier
from enterprises.models import Certificate, Enterprise


@dataclass(frozen=True)
class Rung:
    """One tier of a ladder for one enterprise. held: 在库, or the title that proves the tier; until: its last day."""

    tier: Tier
    is_member: bool
    has_title: bool
    until: date | None

    @property
    def is_held(self) -> bool:
        """Whether the enterprise stands on this rung."""
        return self.is_member or self.has_title


@dataclass(frozen=True)
class Ladder:
    """A ladder with its rungs, lowest first."""

    name: str
    rungs: tuple[Rung, ...]


def places_of(enterprise: Enterprise, *, on: date) -> tuple[Ladder, ...]:
    """Every ladder offered to the enterprise's city, with the rungs it stands on. Three queries."""
    tiers = Tier.objects.filter(Q(ladder__city=None) | Q(ladder__city=enterprise.city_id)).select_related("ladder")
    member_of = set(
        Membership.objects.filter(enterprise=enterprise, state=MembershipState.ACTIVE).values_list("tier_id", flat=True)
    )
    titles = {
        certificate.scheme: certificate.valid_to
        for certificate in Certificate.objects.filter(enterprise=enterprise).valid_on(on).order_by("valid_to")
    }
    ladders = []
    national_first = tiers.order_by(F("ladder__city").asc(nulls_first=True), "ladder_id", "position")
    for ladder, rungs in groupby(national_first, key=lambda tier: tier.ladder):
        ladders.append(
            Ladder(
                ladder.name,
                tuple(
                    Rung(
                        tier,
                        is_member=tier.pk in member_of,
                        has_title=bool(tier.scheme) and tier.scheme in titles,
                        until=titles.get(tier.scheme),
                    )
                    for tier in rungs
                ),
            )
        )
    return tuple(ladders)
