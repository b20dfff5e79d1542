"""An installation of the portal for one test: a data folder, a database, and real processes that it starts and kills."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import environ
import psycopg2

ROOT = Path(__file__).resolve().parents[3]
SETTINGS = "tests.portal.jobs.probe.settings"
# Generous: a loaded machine must not fail a test that would pass. A condition that holds is seen within milliseconds.
PATIENCE = 60.0
FAST = {
    "JOB_HEARTBEAT_SECONDS": "0.2",
    "JOB_STALE_SECONDS": "30",
    "JOB_REAP_SECONDS": "0.3",
    "JOB_RESEND_SECONDS": "1",
    "JOB_PROGRESS_SECONDS": "0",
    "JOB_RETRY_SECONDS": "0.2",
}


class Installation:
    """One data folder and database, and the processes that work on it."""

    def __init__(self, folder: Path, *, database_url: str = "", redis_url: str = "", **settings: str) -> None:
        self.folder = folder
        self.gates = folder / "gates"
        self.gates.mkdir(parents=True)
        self.database_url = database_url
        self.environment = {
            **os.environ,
            **FAST,
            **settings,
            "TIDU_DATA": str(folder / "data"),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "JOB_QUEUE": f"test-{uuid.uuid4().hex}",
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PYTHONWARNINGS": "ignore",
        }
        self.processes: list[subprocess.Popen[str]] = []

    # -- processes

    def process(self, *arguments: str, data: Path | None = None) -> subprocess.Popen[str]:
        """Starts python with arguments in a process group of its own; its output goes to a file in the folder.

        data: another data folder, as on another machine that shares only the database.
        """
        log = (self.folder / f"process-{len(self.processes)}.log").open("w")
        environment = self.environment | ({"TIDU_DATA": str(data)} if data else {})
        started = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
        log.close()
        self.processes.append(started)
        return started

    def output(self, process: subprocess.Popen[str]) -> str:
        """What a process has written so far."""
        return (self.folder / f"process-{self.processes.index(process)}.log").read_text(errors="replace")

    def portal(self, *, jobs: int = 2) -> "Portal":
        """Starts `manage.py run` and waits until it says that it is ready."""
        port = free_port()
        process = self.process("manage.py", "run", "--port", str(port), "--jobs", str(jobs))
        until(lambda: "梯度已启动" in self.output(process) or self._ended(process))
        return Portal(self, process, port)

    def worker(self, *, pool: str = "threads", jobs: int = 2, data: Path | None = None) -> subprocess.Popen[str]:
        """Starts a Celery worker of its own and waits until it takes messages."""
        process = self.process(
            *("-m", "celery", "-A", "portal", "worker", "--loglevel", "INFO", "--hostname", f"{uuid.uuid4().hex}@test"),
            *("--pool", pool, "--concurrency", str(jobs)),
            data=data,
        )
        until(lambda: " ready." in self.output(process) or self._ended(process))
        return process

    def scheduler(self) -> subprocess.Popen[str]:
        """Starts Celery's beat."""
        return self.process("-m", "celery", "-A", "portal", "beat", "--pidfile=")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs python with arguments to its end."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def close(self) -> None:
        """Kills what still runs."""
        for process in self.processes:
            kill(process)

    def _ended(self, process: subprocess.Popen[str]) -> bool:
        if process.poll() is not None:
            raise AssertionError(f"the process ended ({process.returncode}):\n{self.output(process)}")
        return False

    # -- jobs

    def start(self, *, to: int = 3, gates: tuple[str, ...] = (), task: str = "probe.count") -> str:
        """Starts a counting job from a process of its own, as a command line would. Gives its ref."""
        asked = {"to": to, "gates": gates, "folder": str(self.gates), "task": task}
        done = self.run("-m", "tests.portal.jobs.probe", "start", json.dumps(asked))
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def reached(self, ref: str, gate: str) -> None:
        """Waits until the job's first attempt stands at a gate."""
        until((self.gates / f"{ref} {gate}.reached").exists, lambda: f"{gate}: {self.job(ref)}")

    def open(self, ref: str, gate: str) -> None:
        """Lets the job pass."""
        (self.gates / f"{ref} {gate}.open").touch()

    def job(self, ref: str) -> dict[str, Any]:
        """The row of a job."""
        columns = ["state", "attempts", "token", "worker", "progress_done", "progress_total", "error", "result"]
        (row,) = self.rows(f"SELECT {', '.join(columns)} FROM jobs_job WHERE ref = '{ref}'")
        return dict(zip(columns, row, strict=True))

    def ends(self, ref: str, state: str = "done") -> dict[str, Any]:
        """Waits until a job is in a state, and gives its row."""
        until(lambda: self.job(ref)["state"] == state, lambda: f"{self.job(ref)}\n{self.outputs()}")
        return self.job(ref)

    def marks(self, ref: str) -> list[int]:
        """The numbers of the steps that were committed, in order; a doubled step would stand twice."""
        return [number for (number,) in self.rows(f"SELECT number FROM probe_mark WHERE job = '{ref}' ORDER BY id")]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database holds."""
        if self.database_url:
            with closing(connect(self.database_url)) as connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall()
        with closing(sqlite3.connect(self.folder / "data" / "tidu.sqlite3", timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def outputs(self) -> str:
        """Everything every process wrote."""
        return "\n".join(f"--- {process.args}\n{self.output(process)}" for process in self.processes)


class Portal:
    """A running `manage.py run`."""

    def __init__(self, installation: Installation, process: subprocess.Popen[str], port: int) -> None:
        self.installation = installation
        self.process = process
        self.port = port

    def get(self, path: str) -> int:
        """The status of a page."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code

    def start(self, *, to: int = 3, gates: tuple[str, ...] = ()) -> str:
        """Starts a counting job in the web process. Gives its ref."""
        asked = json.dumps({"to": to, "gates": gates, "folder": str(self.installation.gates)}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/probe/begin/", data=asked)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return str(json.load(answer)["ref"])


def connect(database_url: str) -> Any:
    """A connection of psycopg2 to what DATABASE_URL names."""
    named = environ.Env.db_url_config(database_url)
    return psycopg2.connect(
        dbname=named["NAME"],
        user=named["USER"] or None,
        password=named["PASSWORD"] or None,
        host=named["HOST"] or None,
        port=named["PORT"] or None,
    )


def kill(process: subprocess.Popen[str]) -> None:
    """SIGKILL to a process and all its children, as a power cut or the memory killer would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def until(holds: Callable[[], bool], what: Callable[[], str] = str, *, patience: float = PATIENCE) -> None:
    """Waits until something holds."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not so after {patience:.0f} s: {what()}")
        time.sleep(0.02)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def migrated(folder: Path, database_url: str = "") -> None:
    """Makes the tables, those of the probe included."""
    installation = Installation(folder, database_url=database_url)
    done = installation.run("manage.py", "migrate", "--run-syncdb", "--verbosity", "0")
    assert done.returncode == 0, done.stderr


@contextmanager
def on_sqlite(folder: Path, template: Path, **settings: str) -> Iterator[Installation]:
    """An installation on a copy of a migrated SQLite file."""
    installation = Installation(folder, **settings)
    (folder / "data").mkdir()
    shutil.copy(template / "data" / "tidu.sqlite3", folder / "data" / "tidu.sqlite3")
    try:
        yield installation
    finally:
        installation.close()
