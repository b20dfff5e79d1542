"""Who works here: the identity of this process, which of the others have died, and whether this one is stopping.

A process that runs jobs holds a lock on a file of its own in the data folder for as long as it lives. The kernel lets go
of the lock at any death, kill -9 and power cut included, so a dead worker is known at once and never taken for a new
process that happens to get its number.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# One byte shared with the children that a worker forks: they must hear of the stop as well.
_stopping = mmap.mmap(-1, 1)


@dataclass
class _Self:
    """This process as a worker: known by its process number, because a forked child must become somebody else."""

    pid: int
    identity: str
    lock: int


_self: _Self | None = None
_serves_memory = False


def stop() -> None:
    """Asks the jobs running in this process and its children to finish their step and hand the rest back."""
    _stopping[0] = 1


def resume() -> None:
    """Takes the wish to stop back."""
    _stopping[0] = 0


def is_stopping() -> bool:
    """Whether running jobs should hand back at their next step."""
    return _stopping[0] == 1


def serve_memory_broker() -> None:
    """Says that this process holds the worker that reads the in-process broker."""
    global _serves_memory
    _serves_memory = True


def reads_memory_broker() -> bool:
    """Whether a message to the in-process broker would be read by anybody."""
    return _serves_memory


def identity() -> str:
    """host:pid:token of this process; the first call takes the lock that shows it is alive."""
    global _self
    if _self is None or _self.pid != os.getpid():
        token = secrets.token_hex(8)
        name = f"{socket.gethostname()}:{os.getpid()}:{token}"
        _self = _Self(os.getpid(), name, _take_lock(_folder() / f"{token}.lock", name))
    return _self.identity


@contextmanager
def dead_workers(*, forget: bool = True) -> Iterator[list[str]]:
    """The identities of the processes of this data folder that died; forgotten when the block ends without an error.

    forget=False only looks, and leaves them for whoever takes their jobs.
    """
    held: list[tuple[Path, int]] = []
    names: list[str] = []
    try:
        for path in _folder().glob("*.lock"):
            lock = _try_lock(path)
            if lock is not None:
                held.append((path, lock))
                names.append(path.read_text(encoding="utf-8"))
        yield [name for name in names if name]
        for path, _ in held if forget else ():
            path.unlink(missing_ok=True)
    finally:
        for _, lock in held:
            os.close(lock)


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _take_lock(path: Path, content: str) -> int:
    """A lock held until this process ends. Made again when a clean-up removed the file before the lock was ours."""
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == os.fstat(lock).st_ino:
            os.write(lock, content.encode())
            return lock
        os.close(lock)


def _try_lock(path: Path) -> int | None:
    """The lock of a dead process, or None while its holder lives or when the file is gone."""
    try:
        lock = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
