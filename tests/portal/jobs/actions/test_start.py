"""Starting a job writes it down first."""

import pytest
from django.db import transaction

from portal.audit.models import Entry
from portal.jobs.actions.start import start
from portal.jobs.models import Job, State
from tests.factories.accounts import person
from tests.factories.jobs import AT

TASK = "jobs.clear_files"

pytestmark = pytest.mark.django_db


def test_a_job_remembers_who_asked_in_which_grant_and_waits():
    by = person("county")
    job = start(TASK, by=by, title="导入企业", at=AT, arguments={"intake": 7}, link="/w/imports/x/")
    job.refresh_from_db()
    assert (job.asked_by, job.asked_as_id, job.state, job.created_at) == (by, by.acting.grant_id, State.QUEUED, AT)
    assert (job.arguments, job.link, job.max_attempts) == ({"intake": 7}, "/w/imports/x/", 5)
    assert Entry.objects.get().deed == "job.started"


def test_an_unknown_task_is_refused_before_anything_is_written():
    with pytest.raises(KeyError, match="no room registers"):
        start("enterprises.comit", by=person(), title="错字", at=AT)
    assert not Job.objects.exists()


def test_one_key_starts_one_job_whatever_became_of_it():
    by = person()
    first = start(TASK, by=by, title="夜间", at=AT, key="nightly:2026-11-22")
    Job.objects.update(state=State.FAILED, finished_at=AT)
    assert start(TASK, by=by, title="夜间", at=AT, key="nightly:2026-11-22") == first
    assert start(TASK, by=by, title="夜间", at=AT, key="nightly:2026-11-23") != first
    assert Job.objects.count() == 2


def test_a_job_of_a_transaction_that_fails_was_never_asked_for():
    by = person()
    with pytest.raises(RuntimeError), transaction.atomic():
        start(TASK, by=by, title="导入企业", at=AT)
        raise RuntimeError
    assert not Job.objects.exists()


def test_the_message_goes_out_only_after_the_commit_and_by_name(django_capture_on_commit_callbacks, sent):
    with django_capture_on_commit_callbacks(execute=True):
        job = start(TASK, by=person(), title="导入企业", at=AT)
        assert sent() == []
    assert sent() == [("jobs.run_job", {"ref": job.ref})]
    job.refresh_from_db()
    assert job.sent_at == AT
