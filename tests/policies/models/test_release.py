"""What the database holds by itself, asked by raw statements on whichever database runs."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from policies.models import Release, ReleaseSpan
from tests.factories.policies import release
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


def put_span(made: Release, since: str, until: str | None, *, kind: str = "recheck", region: object = None) -> None:
    """A span written past every action."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO policies_releasespan (release_id, programme, region_id, kind, in_force_from, in_force_to) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            [made.pk, made.programme, (region or made.region).pk, kind, since, until],
        )


def change(statement: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, list(values))


@pytest.fixture
def pair() -> tuple[Release, Release]:
    """Two releases of one programme and place, the second from 2027 on."""
    one = release(until=date(2026, 12, 31))
    two = release(
        ('version       = "2026"', 'version       = "2027"'),
        ("in_force_from = 2026-01-01", "in_force_from = 2027-01-01"),
    )
    return one, two


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-06-01", None),
        ("2026-06-01", "2026-06-01"),
        ("2025-01-01", "2026-06-01"),
        ("2026-12-31", "2027-03-01"),
        ("2020-01-01", None),
    ],
)
def test_two_texts_are_never_in_force_on_one_day(pair, since, until):
    one, two = pair
    put_span(one, "2026-06-01", "2026-12-31")
    with pytest.raises(IntegrityError):
        put_span(two, since, until)


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2027-01-01", None),
        ("2025-01-01", "2026-05-31"),
        ("2026-06-01", "2026-05-31"),
        ("2026-08-01", "2026-07-31"),
    ],
)
def test_spans_may_touch_and_one_that_never_began_takes_no_day(pair, since, until):
    one, two = pair
    put_span(one, "2026-06-01", "2026-12-31")
    put_span(two, since, until)
    assert two.spans.filter(kind="recheck").count() == 1


def test_another_kind_programme_or_place_is_no_overlap(pair):
    one, two = pair
    put_span(one, "2026-06-01", None)
    put_span(two, "2026-06-01", None, kind="other")
    ReleaseSpan.objects.filter(pk=two.spans.get(kind="other").pk).delete()
    put_span(two, "2026-06-01", None, region=RegionFactory(county_qibin=True))
    assert two.spans.filter(kind="recheck").count() == 1


def test_closing_a_span_into_the_days_of_another_is_refused(pair):
    one, two = pair
    put_span(one, "2026-06-01", "2026-06-30")
    put_span(two, "2026-03-01", "2026-05-31")
    statement = "UPDATE policies_releasespan SET in_force_to = %s WHERE release_id = %s AND kind = 'recheck'"
    with pytest.raises(IntegrityError):
        change(statement, "2026-06-15", two.pk)


@pytest.mark.parametrize("column", ["text", "digest", "version", "cases", "note"])
def test_a_release_is_never_rewritten(pair, column):
    with pytest.raises(IntegrityError):
        change(f"UPDATE policies_release SET {column} = %s WHERE id = %s", "x", pair[1].pk)


def test_only_its_end_is_written_and_never_put_off(pair):
    one, two = pair
    change("UPDATE policies_release SET in_force_to = %s WHERE id = %s", "2027-12-31", two.pk)
    change("UPDATE policies_releasespan SET in_force_to = %s WHERE release_id = %s", "2027-12-31", two.pk)
    for table, key, pk in (("policies_release", "id", two.pk), ("policies_releasespan", "release_id", two.pk)):
        for later in ("2028-12-31", None):
            with pytest.raises(IntegrityError):
                change(f"UPDATE {table} SET in_force_to = %s WHERE {key} = %s", later, pk)
    two.refresh_from_db()
    assert two.in_force_to == date(2027, 12, 31)
    assert one.in_force_to == date(2026, 12, 31)


def test_a_span_keeps_its_first_day(pair):
    with pytest.raises(IntegrityError):
        change("UPDATE policies_releasespan SET in_force_from = %s WHERE release_id = %s", "2027-02-01", pair[1].pk)


def test_a_release_is_never_deleted(pair):
    with pytest.raises(IntegrityError):
        pair[0].delete()


def test_whoever_published_cannot_have_approved(pair):
    one = pair[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        release(
            ("2026-01-01", "2029-01-01"),
            ('"2026"', '"2029"'),
            published_by=one.published_by,
            approved_by=one.published_by,
        )


def test_it_says_what_it_is(pair):
    one, _two = pair
    assert str(one) == "鹤壁市科技企业试行条件（2026，鹤壁市）"
    assert str(one.spans.order_by("kind").first()).endswith("again 2026-01-01 ～ 2026-12-31")
    assert one.city_id == one.region.pk
