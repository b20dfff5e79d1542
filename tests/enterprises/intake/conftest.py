"""People and regions for imports."""

import pytest

from tests.factories.accounts import person
from tests.factories.regions import RegionFactory


@pytest.fixture
def places(db):
    """The demo city with two counties and a zone."""
    for trait in ("county_qibin", "county_xun", "zone_of_hebi"):
        RegionFactory(**{trait: True})
    return RegionFactory(city_of_hebi=True)


@pytest.fixture
def officer(places):
    """An administrator of the city's bureau."""
    return person(region=places)
