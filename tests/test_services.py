"""The servers that tests bring along: real, private, and gone afterwards."""

import os
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import environ
import psycopg2
import pytest
import redis

from tests import services

HERE_AND_GONE = """
import os
from tests import services
with services.postgres() as one, services.redis() as two:
    print(one.process.pid, two.process.pid, flush=True)
    os.kill(os.getpid(), 9)
"""


def connected(server: services.Server):
    url = environ.Env.db_url_config(server.url)
    return closing(psycopg2.connect(host=url["HOST"], user=url["USER"], dbname=url["NAME"]))


def asked(server: services.Server, question: str):
    with connected(server) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def is_alive(pid: int) -> bool:
    """Whether a process still does anything; one that only waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_private_postgres_keeps_its_data_over_a_restart_and_a_kill(own_postgres):
    with connected(own_postgres) as connection, connection.cursor() as cursor:
        cursor.execute("create table firms (name text)")
        cursor.execute("insert into firms values ('鹤壁')")
        connection.commit()
    own_postgres.restart()
    assert asked(own_postgres, "select name from firms") == "鹤壁"
    own_postgres.kill()
    with pytest.raises(psycopg2.OperationalError):
        asked(own_postgres, "select 1")
    own_postgres.start()
    assert asked(own_postgres, "select count(*) from firms") == 1


def test_where_the_system_has_nothing_the_wheels_serve(monkeypatch, tmp_path):
    monkeypatch.setattr(services, "SYSTEM_POSTGRES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with services.postgres() as server:
        assert int(asked(server, "show server_version_num")) >= 150000
        assert asked(server, "show server_encoding") == "UTF8"
    with services.redis() as server, closing(redis.Redis.from_url(server.url)) as client:
        assert client.ping()


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
def test_a_run_that_is_killed_leaves_no_server_behind():
    environment = {**os.environ, "PYTHONPATH": str(Path(services.__file__).resolve().parents[1])}
    killed = subprocess.run(
        [sys.executable, "-c", HERE_AND_GONE], env=environment, capture_output=True, text=True, check=False
    )
    pids = [int(pid) for pid in killed.stdout.split()]
    assert len(pids) == 2, killed.stderr
    deadline = time.monotonic() + 20
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, pids))


def test_a_service_that_is_given_is_taken(monkeypatch):
    monkeypatch.setenv("TEST_REDIS_URL", "redis://127.0.0.1:6399/3")
    with services.given_or_private("TEST_REDIS_URL", services.redis) as url:
        assert url == "redis://127.0.0.1:6399/3"


def test_what_is_missing_is_named_with_the_line_that_installs_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(services.Missing, match="apt-get install chromium"):
        services.chromium()
