"""Dealing one job to several workers: every share is done once, whoever does it and whoever dies."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from portal.accounts.queries import system_user
from portal.jobs import registry, sharing
from portal.jobs.actions.reap import reap
from portal.jobs.execute import execute
from portal.jobs.models import Job, Share, ShareState, State
from portal.jobs.running import Lost
from portal.jobs.sharing import Part, call_helpers, deal, help_with, work_off
from tests.factories.jobs import AT, JobFactory
from tests.portal.jobs.probes import Clock

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "tests.sharing"


@pytest.fixture
def clock():
    return Clock()


class Work:
    """A job of five shares that tells who did which; `during` is called within a share, before it is written."""

    def __init__(self):
        self.done = []
        self.during = lambda number, who: None

    def run(self, run, **_):
        if run.checkpoint != "dealt":
            deal(run, [Part({"number": number}, 10) for number in range(5)], checkpoint="dealt")
        results = work_off(run, lambda turn: self.do(turn, "run"), note="正在做")
        return {"做了": [result["number"] for result in results]}

    def share(self, turn):
        self.do(turn, "helper")

    def do(self, turn, who):
        number = turn.share.arguments["number"]
        self.during(number, who)
        with turn.finish() as result:
            result["number"] = number
        self.done.append((number, who))


@pytest.fixture
def work():
    given = Work()
    registry._TASKS.pop(NAME, None)
    registry.job(NAME, share=given.share)(given.run)
    return given


def ended(job, clock):
    state = execute(job.ref, clock=clock)
    job.refresh_from_db()
    return state


def test_a_run_does_every_share_itself_when_nobody_helps(work, clock):
    job = JobFactory(task=NAME)
    assert ended(job, clock) == State.DONE
    assert job.result == {"做了": [0, 1, 2, 3, 4]}
    assert (job.progress_done, job.progress_total) == (50, 50)
    assert not Share.objects.exists()


def test_a_helper_does_a_share_that_the_run_then_leaves_alone(work, clock):
    job = JobFactory(task=NAME)
    work.during = lambda number, who: number == 1 and who == "run" and help_with(job.ref, clock=clock)
    assert ended(job, clock) == State.DONE
    assert work.done == [(0, "run"), (2, "helper"), (1, "run"), (3, "run"), (4, "run")]
    assert job.result == {"做了": [0, 1, 2, 3, 4]}


def test_progress_counts_what_helpers_did(work, clock, settings):
    settings.JOB_PROGRESS_SECONDS = 0
    job, seen = JobFactory(task=NAME), []

    def during(number, who):
        seen.append(Job.objects.get(pk=job.pk).progress_done)
        if who == "run":
            help_with(job.ref, clock=clock)

    work.during = during
    ended(job, clock)
    assert seen == [0, 0, 20, 20, 40]


def test_a_share_given_to_somebody_else_meanwhile_is_lost_with_all_its_work(work, clock):
    job = JobFactory(task=NAME)

    def during(number, who):
        if who == "helper":
            Share.objects.filter(arguments__number=number).update(token="somebody else")
        elif number == 0:
            assert not help_with(job.ref, clock=clock)
            Share.objects.filter(token="somebody else").update(state=ShareState.OPEN, token="")

    work.during = during
    assert ended(job, clock) == State.DONE
    assert [who for _, who in work.done] == ["run"] * 5


def test_what_a_lost_share_wrote_is_rolled_back(clock):
    job = JobFactory(running=True, task=NAME)
    share = Share.objects.create(job=job, number=0, state=ShareState.TAKEN, token="newer")
    share.token = "older"
    turn = sharing.Turn(job, share, by=system_user(), at=AT, clock=clock)
    with pytest.raises(Lost), turn.finish():
        Job.objects.filter(pk=job.pk).update(title="写了一半")
    assert Job.objects.get(pk=job.pk).title == job.title


def test_the_next_attempt_goes_on_with_what_is_not_done(work, clock):
    job = JobFactory(task=NAME)

    def die(number, who):
        if number == 3:
            raise SystemExit

    work.during = die
    with pytest.raises(SystemExit):
        execute(job.ref, clock=clock)
    assert list(Share.objects.values_list("state", flat=True)) == ["done"] * 3 + ["taken", "open"]
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    work.during = lambda number, who: None
    assert ended(job, clock) == State.DONE
    assert [number for number, _ in work.done] == [0, 1, 2, 3, 4]
    assert job.result == {"做了": [0, 1, 2, 3, 4]}


def test_a_helper_that_fails_leaves_the_share_to_the_run_which_tells_why(work, clock):
    job = JobFactory(task=NAME, max_attempts=1)

    def during(number, who):
        if number == 0:
            assert not help_with(job.ref, clock=clock)
            assert Share.objects.get(number=1).state == ShareState.OPEN
        if number == 1:
            raise ValueError("第二份做不了")

    work.during = during
    assert ended(job, clock) == State.FAILED
    assert "第二份做不了" in job.traceback


def test_a_share_left_undone_by_a_helper_is_open_again(work, clock):
    job = JobFactory(task=NAME)
    registry._TASKS.pop(NAME)
    registry.job(NAME, share=lambda turn: None)(work.run)
    work.during = lambda number, who: help_with(job.ref, clock=clock)
    assert ended(job, clock) == State.DONE
    assert [who for _, who in work.done] == ["run"] * 5


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.QUEUED},
        {"cancel_requested": True},
        {"task": "jobs.clear_files"},
        {"asked_as": None},
    ],
    ids=["not running", "to be cancelled", "not dealt", "grant gone"],
)
def test_nobody_helps_with(change, work, clock):
    job = JobFactory(running=True, task=NAME)
    Share.objects.create(job=job, number=0, arguments={"number": 0})
    Job.objects.filter(pk=job.pk).update(**change)
    assert not help_with(job.ref, clock=clock)
    assert Share.objects.get().state == ShareState.OPEN


@pytest.mark.parametrize(
    ("share", "state"),
    [
        ({"worker": "host:1:abc", "heartbeat_at": AT}, ShareState.OPEN),
        ({"worker": "host:2:def", "heartbeat_at": AT - timedelta(seconds=61)}, ShareState.OPEN),
        ({"worker": "host:2:def", "heartbeat_at": AT}, ShareState.TAKEN),
        ({}, ShareState.TAKEN),
    ],
    ids=["died here", "silent elsewhere", "beats", "of the run itself"],
)
def test_the_reaper_opens_the_shares_of_lost_helpers(share, state, tmp_path, settings):
    settings.DATA_DIR = tmp_path
    settings.JOB_STALE_SECONDS = 60
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "abc.lock").write_text("host:1:abc")
    job = JobFactory(running=True, worker="host:3:ghi", heartbeat_at=AT)
    Share.objects.create(job=job, number=0, state=ShareState.TAKEN, token="t", **share)
    reap(by=system_user(), at=AT)
    assert Share.objects.get().state == state


def test_helpers_are_called_where_they_can_help(sent, settings):
    job = JobFactory(running=True, task=NAME)
    Share.objects.bulk_create([Share(job=job, number=number) for number in range(3)])
    call_helpers(job)
    could_help = connection.vendor == "postgresql" and not settings.CELERY_BROKER_URL.startswith("memory:")
    assert sent() == ([("jobs.help", {"ref": job.ref})] * 2 if could_help else [])


@pytest.mark.only_on("postgresql")
def test_of_many_that_claim_at_once_each_share_has_one(clock):
    job = JobFactory(running=True, task=NAME)
    Share.objects.bulk_create([Share(job=job, number=number) for number in range(60)])
    start, taken = threading.Barrier(6), []

    def claim():
        start.wait()
        try:
            while share := sharing._take(job, worker="host:1:abc", at=AT):
                taken.append(share.number)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(60))
