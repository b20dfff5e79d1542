"""The small shapes components draw; a plain dict with the same names does as well.

Every name a component may leave out has a default here, so a page writes only what it has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Colour = Literal["green", "blue", "yellow", "red", "grey"]
ButtonKind = Literal["primary", "secondary", "danger", "text"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumb; the last has no url."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """One button of a page head, toolbar or bulk bar: a link, or in a bulk bar the value sent as `action`."""

    title: str
    url: str = ""
    icon: str = ""
    kind: ButtonKind = "secondary"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force; url is the list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a real address. count None shows no number."""

    title: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """One saved view of a list."""

    title: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One point of a timeline. state: done, now or empty for what is still to come. when: in words."""

    title: str
    when: str = ""
    who: str = ""
    text: str = ""
    state: Literal["done", "now", ""] = "done"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a summary list. gap: the word for a missing value, drawn greyed instead of value."""

    label: str
    value: Any = ""
    note: str = ""
    gap: str = ""
    url: str = ""
    change_url: str = ""
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar list; share is 0 to 1 on the one scale of the whole list, None when unknown."""

    title: str
    value: str
    share: float | None
    tier: int = 0
    colour: Colour | Literal[""] = ""
    url: str = ""
    cells: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to meet a criterion, with what it brings."""

    text: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """One criterion of a diagnosis: what is asked (need), what is so (have), how far (gap), how to mend it, by what law.

    verdict: MET 1, UNMET 0, UNKNOWN -1, MANUAL 2. basis: the clause in words; basis_url leads to its text.
    fill_url: where the missing value is entered. source: who reported the value, when.
    """

    name: str
    verdict: int
    need: str
    have: str = ""
    gap: str = ""
    ways: Sequence[Way] = ()
    basis: str = ""
    basis_url: str = ""
    source: str = ""
    fill_url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A job as the page shows it. done and total count rows, never percent; total None is not known yet.

    state: waiting, running, done, failed or stopped. rate, remaining: in words. facts: what came out, in words.
    """

    title: str
    state: Literal["waiting", "running", "done", "failed", "stopped"]
    done: int = 0
    total: int | None = None
    rate: str = ""
    remaining: str = ""
    problem: str = ""
    started_at: datetime | None = None
    result_url: str = ""
    retry_url: str = ""
    stop_url: str = ""

    @property
    def share(self) -> float | None:
        return self.done / self.total if self.total else None

    @property
    def is_open(self) -> bool:
        return self.state in ("waiting", "running")
