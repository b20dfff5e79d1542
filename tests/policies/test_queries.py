"""Scope begins here: whose drafts and releases a person finds."""

import pytest

from policies.queries import draft_of, regions_ruled, visible_drafts, visible_releases
from portal.accounts.models import NOBODY
from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.policies import DraftFactory, release
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def test_rules_are_written_for_the_cities_and_counties_of_a_territory():
    RegionFactory(county_qibin=True), RegionFactory(zone_of_hebi=True), RegionFactory(other_city=True)
    assert [region.code for region in regions_ruled(person())] == ["410600", "410611"]
    province = person(region=RegionFactory(province=True))
    assert [region.code for region in regions_ruled(province)] == ["410600", "410611"]
    assert not regions_ruled(person(Role.SPECIALIST)).exists()


def test_drafts_are_seen_inside_the_territory_by_those_who_follow_them():
    draft = DraftFactory()
    assert list(visible_drafts(person(Role.AUDITOR))) == [draft]
    for nobody in (stranger(), person(Role.ENTERPRISE), person(Role.SPECIALIST), person(Role.SYSADMIN)):
        assert not visible_drafts(nobody).exists()


def test_releases_are_seen_by_whoever_they_rule():
    city = release()
    county = release(("410600", "410611"), region=RegionFactory(county_qibin=True))
    assert set(visible_releases(person(Role.LEADER))) == {city, county}
    assert set(visible_releases(person(Role.COUNTY, region=RegionFactory(county_xun=True)))) == {city}
    assert not visible_releases(stranger()).exists()
    assert not visible_releases(person(Role.ENTERPRISE)).exists()


def test_a_role_without_territory_sees_the_releases_of_its_bureau():
    city = release()
    user = person(Role.SPECIALIST)
    user.acting = type(NOBODY)(role=Role.SPECIALIST, capabilities=user.acting.capabilities)
    assert list(visible_releases(user)) == [city]
    user.bureau = None
    assert not visible_releases(user).exists()


def test_a_draft_is_found_by_its_reference():
    draft = DraftFactory()
    assert draft_of(draft.ref) == draft
    assert draft_of("01ARZ3NDEKTSV4RRFFQ69G5FAV") is None
