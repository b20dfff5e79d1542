"""Reads about regions."""

from django.db.models import Q, QuerySet

from portal.regions.models import Axis, Level, Region


def region_by_code(code: str) -> Region:
    """The region with a code. Raises Region.DoesNotExist."""
    return Region.objects.get(code=code)


def cities() -> QuerySet[Region]:
    """Every city loaded."""
    return Region.objects.filter(level=Level.CITY)


def statutory_places() -> list[tuple[int, str]]:
    """(key, code) of every city and statutory county, former ones included: where a local rule may apply."""
    found = Region.objects.filter(axis=Axis.STATUTORY, level__in=[Level.CITY, Level.COUNTY])
    return list(found.values_list("pk", "code"))


def counties_of(city: Region) -> QuerySet[Region]:
    """Statutory counties of a city, in code order."""
    return Region.objects.filter(city=city, axis=Axis.STATUTORY, level=Level.COUNTY, valid_to=None)


def places_of_region(region: Region) -> dict[int, str]:
    """Id → code of the places whose texts a rule of the region meets: the counties and the city itself, or the county."""
    if region.level == Level.COUNTY:
        return {region.pk: region.code}
    return {region.pk: region.code} | dict(counties_of(region).values_list("pk", "code"))


def zones_of(city: Region) -> QuerySet[Region]:
    """Managing zones of a city, in code order."""
    return Region.objects.filter(city=city, axis=Axis.ZONE, valid_to=None)


def parts_of(city: Region) -> QuerySet[Region]:
    """Every county and zone of a city, former ones included (addresses still name them)."""
    return Region.objects.filter(city=city)


def regions_within(region: Region) -> QuerySet[Region]:
    """A region and everything inside it that is still in use: cities of a province, counties and zones of a city."""
    inside = (
        Q(pk=region.pk)
        | Q(parent=region)
        | Q(city=region)
        | Q(parent__parent=region)
        | Q(city__parent=region)
        | Q(parent__city__parent=region)
    )
    return Region.objects.filter(inside, valid_to=None).order_by("code")


def lies_within(inner: Region, outer: Region) -> bool:
    """Whether a region is another or lies inside it, by the chain of parents."""
    each: Region | None = inner
    while each is not None:
        if each.pk == outer.pk:
            return True
        each = each.parent
    return False
