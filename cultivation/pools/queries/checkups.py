"""Check-ups and the clinics that make them, inside the person's scope."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from cultivation.pools.models import CheckUp, CheckUpPart, Clinic
from enterprises.models import Enterprise
from enterprises.queries import visible_enterprises
from portal.accounts.models import User
from portal.regions.models import Axis, Level, Region
from portal.regions.queries import regions_within


def visible_checkups(user: User) -> QuerySet[CheckUp]:
    """Those of enterprises the person may see, with their parts, their verdicts and the one before."""
    parts = CheckUpPart.objects.select_related("attestation")
    rows = CheckUp.objects.filter(enterprise__in=visible_enterprises(user).values("pk"))
    return rows.select_related("enterprise", "made_by", "clinic", "previous").prefetch_related(
        Prefetch("parts", parts), Prefetch("previous__parts", parts)
    )


def checkups_of(enterprise: Enterprise) -> QuerySet[CheckUp]:
    """Those of one enterprise, the latest first, without what they hold."""
    parts = CheckUpPart.objects.defer("attestation__content")
    rows = CheckUp.objects.filter(enterprise=enterprise).defer("content")
    return rows.select_related("made_by", "clinic").prefetch_related(Prefetch("parts", parts))


def visible_clinics(user: User) -> QuerySet[Clinic]:
    """The clinics of a person's territory and of the city it lies in, by name, with how many check-ups name each.

    A role without a territory of its own sees those of its bureau's.
    """
    region = user.acting.region or (user.bureau.region if user.bureau else None)
    if region is None:
        return Clinic.objects.none()
    inside = regions_within(region).values("pk")
    rows = Clinic.objects.filter(Q(region__in=inside) | Q(region=region.city_id))
    return rows.select_related("region").annotate(made=Count("checkups")).order_by("region__code", "name", "id")


def open_clinics(user: User, *, on: date) -> QuerySet[Clinic]:
    """Those that may make a check-up on a day."""
    return visible_clinics(user).filter(Q(closed_on=None) | Q(closed_on__gt=on), started_on__lte=on)


def clinic_regions(user: User) -> QuerySet[Region]:
    """Where the person may set up a clinic: the cities and counties of their territory."""
    region = user.acting.region
    if region is None:
        return Region.objects.none()
    return regions_within(region).filter(axis=Axis.STATUTORY, level__in=[Level.CITY, Level.COUNTY])
