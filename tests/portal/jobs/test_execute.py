"""One attempt at one job: what becomes of the row, whatever the work does."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from portal.accounts.models import Grant
from portal.jobs import workers
from portal.jobs.actions.cancel import cancel
from portal.jobs.actions.reap import reap
from portal.jobs.actions.start import start
from portal.jobs.execute import execute
from portal.jobs.models import Job, State
from portal.jobs.running import CannotFinish
from portal.notices.queries import notices_of
from tests.factories.accounts import UserFactory, person
from tests.portal.jobs.probes import Clock, task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _every_beat_is_written(settings):
    settings.JOB_PROGRESS_SECONDS = 0


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ask(clock):
    """Starts a function as a job and gives the row."""

    def ask(function, *, by=None, max_attempts=5, **arguments):
        name = task(function, max_attempts=max_attempts)
        return start(name, by=by or person(), title="试验", at=clock(), arguments=arguments)

    return ask


def test_what_the_work_returns_is_kept_with_times_and_progress(ask, clock):
    def work(run, *, many, **_):
        run.beat(done=0, total=many)
        clock.move(seconds=4)
        run.beat(done=many, note="最后一家")
        return {"新增": many}

    job = ask(work, many=12)
    assert execute(job.ref, clock=clock) == State.DONE
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.token, job.worker) == (State.DONE, {"新增": 12}, 1, "", "")
    assert (job.progress_done, job.progress_total, job.progress_note) == (12, 12, "最后一家")
    assert (job.finished_at - job.started_at).total_seconds() == 4


def test_the_work_acts_as_its_asker_did(ask, clock):
    seen = []
    by = person("county")
    job = ask(lambda run, **_: seen.append((run.by, run.by.acting, run.at)), by=by)
    execute(job.ref, clock=clock)
    assert seen == [(by, replace(by.acting, on=timezone.localtime(clock.at).date()), clock.at)]


def test_a_job_runs_once_however_many_messages_come(ask, clock):
    runs = []
    job = ask(lambda run, **_: runs.append(1))
    assert [execute(job.ref, clock=clock) for _ in range(3)] == [State.DONE, None, None]
    assert runs == [1]


def test_a_message_for_no_job_does_nothing(clock):
    assert execute("01J00000000000000000000000", clock=clock) is None


def test_an_unexpected_error_is_tried_again_later_and_later(ask, clock, settings):
    settings.JOB_RETRY_SECONDS = 10

    def work(run, **_):
        raise ValueError("secret detail")

    job = ask(work, max_attempts=3)
    waits = []
    for _ in range(2):
        assert execute(job.ref, clock=clock) == State.QUEUED
        job.refresh_from_db()
        waits.append((job.run_after - clock()).total_seconds())
        assert execute(job.ref, clock=clock) is None, "not before its time"
        clock.at = job.run_after
    assert waits == [10, 20]
    assert execute(job.ref, clock=clock) == State.FAILED
    job.refresh_from_db()
    assert "secret detail" not in job.error
    assert "3 次" in job.error and job.ref[-8:] in job.error
    assert "secret detail" in job.traceback


def test_a_reason_that_a_person_can_act_on_is_shown_as_it_is_and_not_tried_again(ask, clock):
    def work(run, **_):
        raise CannotFinish("第3行没有统一社会信用代码。")

    job = ask(work)
    assert execute(job.ref, clock=clock) == State.FAILED
    job.refresh_from_db()
    assert (job.error, job.attempts) == ("第3行没有统一社会信用代码。", 1)


def test_a_task_that_is_gone_fails_with_a_sentence(ask, clock):
    job = ask(lambda run, **_: None, max_attempts=1)
    Job.objects.update(task="tests.gone")
    assert execute(job.ref, clock=clock) == State.FAILED
    job.refresh_from_db()
    assert "系统管理员" in job.error and "tests.gone" in job.traceback


def test_a_step_that_breaks_leaves_nothing_and_the_next_attempt_goes_on_from_the_last_whole_one(ask, clock):
    done, broken = [], []

    def work(run, **_):
        for number in range(run.checkpoint or 0, 4):
            with run.step(done=number + 1, total=4, checkpoint=number + 1):
                UserFactory(username=f"step-{number}-{run.job.attempts}")
                if number == 2 and not broken:
                    broken.append(number)
                    raise ValueError
            done.append(number)

    job = ask(work)
    assert execute(job.ref, clock=clock) == State.QUEUED
    job.refresh_from_db()
    assert (job.progress_done, job.checkpoint, done) == (2, 2, [0, 1])
    clock.move(hours=1)
    assert execute(job.ref, clock=clock) == State.DONE
    assert done == [0, 1, 2, 3]
    names = job.asked_by.__class__.objects.filter(username__startswith="step-").values_list("username", flat=True)
    assert sorted(names) == ["step-0-1", "step-1-1", "step-2-2", "step-3-2"]


def test_a_running_job_stops_at_its_next_beat_when_asked(ask, clock):
    went_on = []

    def work(run, **_):
        run.beat(done=1, total=2)
        cancel(Job.objects.get(ref=run.job.ref), by=run.by, at=clock())
        run.beat(done=2)
        went_on.append(True)

    job = ask(work)
    assert execute(job.ref, clock=clock) == State.CANCELLED
    job.refresh_from_db()
    assert (job.state, job.finished_at, went_on) == (State.CANCELLED, clock.at, [])


def test_a_cancelled_job_begins_no_further_step(ask, clock):
    def work(run, **_):
        with run.step(done=1):
            pass
        cancel(Job.objects.get(ref=run.job.ref), by=run.by, at=clock())
        with run.step(done=2):
            raise AssertionError

    job = ask(work)
    assert execute(job.ref, clock=clock) == State.CANCELLED
    job.refresh_from_db()
    assert job.progress_done == 1


def test_a_stopping_process_hands_the_job_back_and_the_attempt_does_not_count(ask, clock):
    def work(run, **_):
        with run.step(done=1, total=2, checkpoint=1):
            pass
        workers.stop()
        run.beat()

    job = ask(work)
    try:
        assert execute(job.ref, clock=clock) == State.QUEUED
    finally:
        workers.resume()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.token, job.checkpoint, job.finished_at) == (State.QUEUED, 0, "", 1, None)


@pytest.mark.parametrize("how", ["beat", "step", "return", "raise", "attach"])
def test_whoever_was_given_up_for_dead_changes_nothing_more(ask, clock, how, tmp_path, settings):
    """Fencing: the reaper took the job and another worker has it; the first one wakes up and goes on."""
    settings.JOB_STALE_SECONDS = 60

    def work(run, **_):
        if run.job.attempts == 2:
            return {"谁": "第二个"}
        clock.move(seconds=61)
        assert reap(by=run.by, at=clock()).released == 1
        assert execute(run.job.ref, clock=clock) == State.DONE
        if how == "beat":
            run.beat(done=99)
        if how == "step":
            with run.step(done=99):
                UserFactory(username="doubled")
        if how == "attach":
            path = tmp_path / "doubled"
            path.write_bytes(b"doubled")
            with path.open("rb") as content:
                run.attach(content, name="doubled.txt")
        if how == "raise":
            raise ValueError
        return {"谁": "第一个"}

    job = ask(work)
    assert execute(job.ref, clock=clock) is None
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.progress_done) == (State.DONE, {"谁": "第二个"}, 2, 0)
    assert not job.result_file and not job.result_file.storage.exists(f"jobs/{job.ref}/doubled.txt")
    assert not job.asked_by.__class__.objects.filter(username="doubled").exists()


def test_a_file_is_kept_with_the_job_for_a_week(ask, clock, tmp_path):
    path = tmp_path / "export"
    path.write_bytes(b"content")

    def work(run, **_):
        for _attempt in range(2):
            with path.open("rb") as content:
                run.attach(content, name="企业台账 2026.xlsx")

    job = ask(work)
    assert execute(job.ref, clock=clock) == State.DONE
    job.refresh_from_db()
    assert job.result_file.read() == b"content"
    assert (job.result_file_expires_at - clock()).days == 7
    _, files = job.result_file.storage.listdir(f"jobs/{job.ref}")
    assert len(files) == 1, "the file of the earlier call is gone"
    job.result_file.close()


def test_a_grant_that_was_withdrawn_meanwhile_does_nothing_more(ask, clock):
    job = ask(lambda run, **_: pytest.fail("ran"))
    Grant.objects.filter(pk=job.asked_as_id).update(withdrawn_at=clock())
    assert execute(job.ref, clock=clock) == State.FAILED
    job.refresh_from_db()
    assert "授权已收回或到期" in job.error


def test_another_grant_of_the_asker_does_not_stand_in_for_the_one_that_ended(ask, clock):
    by = person("bureau_admin")
    job = ask(lambda run, **_: pytest.fail("ran"), by=by)
    Grant.objects.create(user=by, role="section", region=by.acting.region, valid_from=date(2026, 1, 1))
    Grant.objects.filter(pk=job.asked_as_id).update(expires_on=date(2026, 2, 1))
    assert execute(job.ref, clock=clock) == State.FAILED


def test_a_disabled_account_does_nothing_more(ask, clock):
    job = ask(lambda run, **_: pytest.fail("ran"))
    job.asked_by.is_active = False
    job.asked_by.save()
    assert execute(job.ref, clock=clock) == State.FAILED
    job.refresh_from_db()
    assert "账号已停用" in job.error


def told(job) -> list[str]:
    return list(notices_of(job.asked_by).values_list("text", flat=True))


def test_the_asker_is_told_of_the_end_and_of_nothing_before(ask, clock):
    def work(run, *, sentence="", **_):
        if run.job.attempts == 1:
            raise ValueError
        if sentence:
            raise CannotFinish(sentence)

    good, bad = ask(work), ask(work, sentence="第3行没有统一社会信用代码。")
    for job in (good, bad):
        execute(job.ref, clock=clock)
        assert told(job) == []
    clock.move(hours=1)
    for job in (good, bad):
        execute(job.ref, clock=clock)
    assert told(good) == ["作业“试验”已完成。"]
    assert told(bad) == ["作业“试验”没有完成：第3行没有统一社会信用代码。"]


def test_work_that_catches_every_exception_is_still_stopped(ask, clock):
    def work(run, **_):
        cancel(Job.objects.get(ref=run.job.ref), by=run.by, at=clock())
        try:
            run.beat()
        except Exception:
            pytest.fail("caught")

    assert execute(ask(work).ref, clock=clock) == State.CANCELLED
