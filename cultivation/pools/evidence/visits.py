"""What visits verified, by the groups of a rule's score: who, when, and what they saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cultivation.pools.enums import CoreItem, Finding
from cultivation.pools.models import VisitItem
from cultivation.pools.queries.visits import items_that_count
from enterprises.models import Enterprise
from policies import library
from policies.engine import Pack, display

SHOWN = 3

_COLOURS = {Finding.VERIFIED: "green", Finding.CONTRADICTS: "red", Finding.NOT_SEEN: "grey"}
_CORE = {item.value: str(item.label) for item in CoreItem}


@dataclass(frozen=True)
class Group:
    """A group of the score as a visitor meets it. core: the plan's word for it; most: its ceiling, in points."""

    code: str
    title: str
    core: str
    most: int
    per_point: int


@dataclass(frozen=True)
class Found:
    """What was found of one group. low, high: in whole points."""

    section: str
    finding: str
    seen: str = ""
    value: str = ""
    low: int | None = None
    high: int | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Seen:
    """One finding in words. who: the person with the role; when: the day of the visit."""

    row: VisitItem
    colour: str
    who: str
    when: date
    points: str


@dataclass(frozen=True)
class Verified:
    """A group with what visits found of it, the newest first; nothing means that nobody has looked."""

    group: Group
    found: list[Seen]


def pack_visited(enterprise: Enterprise, programme: str, *, on: date) -> Pack:
    """The text under which a visit of a day is recorded: that of the enterprise's place. Raises NoPack without one."""
    place = enterprise.county or enterprise.city
    return library.shelf().in_force(programme, place.code, on)


def groups_of(pack: Pack) -> list[Group]:
    """The groups of a text's score, in its order; none for a text without a score."""
    score = pack.score
    if score is None:
        return []
    return [
        Group(one.code, one.title, _CORE.get(one.code, one.title), one.most // score.per_point, score.per_point)
        for one in score.sections
    ]


def verified_groups(enterprise: Enterprise, pack: Pack) -> list[Verified]:
    """Every group of the text with the latest findings of visits; findings of groups that the text lacks are left out."""
    groups = groups_of(pack)
    if not groups:
        return []
    found: dict[str, list[Seen]] = {group.code: [] for group in groups}
    per_point = {group.code: group.per_point for group in groups}
    for row in items_that_count(enterprise, pack.programme):
        if len(found.get(row.section, ())) < SHOWN and row.section in found:
            found[row.section].append(seen_of(row, per_point[row.section]))
    return [Verified(group, found[group.code]) for group in groups]


def seen_of(row: VisitItem, per_point: int) -> Seen:
    """One finding in words."""
    visit = row.visit
    points = ""
    if row.points_low is not None and row.points_high is not None:
        points = display.points(row.points_low, row.points_high, per_point)
    who = visit.recorded_by.full_name + (f"（{visit.recorded_as}）" if visit.recorded_as else "")
    return Seen(row, _COLOURS[Finding(row.finding)], who, visit.visited_on, points)
