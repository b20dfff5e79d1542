"""Reads about regions."""

from django.db.models import QuerySet

from portal.regions.models import Axis, Level, Region


def region_by_code(code: str) -> Region:
    """The region with a code. Raises Region.DoesNotExist."""
    return Region.objects.get(code=code)


def cities() -> QuerySet[Region]:
    """Every city loaded."""
    return Region.objects.filter(level=Level.CITY)


def counties_of(city: Region) -> QuerySet[Region]:
    """Statutory counties of a city, in code order."""
    return Region.objects.filter(city=city, axis=Axis.STATUTORY, level=Level.COUNTY, valid_to=None)


def zones_of(city: Region) -> QuerySet[Region]:
    """Managing zones of a city, in code order."""
    return Region.objects.filter(city=city, axis=Axis.ZONE, valid_to=None)


def parts_of(city: Region) -> QuerySet[Region]:
    """Every county and zone of a city, former ones included (addresses still name them)."""
    return Region.objects.filter(city=city)
