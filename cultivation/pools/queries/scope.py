"""Whose enterprises a person counts: the territory of the role they act in, as one condition."""

from __future__ import annotations

from django.db.models import Q

from portal.accounts.models import User
from portal.accounts.roles import Scope
from portal.regions.models import Axis, Region
from portal.regions.scoping import RegionScope

NOTHING = Q(pk__in=())


def territory(user: User) -> Region | None:
    """The region a person looks after, or None for a role without territory."""
    return user.acting.region if user.acting.scope == Scope.TERRITORY else None


def within_territory(user: User, *, prefix: str = "enterprise__") -> Q:
    """The condition on rows that lead to an enterprise by `prefix`: inside the person's territory; else nothing."""
    region = territory(user)
    if region is None:
        return NOTHING
    return RegionScope(region).where(city=f"{prefix}city", county=f"{prefix}county", zone=f"{prefix}zone")


def city_of(region: Region | None) -> Region | None:
    """The city a territory belongs to: itself, or the one it lies in; None for a province."""
    if region is None or region.is_city:
        return region
    return region.city


def region_code(user: User) -> str | None:
    """The code whose texts apply where a person works; None for a role without territory: the nation's."""
    region = territory(user)
    return region.code if region is not None else None


def is_whole_city(region: Region | None) -> bool:
    """Whether a territory is a whole city or more: only then are firms without a county seen."""
    return region is not None and region.axis == Axis.STATUTORY and (region.is_city or region.city_id is None)
