"""Looking at the marks finds what comparing everybody would find, at a cost that does not know the city."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cultivation.pools.models import Assessment, Sweep
from cultivation.pools.recompute.moves import begin_sweep, end_sweep, is_swept, settle, texts_of
from cultivation.pools.recompute.plan import plan, plan_moved
from cultivation.pools.recompute.rulings import Ruling
from cultivation.pools.recompute.run import assess, run, write
from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise, MovedEnterprise
from policies.library import load
from tests.cultivation.pools.recompute.test_recompute import ON, PERSON, described, rulings, touch, verdict
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

__all__ = ["rulings"]


def swept(rulings, on=ON):
    """Everybody judged, and that written down."""
    texts = texts_of(rulings)
    begin_sweep(texts)
    for chunk in plan(rulings, on=on):
        run(chunk, rulings=rulings, on=on)
    end_sweep(texts)
    return texts


def ids(chunks):
    return {one for chunk in chunks for one in chunk.keys}


def test_until_everybody_was_judged_the_marks_are_not_trusted(rulings):
    enterprise = described()
    MovedEnterprise.objects.all().delete()
    assert ids(plan_moved(rulings, on=ON)) == {enterprise.pk}


def test_after_a_sweep_nothing_is_left_and_a_move_is_found_alone(rulings):
    moved, _ = described(), described()
    swept(rulings)
    assert plan_moved(rulings, on=ON) == []
    touch(moved, tech_staff_6m_e4=9 * PERSON)
    chunks = plan_moved(rulings, on=ON)
    assert ids(chunks) == {moved.pk}
    run(chunks[0], rulings=rulings, on=ON)
    assert verdict(moved).outcome == 0
    assert plan_moved(rulings, on=ON) == []


def test_one_who_moves_while_being_judged_is_judged_again(rulings):
    enterprise = described()
    swept(rulings)
    touch(enterprise, tech_staff_6m_e4=9 * PERSON)
    assessed = assess(plan_moved(rulings, on=ON)[0], rulings=rulings, on=ON)
    touch(enterprise, tech_staff_6m_e4=30 * PERSON)
    write(assessed, on=ON)
    assert ids(plan_moved(rulings, on=ON)) == {enterprise.pk}
    run(plan_moved(rulings, on=ON)[0], rulings=rulings, on=ON)
    assert (verdict(enterprise).outcome, verdict(enterprise).fact_revision) == (1, 3)


def test_the_calendar_is_found_by_its_day(rulings):
    enterprise, _ = described(founded_on=date(2025, 12, 1)), described()
    swept(rulings)
    due = date(2026, 12, 1)
    assert plan_moved(rulings, on=due - timedelta(days=1)) == []
    assert ids(plan_moved(rulings, on=due)) == ids(plan(rulings, on=due)) == {enterprise.pk}


def test_other_texts_are_compared_with_everybody(rulings):
    enterprises = [described(), described()]
    swept(rulings)
    other = load("tech_sme/2017").choosing({})
    object.__setattr__(other, "digest", "1" * 64)
    later = [Ruling("tech_sme", other, {}), *(ruling for ruling in rulings if ruling.programme != "tech_sme")]
    assert not is_swept(texts_of(later))
    assert ids(plan_moved(later, on=ON)) == {enterprise.pk for enterprise in enterprises}


def test_a_run_by_older_texts_leaves_its_enterprises_to_be_judged_again(rulings):
    enterprise = described()
    swept(rulings)
    touch(enterprise, tech_staff_6m_e4=9 * PERSON)
    slow = assess(plan_moved(rulings, on=ON)[0], rulings=rulings, on=ON)
    later = [ruling for ruling in rulings if ruling.programme != "hnte"]
    swept(later)
    assert plan_moved(later, on=ON) == []
    write(slow, on=ON)
    assert ids(plan_moved(later, on=ON)) == {enterprise.pk}


def test_a_sweep_overtaken_by_other_texts_is_not_called_complete(rulings):
    described()
    older, newer = texts_of(rulings), texts_of(rulings[:1])
    begin_sweep(older)
    begin_sweep(newer)
    end_sweep(older)
    assert not is_swept(older)
    assert not is_swept(newer)
    assert Sweep.objects.count() == 1


def test_a_sweep_forgets_the_marks_of_those_that_are_gone(rulings):
    enterprise = described()
    touch(enterprise)
    Enterprise.objects.filter(pk=enterprise.pk).update(status=EnterpriseStatus.CANCELLED)
    swept(rulings)
    assert not MovedEnterprise.objects.exists()


def test_marks_find_whatever_a_comparison_finds(rulings):
    """A hundred turns of random writes: nobody stale is without a mark, and judging the marked leaves nobody stale."""
    rng, on = random.Random(20_261_127), ON
    counties = [RegionFactory(county_qibin=True), RegionFactory(county_xun=True), None]
    firms = [described(founded_on=date(2024, 1, 1) + timedelta(days=97 * number)) for number in range(8)]
    swept(rulings)
    found = 0
    for _ in range(100):
        firm = Enterprise.objects.get(pk=rng.choice(firms).pk)
        match rng.randrange(6):
            case 0:
                touch(firm, tech_staff_6m_e4=rng.randrange(0, 40) * PERSON)
            case 1:
                Enterprise.objects.filter(pk=firm.pk).update(county=rng.choice(counties))
            case 2:
                Enterprise.objects.filter(pk=firm.pk).update(
                    status=rng.choice([EnterpriseStatus.ACTIVE, EnterpriseStatus.CANCELLED])
                )
            case 3:
                firms.append(described())
            case 4:
                on += timedelta(days=rng.randrange(0, 40))
            case 5:
                Enterprise.objects.facts_changed([one.pk for one in rng.sample(firms, 3)])
        stale = ids(plan(rulings, on=on))
        found += len(stale)
        assert stale <= ids(plan_moved(rulings, on=on))
        if rng.random() < 0.5:
            for chunk in plan_moved(rulings, on=on, size=3):
                run(chunk, rulings=rulings, on=on)
            assert plan(rulings, on=on) == []
            assert plan_moved(rulings, on=on) == []
    assert found > 50


def test_one_moved_enterprise_costs_the_same_statements_in_any_city(rulings):
    def statements():
        Enterprise.objects.facts_changed([Enterprise.objects.first().pk])
        with CaptureQueriesContext(connection) as queries:
            for chunk in plan_moved(rulings, on=ON):
                run(chunk, rulings=rulings, on=ON)
        return len(queries)

    described()
    swept(rulings)
    few = statements()
    for _ in range(5):
        described()
    swept(rulings)
    assert statements() == few
    assert Assessment.objects.count() == 12


def test_settling_without_any_sweep_takes_the_marks(rulings):
    enterprise = described()
    marks = list(MovedEnterprise.objects.values_list("pk", flat=True))
    settle(marks, [enterprise.pk], texts=texts_of(rulings))
    assert not MovedEnterprise.objects.exists()
