"""Machines that are none: network namespaces joined by a bridge, so that what workers say crosses a network of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

BRIDGE = "tidubench"
ADDRESS = "10.213.77.1"


@dataclass(frozen=True)
class Network:
    """address: of the machine that holds the database and the broker. machines: the namespaces of the workers."""

    address: str
    machines: tuple[str, ...]


class NoNetwork(Exception):
    """This machine cannot make network namespaces; says why."""


@contextmanager
def network(machines: int) -> Iterator[Network]:
    """A bridge and so many namespaces on it, gone when the block ends. Raises NoNetwork."""
    if shutil.which("ip") is None:
        raise NoNetwork("iproute2 is missing: apt-get install iproute2")
    names = tuple(f"{BRIDGE}-{number}" for number in range(1, machines + 1))
    try:
        _ip("link", "add", BRIDGE, "type", "bridge")
        try:
            _ip("addr", "add", f"{ADDRESS}/24", "dev", BRIDGE)
            _ip("link", "set", BRIDGE, "up")
            for number, name in enumerate(names, start=1):
                _join(number, name)
        except NoNetwork:
            _take_down(names)
            raise
    except NoNetwork as reason:
        raise NoNetwork(f"no network namespaces here ({reason})") from None
    try:
        yield Network(ADDRESS, names)
    finally:
        _take_down(names)


def _join(number: int, name: str) -> None:
    outer, inner = f"tb{number}", f"tb{number}in"
    _ip("netns", "add", name)
    _ip("link", "add", outer, "type", "veth", "peer", "name", inner)
    _ip("link", "set", inner, "netns", name)
    _ip("link", "set", outer, "master", BRIDGE, "up")
    _ip("-n", name, "addr", "add", f"{ADDRESS.rpartition('.')[0]}.{10 + number}/24", "dev", inner)
    _ip("-n", name, "link", "set", inner, "up")
    _ip("-n", name, "link", "set", "lo", "up")


def _take_down(names: tuple[str, ...]) -> None:
    for name in names:
        subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    subprocess.run(["ip", "link", "del", BRIDGE], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNetwork(done.stderr.strip() or f"ip {' '.join(arguments)} failed")
