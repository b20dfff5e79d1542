"""A mandate is given for days to come, one at a time for each agency, and ends when it is taken back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises.actions.give_mandate import CannotGiveMandate, give_mandate, revoke_mandate
from enterprises.models import Mandate
from portal.accounts.roles import Role
from portal.audit.models import Entry
from tests.factories.accounts import person
from tests.factories.enterprises import AgencyFactory, EnterpriseFactory, MandateFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 10, tzinfo=timezone.get_default_timezone())


def give(firm=None, agency=None, **fields):
    about = {"programmes": ["hnte"], "valid_from": ON, "valid_to": date(2027, 3, 31)}
    return give_mandate(
        firm or EnterpriseFactory(),
        agency=agency or AgencyFactory(),
        by=person(Role.ENTERPRISE),
        on=ON,
        **about | fields,
    )


def test_what_is_given_is_kept_and_written_down():
    mandate = give(programmes=["tech_sme", "hnte"], may_fill=True)
    assert (mandate.programmes, mandate.may_fill) == (["hnte", "tech_sme"], True)
    entry = Entry.objects.get(deed="mandate.given")
    assert entry.subject_ref == mandate.enterprise.ref
    assert entry.after["agency"] == mandate.agency.name
    assert entry.after["mandate_to"] == "2027-03-31"


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"programmes": []}, "programmes", "至少选一个事项"),
        ({"valid_from": ON - timedelta(days=1)}, "valid_from", "不能追溯"),
        ({"valid_to": ON - timedelta(days=1)}, "valid_to", "早于起始日期"),
    ],
)
def test_what_cannot_be_given(fields, field, says):
    with pytest.raises(CannotGiveMandate) as refusal:
        give(**fields)
    assert says in refusal.value.problems[field]
    assert not Mandate.objects.exists()


def test_one_day_is_enough():
    assert give(valid_to=ON).holds_on(ON)


def test_an_agency_of_another_city_is_refused():
    with pytest.raises(CannotGiveMandate, match="没有在本市登记"):
        give(agency=AgencyFactory(city=RegionFactory(other_city=True)))


def test_two_that_overlap_are_refused_and_two_in_a_row_are_not():
    firm, agency = EnterpriseFactory(), AgencyFactory()
    first = give(firm, agency, valid_to=date(2026, 12, 31))
    with pytest.raises(CannotGiveMandate, match="请先收回"):
        give(firm, agency, valid_from=date(2026, 12, 31))
    assert give(firm, agency, valid_from=date(2027, 1, 1)).pk != first.pk
    assert give(firm, AgencyFactory()).pk


def test_it_is_taken_back_once_with_reason_and_can_then_be_given_anew():
    firm, agency = EnterpriseFactory(), AgencyFactory()
    mandate = give(firm, agency)
    by = person(Role.ENTERPRISE)
    gone = revoke_mandate(mandate, by=by, at=AT, on=ON, reason=" 合同终止 ")
    assert (gone.revoked_at, gone.revoked_by, gone.revoked_reason) == (AT, by, "合同终止")
    assert not gone.holds_on(ON)
    assert Entry.objects.get(deed="mandate.revoked").reason == "合同终止"
    with pytest.raises(CannotGiveMandate, match="已经收回"):
        revoke_mandate(mandate, by=by, at=AT, on=ON)
    assert give(firm, agency).holds_on(ON)


def test_one_that_is_over_cannot_be_taken_back():
    over = MandateFactory(valid_to=ON - timedelta(days=1))
    with pytest.raises(CannotGiveMandate, match="已于2026-11-21到期"):
        revoke_mandate(over, by=person(Role.ENTERPRISE), at=AT, on=ON)
    last_day = MandateFactory(valid_to=ON)
    assert revoke_mandate(last_day, by=person(Role.ENTERPRISE), at=AT, on=ON).revoked_at == AT


def test_a_reason_too_long_says_how_long():
    with pytest.raises(CannotGiveMandate, match="实际有201个字"):
        revoke_mandate(MandateFactory(), by=person(Role.ENTERPRISE), at=AT, on=ON, reason="字" * 201)


@pytest.mark.parametrize("fields", [{"valid_to": date(2025, 1, 1)}, {"revoked_at": AT}])
def test_the_database_holds_what_must_not_happen(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        MandateFactory(**fields)
