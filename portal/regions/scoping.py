"""Data scope by territory: the one rule that turns a region into a filter."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from portal.regions.models import Axis, Level, Region


@dataclass(frozen=True)
class RegionScope:
    """The part of the territory a grant covers: a province, a city, a county or a managing zone."""

    region: Region

    def where(self, *, city: str = "city", county: str = "county", zone: str = "zone") -> Q:
        """The condition on a table whose columns `city`, `county` and `zone` point at regions.

        A row whose county is unknown belongs to the city only: no county sees it, none owes for it.
        """
        region = self.region
        if region.axis == Axis.ZONE:
            return Q(**{zone: region.pk})
        if region.level == Level.PROVINCE:
            return Q(**{f"{city}__parent": region.pk})
        if region.level == Level.CITY:
            return Q(**{city: region.pk})
        return Q(**{county: region.pk})


class ScopedQuerySet(models.QuerySet):
    """A queryset of rows that lie somewhere (columns city, county, zone)."""

    def within(self, region: Region | None):
        """Rows inside a region; none when there is no region."""
        if region is None:
            return self.none()
        return self.filter(RegionScope(region).where())
