import pytest

from cultivation.targets.permissions import can_export, can_set_targets, can_set_targets_of
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_only_the_bureaus_administrator_sets_targets(role):
    assert can_set_targets(person(role)) is (role == Role.BUREAU_ADMIN)


def test_targets_are_set_for_ones_own_city_only():
    hebi = RegionFactory(city_of_hebi=True)
    assert can_set_targets_of(person(), hebi)
    assert not can_set_targets_of(stranger(), hebi)
    assert not can_set_targets_of(person(region=RegionFactory(county_qibin=True)), hebi)
    assert not can_set_targets_of(person(Role.SECTION), hebi)


def test_the_portal_itself_sets_the_targets_of_any_city():
    assert can_set_targets_of(system_user(), RegionFactory(other_city=True))


def test_leaders_look_and_carry_nothing_out():
    assert can_export(person(Role.AUDITOR))
    assert not can_export(person(Role.LEADER))
