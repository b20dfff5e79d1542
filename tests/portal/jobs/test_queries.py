"""Whose jobs a person sees."""

import pytest

from portal.accounts.queries import system_user
from portal.jobs.queries import matching_jobs, unfinished_jobs, visible_jobs
from tests.factories.accounts import person, stranger
from tests.factories.jobs import JobFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs():
    """One job of each asker, by a word for the asker."""
    return {
        "city": JobFactory(asked_by=person("section")),
        "county": JobFactory(asked_by=person("county", region=RegionFactory(county_qibin=True))),
        "other county": JobFactory(asked_by=person("county", region=RegionFactory(county_xun=True))),
        "other city": JobFactory(asked_by=stranger("section")),
        "system": JobFactory(asked_by=system_user(), asked_as_id=None),
    }


def seen(user, jobs) -> set[str]:
    found = set(visible_jobs(user))
    return {word for word, job in jobs.items() if job in found}


@pytest.mark.parametrize("word", ["city", "county", "other city"])
def test_without_more_a_person_sees_their_own_jobs_only(jobs, word):
    assert seen(jobs[word].asked_by, jobs) == {word}


@pytest.mark.parametrize("role", ["bureau_admin", "auditor"])
def test_the_bureau_sees_the_jobs_of_its_territory_and_the_systems(jobs, role):
    assert seen(person(role), jobs) == {"city", "county", "other county", "system"}
    assert seen(stranger(role), jobs) == {"other city", "system"}


def test_whoever_keeps_the_system_sees_every_job(jobs):
    assert seen(person("sysadmin"), jobs) == set(jobs)


def test_the_filters_of_the_list_narrow_what_is_seen():
    me = person()
    mine = JobFactory(asked_by=me, title="导入企业：春季", done=True)
    other = JobFactory(asked_by=person("county"), title="重新计算", failed=True)
    everything = visible_jobs(me)
    assert list(matching_jobs(everything, user=me)) == [other, mine]
    assert list(matching_jobs(everything, user=me, search="春季")) == [mine]
    assert list(matching_jobs(everything, user=me, state="failed")) == [other]
    assert list(matching_jobs(everything, user=me, whose="mine")) == [mine]
    assert list(matching_jobs(everything, user=me, state="nonsense", whose="nonsense")) == [other, mine]


def test_unfinished_jobs_are_those_that_wait_or_run():
    waiting, running = JobFactory(task="a"), JobFactory(task="a", running=True)
    JobFactory(task="a", done=True)
    JobFactory(task="b")
    assert list(unfinished_jobs("a")) == [waiting, running]
