import pytest
from django.core.management import call_command

from portal.regions.models import Axis, Level, Region
from portal.regions.queries import cities, counties_of, parts_of, region_by_code, zones_of

pytestmark = pytest.mark.django_db


def test_the_five_cities_are_loaded_with_their_counties_and_zones(capsys):
    call_command("load_reference")
    assert {city.code for city in cities()} == {"131000", "320600", "410600", "411700", "530300"}
    hebi = region_by_code("410600")
    assert [county.code for county in counties_of(hebi)] == ["410602", "410603", "410611", "410621", "410622"]
    assert "410671" in [zone.code for zone in zones_of(hebi)]
    assert f"{Region.objects.count()} 个" in capsys.readouterr().out


def test_loading_again_changes_nothing(capsys):
    call_command("load_reference")
    before = list(Region.objects.values())
    call_command("load_reference")
    assert list(Region.objects.values()) == before


def test_no_zone_is_anybodys_county_and_every_part_knows_its_city():
    call_command("load_reference")
    assert not Region.objects.filter(axis=Axis.ZONE, level=Level.COUNTY).exists()
    assert not Region.objects.filter(level__in=[Level.COUNTY, Level.ZONE, Level.TOWN], city=None).exists()
    hebi = region_by_code("410600")
    assert set(parts_of(hebi)) == set(counties_of(hebi)) | set(zones_of(hebi))
