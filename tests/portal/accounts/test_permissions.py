import pytest

from portal.accounts.permissions import (
    can_change_standing,
    can_drop_view,
    can_manage,
    can_manage_bureau,
    can_manage_people,
    can_manage_territory,
    can_share_view,
)
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from tests.factories.accounts import BureauFactory, SavedViewFactory, UserFactory, person, stranger
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def test_people_are_managed_by_the_administrator_and_by_the_portal_itself():
    assert can_manage_people(person(Role.SYSADMIN))
    assert can_manage_people(system_user())
    assert not can_manage_people(person(Role.BUREAU_ADMIN))


def test_a_territory_is_managed_inside_the_own_bureau_only():
    admin, system, elsewhere = person(Role.SYSADMIN), system_user(), RegionFactory(other_city=True)
    county, zone = RegionFactory(county_qibin=True), RegionFactory(zone_of_hebi=True)
    assert all(can_manage_territory(admin, region) for region in (admin.bureau.region, county, zone, None))
    assert not can_manage_territory(admin, elsewhere)
    assert not can_manage_territory(person(Role.SECTION), county)
    assert can_manage_territory(system, elsewhere)
    assert not can_manage_territory(person(Role.SYSADMIN, bureau=None), county)


def test_people_without_a_bureau_belong_to_the_portal():
    admin = person(Role.SYSADMIN)
    assert can_manage_bureau(admin, admin.bureau)
    assert not can_manage_bureau(admin, None)
    assert can_manage_bureau(system_user(), None)


def test_a_bureau_of_a_county_is_managed_from_its_city_and_not_the_reverse():
    city_admin = person(Role.SYSADMIN)
    county_bureau = BureauFactory(region=RegionFactory(county_xun=True), name="浚县科技局")
    county_admin = person(Role.SYSADMIN, bureau=county_bureau)
    assert can_manage(city_admin, county_admin)
    assert not can_manage(county_admin, city_admin)
    assert not can_manage(city_admin, system_user())


def test_standing_is_changed_by_others_never_by_oneself():
    admin = person(Role.SYSADMIN)
    assert can_change_standing(admin, UserFactory())
    assert not can_change_standing(admin, admin)
    assert not can_change_standing(admin, stranger())


def test_views_are_shared_by_who_may_and_dropped_by_owner_or_keeper():
    keeper, colleague, outsider = person(), person(Role.SECTION), stranger()
    assert can_share_view(keeper)
    assert not can_share_view(colleague)
    assert not can_share_view(person(bureau=None))
    shared = SavedViewFactory(user=colleague, is_shared=True)
    private = SavedViewFactory(user=colleague)
    assert can_drop_view(colleague, private)
    assert can_drop_view(keeper, shared)
    assert not can_drop_view(keeper, private)
    assert not can_drop_view(outsider, shared)
