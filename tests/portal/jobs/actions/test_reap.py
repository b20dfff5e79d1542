"""The reaper gives back what lost its worker, and sends for what nobody came for."""

from datetime import timedelta

import pytest

from portal.accounts.queries import system_user
from portal.audit.models import Entry
from portal.jobs import workers
from portal.jobs.actions.reap import SEND_AT_MOST, reap
from portal.jobs.models import Job, State
from portal.notices.queries import notices_of
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(seconds=61)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.JOB_STALE_SECONDS = 60
    settings.JOB_RESEND_SECONDS = 30
    (tmp_path / "workers").mkdir()


def test_a_silent_job_waits_again_and_is_sent_for(sent):
    job = JobFactory(running=True, sent_at=AT)
    assert reap(by=system_user(), at=LATER).released == 1
    job.refresh_from_db()
    assert (job.state, job.token, job.worker, job.attempts) == (State.QUEUED, "", "", 1)
    assert sent() == [("jobs.run_job", {"ref": job.ref})]
    assert Entry.objects.get(deed="job.released").before == {"worker": "host:1:abc"}


def test_a_job_whose_heart_beats_is_left_alone(sent):
    JobFactory(running=True, heartbeat_at=LATER - timedelta(seconds=59))
    assert reap(by=system_user(), at=LATER).released == 0
    assert sent() == []


def test_the_job_of_a_dead_process_of_this_folder_waits_again_at_once(tmp_path, sent):
    job = JobFactory(running=True, heartbeat_at=LATER)
    other = JobFactory(running=True, heartbeat_at=LATER, worker="elsewhere:1:xyz")
    (tmp_path / "workers" / "abc.lock").write_text("host:1:abc")
    assert reap(by=system_user(), at=LATER).released == 1
    assert [Job.objects.get(pk=each.pk).state for each in (job, other)] == [State.QUEUED, State.RUNNING]
    with workers.dead_workers() as dead:
        assert dead == []


def test_a_job_that_takes_its_workers_down_every_time_ends_with_a_sentence():
    job = JobFactory(running=True, attempts=5, max_attempts=5)
    reap(by=system_user(), at=LATER)
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (State.FAILED, LATER)
    assert "中断了 5 次" in job.error
    assert "中断了 5 次" in notices_of(job.asked_by).get().text


def test_a_job_that_was_to_be_cancelled_when_its_worker_died_is_cancelled():
    job = JobFactory(running=True, cancel_requested=True)
    reap(by=system_user(), at=LATER)
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (State.CANCELLED, LATER)


@pytest.mark.parametrize(
    ("job", "is_sent"),
    [
        ({"sent_at": None}, True),
        ({"sent_at": AT}, True),
        ({"sent_at": LATER - timedelta(seconds=29)}, False),
        ({"sent_at": None, "run_after": LATER + timedelta(seconds=1)}, False),
        ({"sent_at": None, "run_after": LATER}, True),
        ({"done": True}, False),
    ],
    ids=["never sent", "long ago", "just now", "not yet due", "due", "done"],
)
def test_waiting_jobs_are_sent_for_again_when_their_message_must_be_lost(job, is_sent, sent):
    JobFactory(**job)
    assert reap(by=system_user(), at=LATER).sent == is_sent
    assert len(sent()) == is_sent


def test_a_long_queue_is_not_sent_for_all_at_once(sent):
    by = JobFactory().asked_by
    Job.objects.bulk_create([Job(task="jobs.clear_files", title="x", asked_by=by, created_at=AT) for _ in range(60)])
    assert reap(by=system_user(), at=LATER).sent == SEND_AT_MOST
    assert reap(by=system_user(), at=LATER).sent == 61 - SEND_AT_MOST
    assert reap(by=system_user(), at=LATER).sent == 0
    assert len({arguments["ref"] for _, arguments in sent()}) == 61
