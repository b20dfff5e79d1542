"""What happens to jobs when processes are killed, frozen and stopped: real processes, real signals."""

import json
import os
import signal

import pytest

from tests.portal.jobs.installation import Installation, kill, until

pytestmark = pytest.mark.filterwarnings("default")

STEPS = 4
ALL = list(range(STEPS))


def held_everywhere(installation: Installation, start) -> dict[str, str]:
    """Four jobs on four threads, each at another point of its life, and a fifth that nobody has claimed. Gives refs by place."""
    held = {
        "claimed, nothing done": ("begin",),
        "between two steps": ("after 1",),
        "done, not yet marked": ("end",),
        "inside a transaction": ("begin", "in 2"),
    }
    refs = {}
    for place, gates in held.items():
        refs[place] = start(to=STEPS, gates=gates)
        installation.reached(refs[place], gates[0])
    refs["not claimed"] = start(to=STEPS)
    # Last: a transaction that is held open keeps every other writer out of an SQLite file.
    installation.open(refs["inside a transaction"], "begin")
    installation.reached(refs["inside a transaction"], "in 2")
    return refs


def assert_each_step_once(installation: Installation, refs: dict[str, str]) -> None:
    for place, ref in refs.items():
        row = installation.ends(ref)
        assert installation.marks(ref) == ALL, f"{place}: {row}"
        assert row["progress_done"] == STEPS, place
        assert row["attempts"] == (1 if place == "not claimed" else 2), place


@pytest.mark.only_on("sqlite")
def test_killing_the_one_process_at_any_moment_loses_no_job_and_doubles_none(installed):
    portal = installed.portal(jobs=4)
    refs = held_everywhere(installed, portal.start)

    kill(portal.process)

    assert [installed.job(ref)["state"] for ref in refs.values()] == ["running"] * 4 + ["queued"]
    assert installed.marks(refs["inside a transaction"]) == [0, 1], "an open transaction leaves nothing"
    installed.portal(jobs=4)
    assert_each_step_once(installed, refs)


@pytest.mark.only_on("postgresql")
def test_killing_a_worker_at_any_moment_loses_no_job_and_doubles_none(install):
    installation = install()
    installation.scheduler()
    worker = installation.worker(jobs=4)
    refs = held_everywhere(installation, installation.start)

    kill(worker)

    assert [installation.job(ref)["state"] for ref in refs.values()] == ["running"] * 4 + ["queued"]
    assert installation.marks(refs["inside a transaction"]) == [0, 1], "an open transaction leaves nothing"
    installation.worker(jobs=4)
    assert_each_step_once(installation, refs)


@pytest.mark.only_on("postgresql")
def test_a_pool_process_killed_under_its_worker_loses_no_job_and_doubles_none(install):
    installation = install()
    installation.scheduler()
    worker = installation.worker(pool="prefork", jobs=2)
    ref = installation.start(to=STEPS, gates=("in 1",))
    installation.reached(ref, "in 1")

    number = int(installation.job(ref)["worker"].split(":")[1])
    assert number != worker.pid, "the job runs in a child"
    os.kill(number, signal.SIGKILL)

    assert installation.ends(ref)["attempts"] == 2
    assert installation.marks(ref) == ALL
    assert worker.poll() is None


@pytest.mark.only_on("postgresql")
def test_a_worker_that_was_given_up_for_dead_and_wakes_again_doubles_nothing(install, tmp_path):
    installation = install(JOB_STALE_SECONDS="2")
    installation.scheduler()
    frozen = installation.worker(data=tmp_path / "another machine")
    ref = installation.start(to=STEPS, gates=("in 1",))
    installation.reached(ref, "in 1")
    frozen_as = installation.job(ref)["worker"]
    os.killpg(frozen.pid, signal.SIGSTOP)

    installation.worker()
    row = installation.ends(ref)
    assert row["attempts"] == 2
    os.killpg(frozen.pid, signal.SIGCONT)
    installation.open(ref, "in 1")

    until(lambda: "given up for dead" in installation.output(frozen), lambda: installation.output(frozen))
    assert installation.marks(ref) == ALL
    assert installation.job(ref) == row
    assert frozen_as


@pytest.mark.only_on("sqlite")
def test_a_process_that_was_given_up_for_dead_and_wakes_again_doubles_nothing(installed, tmp_path):
    installed.environment["JOB_STALE_SECONDS"] = "2"
    # The same database seen from another data folder: whether the other process lives can only be told by its heart.
    elsewhere = tmp_path / "another machine"
    elsewhere.mkdir()
    installed.environment["DATABASE_URL"] = f"sqlite:///{installed.folder / 'data' / 'tidu.sqlite3'}"
    frozen = installed.portal()
    ref = frozen.start(to=STEPS, gates=("after 1",))
    installed.reached(ref, "after 1")
    os.killpg(frozen.process.pid, signal.SIGSTOP)

    installed.environment["TIDU_DATA"] = str(elsewhere)
    installed.portal()
    row = installed.ends(ref)
    assert row["attempts"] == 2
    os.killpg(frozen.process.pid, signal.SIGCONT)
    installed.open(ref, "after 1")

    until(lambda: "given up for dead" in installed.output(frozen.process), lambda: installed.output(frozen.process))
    assert installed.marks(ref) == ALL
    assert installed.job(ref) == row


