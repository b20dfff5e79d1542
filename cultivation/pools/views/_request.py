"""What the pages about pools read from an address: filters on enterprises, the day, and the words they are shown by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import QueryDict

from cultivation.pools.queries.filter import NONE, FirmFilter
from cultivation.pools.queries.scope import city_of, is_whole_city, territory
from portal.accounts.models import User
from portal.codes.industries import sections
from portal.regions.models import Region
from portal.regions.queries import counties_of, zones_of
from portal.web.links import with_query
from portal.web.parts import Chip

UNKNOWN_COUNTY = "未定县区"
NO_ZONE = "不在功能区"


@dataclass(frozen=True)
class Choice:
    """One option of a select."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class Asked:
    """The filter in force, its chips, and the options of its selects; selects that cannot narrow anything are empty."""

    firms: FirmFilter
    chips: list[Chip]
    counties: list[Choice]
    zones: list[Choice]
    industries: list[Choice]


def read_filter(user: User, query: QueryDict) -> Asked:
    """The conditions on enterprises in an address. What is no county, zone or industry of the city is no condition."""
    own = territory(user)
    city = city_of(own)
    whole = is_whole_city(own)
    counties = {region.code: region for region in counties_of(city)} if city and whole else {}
    zones = {region.code: region for region in zones_of(city)} if city else {}
    county = _region(query.get("county", ""), counties if whole else {})
    zone = _region(query.get("zone", ""), zones)
    industry = query.get("industry", "") if query.get("industry", "") in sections() else ""
    words = " ".join(query.get("q", "").split())[:60]
    firms = FirmFilter(county, zone, industry, words)
    return Asked(
        firms,
        _chips(firms, query),
        _options(counties, county, UNKNOWN_COUNTY) if whole else [],
        _options(zones, zone, NO_ZONE)
        if zones and (own is None or own.pk not in {each.pk for each in zones.values()})
        else [],
        [Choice(code, f"{code} {name}", code == industry) for code, name in sections().items()],
    )


def read_day(query: QueryDict, *, on: date) -> date:
    """The day asked for by ?on=, not later than today; today when none or no day is asked for."""
    try:
        asked = date.fromisoformat(query.get("on", ""))
    except ValueError:
        return on
    return min(asked, on) if asked.year >= 1950 else on


def read_year(query: QueryDict, years: list[int], *, on: date) -> int:
    """The year asked for by ?year= among those offered, else the present one."""
    asked = query.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else on.year


def last_day(year: int, *, on: date) -> date:
    """The day a year is looked at: today, or its 31 December when it is over."""
    return on if year >= on.year else date(year, 12, 31)


def _region(code: str, known: dict[str, Region]) -> Region | str:
    if code == NONE and known:
        return NONE
    return known.get(code, "")


def _options(known: dict[str, Region], chosen: Region | str, none: str) -> list[Choice]:
    options = [
        Choice(code, region.name, isinstance(chosen, Region) and chosen.code == code) for code, region in known.items()
    ]
    return [*options, Choice(NONE, none, chosen == NONE)]


def _chips(firms: FirmFilter, query: QueryDict) -> list[Chip]:
    chips = []
    if firms.county:
        chips.append(Chip("县区", _name(firms.county, UNKNOWN_COUNTY), with_query(query, county=None)))
    if firms.zone:
        chips.append(Chip("功能区", _name(firms.zone, NO_ZONE), with_query(query, zone=None)))
    if firms.industry:
        chips.append(Chip("产业", sections()[firms.industry], with_query(query, industry=None)))
    if firms.words:
        chips.append(Chip("企业", firms.words, with_query(query, q=None)))
    return chips


def _name(region: Region | str, none: str) -> str:
    return region.name if isinstance(region, Region) else none
