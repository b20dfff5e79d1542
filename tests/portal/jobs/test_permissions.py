"""Who may stop, retry and download."""

from datetime import timedelta

import pytest

from portal.accounts.models import Grant
from portal.jobs.permissions import can_cancel, can_download, can_retry, can_see_traceback
from tests.factories.accounts import person
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "cancel", "retry"),
    [
        ({}, True, False),
        ({"running": True}, True, False),
        ({"running": True, "cancel_requested": True}, False, False),
        ({"done": True}, False, False),
        ({"failed": True}, False, True),
        ({"cancelled": True}, False, True),
    ],
    ids=["waiting", "running", "stopping", "done", "failed", "cancelled"],
)
def test_the_asker_stops_what_goes_on_and_retries_what_failed(state, cancel, retry):
    job = JobFactory(asked_by=person("county"), **state)
    assert (can_cancel(job.asked_by, job), can_retry(job.asked_by, job)) == (cancel, retry)


@pytest.mark.parametrize(
    ("role", "may"), [("bureau_admin", True), ("sysadmin", True), ("auditor", False), ("section", False)]
)
def test_others_do_so_only_when_they_manage_jobs(role, may):
    user = person(role)
    assert can_cancel(user, JobFactory()) is may
    assert can_retry(user, JobFactory(failed=True)) is may


def test_only_the_asker_downloads_and_only_for_a_week():
    job = JobFactory(done=True, with_file=True)
    assert can_download(job.asked_by, job, at=AT + timedelta(days=7, seconds=-1))
    assert not can_download(job.asked_by, job, at=AT + timedelta(days=7))
    assert not can_download(person("bureau_admin"), job, at=AT)
    assert not can_download(person("sysadmin"), job, at=AT)


def test_nothing_is_downloaded_where_there_is_no_file():
    job = JobFactory(done=True)
    assert not can_download(job.asked_by, job, at=AT)


def test_a_grant_that_has_ended_closes_the_file():
    job = JobFactory(done=True, with_file=True)
    Grant.objects.filter(pk=job.asked_as_id).update(withdrawn_at=AT)
    assert not can_download(job.asked_by, job, at=AT)


def test_a_job_asked_for_under_no_grant_opens_to_nobody():
    job = JobFactory(done=True, with_file=True, asked_as_id=None)
    assert not can_download(job.asked_by, job, at=AT)


@pytest.mark.parametrize(("role", "may"), [("sysadmin", True), ("bureau_admin", False), ("auditor", False)])
def test_tracebacks_are_for_those_who_keep_the_system(role, may):
    assert can_see_traceback(person(role)) is may
