"""`make run` whole: a first start makes the demo city and serves it, Ctrl-C ends it, the next start keeps the data."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from portal import bootstrap
from portal.accounts.roles import Role

# The data folder is its own SQLite file whatever database the run is on; once is enough.
pytestmark = pytest.mark.only_on("sqlite")
LAST_LINE = "按 Ctrl-C 停止"


class Started:
    """A start of the portal by the script that `make run` calls, with what it printed until it was ready."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.process = subprocess.Popen(
            [sys.executable, "-I", bootstrap.__file__, "run", "--port", str(self.port)],
            env={**environment, "TIDU_DATA": str(data), "PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        for line in self.process.stdout:
            self.said += line
            if LAST_LINE in line:
                return
        pytest.fail(f"the start ended with {self.process.wait()}:\n{self.said}")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        code = self.process.wait(timeout=60)
        self.said += self.process.stdout.read()
        return code

    def is_free(self) -> bool:
        """Whether nobody listens on the port any more."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) != 0


@contextmanager
def started(data: Path) -> Iterator[Started]:
    portal = Started(data)
    try:
        yield portal
    finally:
        if portal.process.poll() is None:
            portal.process.kill()
            portal.process.wait()
        portal.process.stdout.close()


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, int, bool]:
    """A first start, stopped by Ctrl-C: the data folder, what was said, the exit code, whether the port was free then."""
    data = tmp_path_factory.mktemp("first-start") / "data"
    with started(data) as portal:
        code = portal.stop()
        return data, portal.said, code, portal.is_free()


def count(data: Path, table: str) -> int:
    with closing(sqlite3.connect(data / bootstrap.DATABASE)) as connection:
        return connection.execute(f"select count(*) from {table}").fetchone()[0]


def test_a_first_start_makes_the_demo_city_and_says_who_may_sign_in(first):
    data, said, _, _ = first
    assert "生成演示城市" in said
    assert re.search(r"http://127\.0\.0\.1:\d+/", said)
    assert [role.label for role in Role if role.label not in said] == []
    assert count(data, "enterprises_enterprise") > 1_000
    assert count(data, "pools_assessment") > 1_000


def test_ctrl_c_stops_everything_cleanly(first):
    data, said, code, was_free = first
    assert (code, was_free) == (0, True)
    assert said.rstrip().endswith("已停止。")
    assert (data / "server.log").read_text(encoding="utf-8").rstrip().endswith("梯度已停止。")


def test_the_next_start_keeps_the_data_and_a_kill_leaves_no_orphan(first):
    data = first[0]
    before = count(data, "enterprises_enterprise"), count(data, "accounts_user")
    with started(data) as portal:
        assert "生成演示城市" not in portal.said
        assert "页面静态文件 … 已是最新" in portal.said
        with urllib.request.urlopen(f"http://127.0.0.1:{portal.port}/") as answer:
            assert answer.status == 200
            assert "登录" in answer.read().decode()
        portal.stop(signal.SIGKILL)
        deadline = time.monotonic() + 30
        while not portal.is_free() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert portal.is_free()
    assert (count(data, "enterprises_enterprise"), count(data, "accounts_user")) == before


def test_a_half_made_database_counts_for_none(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / f"building-{bootstrap.DATABASE}").write_bytes(b"half of a database")
    assert bootstrap.has_no_database(tmp_path)
    (tmp_path / bootstrap.DATABASE).touch()
    assert not bootstrap.has_no_database(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "postgres://tidu@127.0.0.1/tidu")
    assert not bootstrap.has_no_database(tmp_path / "empty")