def raced(installation: Installation, many: int, **asked: object) -> list[str]:
    """What each of many processes printed that did the same thing at the same moment."""
    go = installation.folder / "go"
    processes = []
    for number in range(many):
        ready = installation.folder / f"ready-{number}"
        text = json.dumps({**asked, "ready": str(ready), "go": str(go)})
        processes.append((ready, installation.process("-m", "tests.portal.jobs.probe", "race", text)))
    for ready, process in processes:
        until(lambda ready=ready: ready.exists(), lambda process=process: installation.output(process))
    go.touch()
    assert [process.wait(timeout=60) for _, process in processes] == [0] * many, installation.outputs()
    go.unlink()
    return [installation.output(process).strip() for _, process in processes]


def two_races(installation: Installation) -> None:
    ref = installation.start(to=STEPS)
    assert sorted(raced(installation, 4, ref=ref)) == ["None", "None", "None", "done"]
    assert installation.marks(ref) == ALL
    refs = raced(installation, 4, key="once", arguments={"to": 1, "folder": str(installation.gates)})
    assert len(set(refs)) == 1
    assert installation.rows("SELECT COUNT(*) FROM jobs_job WHERE key = 'once'") == [(1,)]


@pytest.mark.only_on("sqlite")
def test_of_workers_that_race_for_a_job_one_gets_it_and_of_two_starts_with_one_key_one_counts(installed):
    two_races(installed)


@pytest.mark.only_on("postgresql")
def test_of_workers_that_race_for_a_job_one_gets_it_and_of_two_starts_with_one_key_one_counts_on_postgresql(install):
    two_races(install())


@pytest.mark.only_on("postgresql")
def test_jobs_asked_for_while_the_broker_is_away_are_done_when_it_is_back(install, own_redis):
    installation = install()
    installation.environment["REDIS_URL"] = own_redis.url
    own_redis.stop()
    ref = installation.start(to=STEPS)
    assert installation.job(ref)["state"] == "queued"

    own_redis.start()
    installation.scheduler()
    installation.worker()
    installation.ends(ref)
    assert installation.marks(ref) == ALL


@pytest.mark.only_on("postgresql")
def test_the_web_answers_and_the_job_goes_on_after_the_database_was_restarted(tmp_path, install, own_postgres):
    installation = install(broker=False)
    # A server of this test alone, on which the migrated tables are made again: the shared one must not be restarted.
    installation.database_url = installation.environment["DATABASE_URL"] = own_postgres.url
    assert installation.run("manage.py", "migrate", "--run-syncdb", "--verbosity", "0").returncode == 0
    portal = installation.portal()
    ref = portal.start(to=STEPS, gates=("in 1",))
    installation.reached(ref, "in 1")
    assert [portal.get("/probe/alive/") for _ in range(12)] == [200] * 12

    own_postgres.restart()

    assert [portal.get("/probe/alive/") for _ in range(12)] == [200] * 12
    assert installation.marks(ref) == [0], "the step that was open is not half written"
    installation.open(ref, "in 1")
    installation.ends(ref)
    assert installation.marks(ref) == ALL


def assert_stops_cleanly(installation: Installation, number: signal.Signals) -> None:
    portal = installation.portal()
    ref = portal.start(to=STEPS, gates=("after 1",))
    installation.reached(ref, "after 1")

    portal.process.send_signal(number)
    until(lambda: portal_is_closed(portal), lambda: installation.output(portal.process))
    installation.open(ref, "after 1")

    assert portal.process.wait(timeout=60) == 0
    assert "梯度已停止。" in installation.output(portal.process)
    row = installation.job(ref)
    assert (row["state"], row["attempts"], row["token"]) == ("queued", 0, ""), "handed back, and not counted"
    assert installation.marks(ref) == [0, 1]

    installation.portal()
    assert installation.ends(ref)["attempts"] == 1
    assert installation.marks(ref) == ALL


def portal_is_closed(portal) -> bool:
    try:
        portal.get("/probe/alive/")
    except OSError:
        return True
    return False


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_polite_stop_hands_running_jobs_back_at_their_next_step(installed, number):
    assert_stops_cleanly(installed, number)


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize("pool", ["threads", "prefork"])
def test_a_worker_told_to_stop_hands_its_job_back_at_the_next_step(install, pool):
    installation = install()
    worker = installation.worker(pool=pool)
    ref = installation.start(to=STEPS, gates=("after 1",))
    installation.reached(ref, "after 1")

    worker.send_signal(signal.SIGTERM)
    until(lambda: "Warm shutdown" in installation.output(worker), lambda: installation.output(worker))
    installation.open(ref, "after 1")

    assert worker.wait(timeout=60) == 0
    row = installation.job(ref)
    assert (row["state"], row["attempts"]) == ("queued", 0)
    assert installation.marks(ref) == [0, 1]


@pytest.mark.only_on("sqlite")
def test_a_job_asked_for_by_a_command_line_is_done_by_the_running_portal(installed):
    installed.portal()
    ref = installed.start(to=STEPS)
    installed.ends(ref)
    assert installed.marks(ref) == ALL


@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(("killed", "attempts"), [("helper", 1), ("run", 2)])
def test_killing_one_of_the_workers_on_a_dealt_job_doubles_no_share_and_loses_none(killed, attempts, install):
    installation = install()
    installation.scheduler()
    pair = [installation.worker(jobs=1), installation.worker(jobs=1)]
    ref = installation.start(to=STEPS * 3, gates=(killed,), task="probe.shared")
    installation.reached(ref, killed)
    number = int((installation.gates / f"{ref} {killed}.reached").read_text().split(":")[1])
    kill(next(worker for worker in pair if worker.pid == number))

    row = installation.ends(ref)
    assert row["attempts"] == attempts
    assert sorted(installation.marks(ref)) == list(range(STEPS * 3))
    assert row["result"] == {"计数": STEPS * 3}
    assert installation.rows("SELECT * FROM jobs_share") == []
