"""A worker's life is the lock on its file."""

import os
import signal
import subprocess
import sys

import pytest

from portal.jobs import workers

HOLD = """
import sys
from types import SimpleNamespace
from portal.jobs import workers
workers.settings = SimpleNamespace(DATA_DIR=sys.argv[1])
print(workers.identity(), flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(workers, "_self", None)


@pytest.fixture
def other(tmp_path):
    """Another process that works on the same data folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.name = process.stdout.readline().strip()
    yield process
    process.kill()
    process.communicate()


def test_an_identity_stays_the_same_in_one_process():
    assert workers.identity() == workers.identity()
    assert workers.identity().split(":")[1] == str(os.getpid())


def test_the_living_are_not_taken_for_dead(other):
    workers.identity()
    with workers.dead_workers() as dead:
        assert dead == []


def test_a_killed_process_is_dead_at_once_and_forgotten_after_it_was_seen_to(other, tmp_path):
    other.send_signal(signal.SIGKILL)
    other.wait()
    with workers.dead_workers() as dead:
        assert dead == [other.name]
    with workers.dead_workers() as dead:
        assert dead == []
    assert list((tmp_path / "workers").iterdir()) == []


def test_a_dead_worker_is_remembered_while_its_jobs_could_not_be_seen_to(other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    with pytest.raises(RuntimeError), workers.dead_workers():
        raise RuntimeError("the database is away")
    with workers.dead_workers() as dead:
        assert dead == [other.name]


def test_whoever_finds_an_identity_of_another_process_number_becomes_somebody_else():
    """A forked child inherits the identity of its parent and must not pass for it."""
    mine = workers.identity()
    workers._self.pid += 1
    assert workers.identity() != mine
