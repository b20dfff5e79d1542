"""An agency is registered once, and only people who hold its role work for it, for one at a time."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from enterprises.actions.keep_agency import CannotKeepAgency, add_agency_person, register_agency, remove_agency_person
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import person
from tests.factories.enterprises import AgencyFactory, code_number
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 10, tzinfo=timezone.get_default_timezone())


def test_a_code_is_tidied_and_stands_once_in_a_city():
    code, by = code_number(7), person()
    agency = register_agency(by.acting.region, code=f" {code.lower()} ", name=" 某某事务所 ", by=by)
    assert (agency.code, agency.name) == (code, "某某事务所")
    assert Entry.objects.get(deed="agency.registered").after == {"code": code, "name": "某某事务所"}
    with pytest.raises(CannotKeepAgency, match="某某事务所"):
        register_agency(by.acting.region, code=code, name="另一家", by=by)
    assert register_agency(RegionFactory(other_city=True), code=code, name="某某事务所", by=by).pk != agency.pk


@pytest.mark.parametrize(("fields", "field"), [({"code": "123"}, "code"), ({"name": " "}, "name")])
def test_what_cannot_be_registered(fields, field):
    by = person()
    with pytest.raises(CannotKeepAgency) as refusal:
        register_agency(by.acting.region, by=by, **{"code": code_number(8), "name": "某某事务所"} | fields)
    assert list(refusal.value.problems) == [field]


def test_only_who_holds_the_role_and_works_for_nobody_else():
    agency, by, worker = AgencyFactory(), person(), person(Role.AGENCY)
    with pytest.raises(CannotKeepAgency, match="没有“服务机构”角色"):
        add_agency_person(agency, person=person(Role.ENTERPRISE), by=by, on=ON)
    with pytest.raises(CannotKeepAgency, match="已停用"):
        add_agency_person(agency, person=person(Role.AGENCY, is_active=False), by=by, on=ON)
    row = add_agency_person(agency, person=worker, by=by, on=ON)
    with pytest.raises(CannotKeepAgency, match=agency.name):
        add_agency_person(AgencyFactory(), person=worker, by=by, on=ON)
    assert remove_agency_person(row, by=by, at=AT).left_at == AT
    assert add_agency_person(AgencyFactory(), person=worker, by=by, on=ON).pk
    assert Entry.objects.filter(deed="agency_person.left").count() == 1
