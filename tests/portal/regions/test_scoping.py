import pytest

from enterprises.models import Enterprise
from portal.regions.models import Region
from portal.regions.queries import lies_within, regions_within
from portal.regions.scoping import RegionScope
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms() -> dict[str, Enterprise]:
    """Four firms of Hebi, one on both axes and one with no county known, and one of another city."""
    hebi, langfang = RegionFactory(city_of_hebi=True), RegionFactory(other_city=True)
    qibin, xun = RegionFactory(county_qibin=True), RegionFactory(county_xun=True)
    zone = RegionFactory(zone_of_hebi=True)

    def firm(number: int, name: str, city: Region, county: Region | None, zone: Region | None) -> Enterprise:
        return Enterprise.objects.create(code=f"{number:018d}", name=name, city=city, county=county, zone=zone)

    return {
        "qibin": firm(1, "qibin", hebi, qibin, None),
        "both": firm(2, "both", hebi, qibin, zone),
        "xun": firm(3, "xun", hebi, xun, None),
        "unknown": firm(4, "unknown", hebi, None, None),
        "langfang": firm(5, "langfang", langfang, None, None),
    }


@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("410000", {"qibin", "both", "xun", "unknown"}),
        ("410600", {"qibin", "both", "xun", "unknown"}),
        ("410611", {"qibin", "both"}),
        ("410621", {"xun"}),
        ("410671", {"both"}),
        ("131000", {"langfang"}),
    ],
)
def test_a_territory_meets_its_own_rows_only(firms, code, seen):
    region = Region.objects.get(code=code)
    assert set(Enterprise.objects.within(region).values_list("name", flat=True)) == seen


def test_a_firm_whose_county_is_unknown_belongs_to_the_city_alone(firms):
    counties = Region.objects.filter(level="county")
    assert counties.count() == 2
    for county in counties:
        assert firms["unknown"] not in Enterprise.objects.within(county)


def test_no_territory_meets_nothing(firms):
    assert not Enterprise.objects.within(None).exists()


def test_the_two_axes_never_count_a_firm_twice(firms):
    counties, zones = Region.objects.filter(level="county"), Region.objects.filter(axis="zone")
    city = Region.objects.get(code="410600")
    by_county = sum(Enterprise.objects.within(each).count() for each in counties)
    by_zone = sum(Enterprise.objects.within(each).count() for each in zones)
    unknown = Enterprise.objects.within(city).filter(county=None).count()
    assert by_county + unknown == Enterprise.objects.within(city).count() == 4
    assert by_zone == 1
    assert [firm.name for firm in Enterprise.objects.within(city).order_by("id")] == ["qibin", "both", "xun", "unknown"]


def test_the_condition_reaches_through_a_relation(firms):
    where = RegionScope(Region.objects.get(code="410611")).where(city="a__city", county="a__county", zone="a__zone")
    assert where.children == [("a__county", Region.objects.get(code="410611").pk)]


def test_what_lies_within_follows_the_parents(firms):
    province, city = Region.objects.get(code="410000"), Region.objects.get(code="410600")
    county, zone = Region.objects.get(code="410611"), Region.objects.get(code="410671")
    town = RegionFactory(code="410611001", name="镇", level="town", parent=county, city=city)
    assert set(regions_within(city)) == {city, county, Region.objects.get(code="410621"), zone, town}
    assert set(regions_within(county)) == {county, town}
    assert set(regions_within(province)) == {province, *regions_within(city)}
    for inner in (county, zone, town, city):
        assert lies_within(inner, city)
        assert lies_within(inner, province)
    assert not lies_within(city, county)
    assert not lies_within(Region.objects.get(code="131000"), city)
