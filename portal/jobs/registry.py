"""Which function does the work of which task name; rooms register theirs in their tasks.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules

Function = Callable[..., "dict[str, Any] | None"]
Share = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of job. title: its name on pages when it starts by itself. is_nightly: starts once every night.

    share: does one share of the work in another worker, where the work is dealt (sharing.py).
    """

    name: str
    function: Function
    title: str
    is_nightly: bool
    max_attempts: int
    share: Share | None = None


# As long as the column that keeps it.
NAME_LENGTH = 80

_TASKS: dict[str, Task] = {}


def job(
    name: str, *, title: str = "", nightly: bool = False, max_attempts: int = 5, share: Share | None = None
) -> Callable[[Function], Function]:
    """Registers a function of a room's tasks.py as the work of a task name.

        @job("enterprises.commit_intake")
        def commit_intake(run: Run, *, intake_id: int, **_: object) -> dict[str, object]: ...

    The function is called with a Run and the job's arguments by keyword; it returns what the job page shows, label by
    label, or None. It may be called again after a crash, so it must be harmless to repeat: write in `run.step()` and go
    on from `run.checkpoint`, or compare before writing. It raises running.CannotFinish with a sentence for a reason that
    a person can act on; anything else it raises is tried again, up to max_attempts runs in all.

    nightly: started once every night by the system's account, without arguments; needs a title.
    share: called with a sharing.Turn in other workers, for one share of what the function dealt.
    """
    if len(name) > NAME_LENGTH:
        raise ValueError(f"the task name {name!r} is longer than {NAME_LENGTH} characters")
    if nightly and not title:
        raise ValueError(f"the nightly job {name!r} needs a title: nobody else gives it one")

    def register(function: Function) -> Function:
        known = _TASKS.get(name)
        if known and (known.function.__module__, known.function.__qualname__) != (
            function.__module__,
            function.__qualname__,
        ):
            raise ValueError(f"two functions want the task name {name!r}: {known.function!r} and {function!r}")
        _TASKS[name] = Task(name, function, title or name, nightly, max_attempts, share)
        return function

    return register


def find(name: str) -> Task:
    """The task of a name. Raises KeyError, naming those that exist."""
    _discover()
    try:
        return _TASKS[name]
    except KeyError:
        raise KeyError(f"no room registers the task {name!r}; known: {', '.join(sorted(_TASKS)) or 'none'}") from None


def nightly_tasks() -> list[Task]:
    """Every task that starts by itself at night, by name."""
    _discover()
    return [task for _, task in sorted(_TASKS.items()) if task.is_nightly]


def task_names() -> list[str]:
    """Every task name that a room registers."""
    _discover()
    return sorted(_TASKS)


@cache
def _discover() -> None:
    autodiscover_modules("tasks")
