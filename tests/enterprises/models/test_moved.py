"""The database notes who has moved, whatever wrote it."""

from datetime import date

import pytest
from django.db import connection

from enterprises.actions.revise import revise
from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise, MovedEnterprise
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def noted():
    return set(MovedEnterprise.objects.values_list("enterprise_id", flat=True))


@pytest.fixture
def firm():
    made = EnterpriseFactory()
    MovedEnterprise.objects.all().delete()
    return made


def by_sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "write",
    [
        lambda firm: Enterprise.objects.facts_changed([firm.pk]),
        lambda firm: Enterprise.objects.filter(pk=firm.pk).update(county=RegionFactory(county_xun=True)),
        lambda firm: Enterprise.objects.filter(pk=firm.pk).update(
            city=RegionFactory(code="410500", name="安阳市", level="city")
        ),
        lambda firm: by_sql(
            f"UPDATE enterprises_enterprise SET fact_revision = fact_revision + 1 WHERE id = {firm.pk}"
        ),
        lambda firm: revise(firm, by=person(), on=date(2026, 11, 22), is_resident=False),
    ],
    ids=["facts", "county", "city", "by hand", "deed"],
)
def test_a_move_is_noted_whatever_makes_it(firm, write):
    write(firm)
    assert noted() == {firm.pk}


def test_new_enterprises_are_noted_one_by_one_and_in_bulk(firm):
    another = EnterpriseFactory()
    copies = [EnterpriseFactory.build(city=firm.city, county=firm.county) for _ in range(3)]
    made = Enterprise.objects.bulk_create(copies)
    assert noted() == {another.pk, *(one.pk for one in made)}


def test_what_moves_no_verdict_is_not_noted(firm):
    Enterprise.objects.filter(pk=firm.pk).update(name="鹤壁更名有限公司", contact_phone="0392-3300000")
    Enterprise.objects.filter(pk=firm.pk).update(county=firm.county, fact_revision=firm.fact_revision)
    assert noted() == set()


def test_one_that_is_gone_is_not_noted_and_one_that_comes_back_is(firm):
    Enterprise.objects.filter(pk=firm.pk).update(status=EnterpriseStatus.CANCELLED, fact_revision=9)
    EnterpriseFactory(status=EnterpriseStatus.MERGED)
    assert noted() == set()
    Enterprise.objects.filter(pk=firm.pk).update(status=EnterpriseStatus.ACTIVE)
    assert noted() == {firm.pk}


def test_a_move_since_the_marks_were_read_is_not_settled_with_them(firm):
    still = EnterpriseFactory()
    Enterprise.objects.facts_changed([firm.pk, still.pk])
    marks = list(MovedEnterprise.objects.values_list("pk", flat=True))
    Enterprise.objects.facts_changed([firm.pk])
    MovedEnterprise.objects.all().settle(marks)
    assert noted() == {firm.pk}


def test_a_mark_is_never_used_twice(firm):
    seen = []
    for _ in range(3):
        Enterprise.objects.facts_changed([firm.pk])
        seen += MovedEnterprise.objects.values_list("pk", flat=True)
        MovedEnterprise.objects.all().settle(seen)
    assert len(set(seen)) == 3
