"""Which enterprises a person sees."""

from datetime import date

import pytest
from django.utils import timezone

from enterprises.queries import all_enterprises_for_recompute, visible_enterprises
from portal.accounts.models import NOBODY
from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import (
    AgencyPersonFactory,
    AssignmentFactory,
    EnterpriseFactory,
    MandateFactory,
    MemberFactory,
)
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def firms() -> dict[str, object]:
    return {
        "qibin": EnterpriseFactory(),
        "xun": EnterpriseFactory(in_xun=True),
        "unknown": EnterpriseFactory(without_county=True),
        "zone": EnterpriseFactory(in_xun=True, zone=RegionFactory(zone_of_hebi=True)),
        "elsewhere": EnterpriseFactory(elsewhere=True),
    }


def seen(user, firms) -> set[str]:
    ids = set(visible_enterprises(user).values_list("pk", flat=True))
    return {name for name, firm in firms.items() if firm.pk in ids}


def test_a_province_sees_its_cities(firms):
    province = person(region=RegionFactory(province=True), full_name="省厅管理员")
    assert seen(province, firms) == {"qibin", "xun", "unknown", "zone"}


def test_a_city_sees_its_own(firms):
    assert seen(person(Role.SECTION, full_name="本区专员"), firms) == {"qibin", "xun", "unknown", "zone"}


def test_a_stranger_sees_none_of_them(firms):
    assert seen(stranger(full_name="外区专员"), firms) == {"elsewhere"}


def test_a_county_sees_its_own_and_never_the_unknown(firms):
    assert seen(person(Role.COUNTY, region=RegionFactory(county_qibin=True)), firms) == {"qibin"}
    assert seen(person(Role.COUNTY, region=RegionFactory(county_xun=True)), firms) == {"xun", "zone"}


def test_a_zone_sees_what_it_manages(firms):
    assert seen(person(Role.COUNTY, region=RegionFactory(zone_of_hebi=True)), firms) == {"zone"}


def test_a_specialist_sees_open_assignments_only(firms):
    user = person(Role.SPECIALIST)
    AssignmentFactory(user=user, enterprise=firms["xun"])
    AssignmentFactory(user=user, enterprise=firms["qibin"], until=date(2026, 10, 1))
    AssignmentFactory(enterprise=firms["unknown"])
    assert seen(user, firms) == {"xun"}


def test_an_enterprise_sees_itself_while_its_person_belongs_to_it(firms):
    user = person(Role.ENTERPRISE)
    MemberFactory(user=user, enterprise=firms["zone"])
    MemberFactory(user=user, enterprise=firms["qibin"], left_at=timezone.now())
    assert seen(user, firms) == {"zone"}


def test_without_business_scope_nothing_is_seen(firms):
    assert seen(person(Role.SYSADMIN), firms) == set()
    nobody = person()
    nobody.acting = NOBODY
    assert seen(nobody, firms) == set()


def test_the_systems_own_work_sees_all_in_order(firms):
    ids = list(all_enterprises_for_recompute().values_list("pk", flat=True))
    assert ids == sorted(firm.pk for firm in firms.values())


def test_an_agency_sees_exactly_what_it_is_mandated_for(firms):
    on = date(2026, 11, 22)
    user = person(Role.AGENCY)
    agency = AgencyPersonFactory(user=user).agency
    MandateFactory(enterprise=firms["qibin"], agency=agency, valid_from=on, valid_to=on)
    MandateFactory(enterprise=firms["xun"])
    for day, expected in ((date(2026, 11, 21), set()), (on, {"qibin"}), (date(2026, 11, 23), set())):
        user.acting = user.grants.get().acting(day)
        assert seen(user, firms) == expected


def test_without_a_day_of_work_an_agency_sees_nothing(firms):
    user = person(Role.AGENCY)
    MandateFactory(enterprise=firms["qibin"], agency=AgencyPersonFactory(user=user).agency)
    assert user.acting.on is None
    assert seen(user, firms) == set()


def test_a_mandate_taken_back_and_a_person_who_left_see_nothing(firms):
    on = date(2026, 11, 22)
    user = person(Role.AGENCY)
    user.acting = user.grants.get().acting(on)
    row = AgencyPersonFactory(user=user)
    mandate = MandateFactory(enterprise=firms["qibin"], agency=row.agency)
    assert seen(user, firms) == {"qibin"}
    row.left_at = timezone.now()
    row.save()
    assert seen(user, firms) == set()
    row.left_at = None
    row.save()
    mandate.revoked_at, mandate.revoked_by = timezone.now(), person()
    mandate.save()
    assert seen(user, firms) == set()
