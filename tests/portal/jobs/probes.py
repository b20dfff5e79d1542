"""Jobs of the tests that run in the test's own process, and a clock they can be given."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from portal.jobs import registry
from tests.factories.jobs import AT


class Clock:
    """A clock that moves only when it is told to."""

    def __init__(self, at: datetime = AT) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **how: float) -> datetime:
        """Lets time pass: move(seconds=5)."""
        self.at += timedelta(**how)
        return self.at


def task(function: Callable[..., Any], *, max_attempts: int = 5) -> str:
    """Registers a function as a job of its own name and gives that name."""
    name = f"tests.{function.__qualname__.split('.')[0]}"[: registry.NAME_LENGTH]
    registry._TASKS.pop(name, None)
    registry.job(name, max_attempts=max_attempts)(function)
    return name
