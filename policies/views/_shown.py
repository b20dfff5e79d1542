"""A pack laid out for reading: conditions with their requirement, figures with their days, bands with their points."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policies.engine import Evidence, Pack, display, explain
from policies.engine.expressions import Step
from policies.engine.packs import DIRECT, GATE, SCORE, Clause, Criterion, Item

TITLES = {GATE: "门槛（须同时满足）", SCORE: "得分条件", DIRECT: "直接确认（有一条即可）"}


@dataclass(frozen=True)
class Condition:
    """One condition: what is asked, where that stands, since when, and what a person is advised."""

    title: str
    requirement: str
    clause: Clause
    since: date | None


@dataclass(frozen=True)
class Group:
    """The conditions of one kind."""

    title: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Figure:
    """A parameter, a step of a scale, or a band: what it is, its value, the day it is from, where it stands."""

    meaning: str
    value: str
    since: date | None
    citation: str
    is_later: bool = False


def groups(pack: Pack, *, on: date) -> list[Group]:
    """The conditions by kind, read on a day."""
    told = _told(pack, on)
    found = []
    for kind, title in TITLES.items():
        conditions = tuple(
            Condition(
                each.title,
                _requirement(pack, each, told),
                each.clause,
                each.since if each.since > pack.in_force_from else None,
            )
            for each in pack.criteria
            if each.kind == kind
        )
        if conditions:
            found.append(Group(title, conditions))
    return found


def _told(pack: Pack, on: date) -> dict[str, str]:
    """What explaining an enterprise of whom nothing is known says is asked; code → requirement."""
    if pack.blank:
        return {}
    day = max(on, pack.in_force_from)
    if pack.in_force_to is not None:
        day = min(day, max(pack.in_force_to, pack.in_force_from))
    # readable on its first day even when it never came into force
    account = explain(dataclasses.replace(pack, in_force_to=None), Evidence(1, {}), day)
    return {each.code: each.requirement for each in (*account.gates, *account.score_conditions, *account.routes)}


def _requirement(pack: Pack, criterion: Criterion, told: dict[str, str]) -> str:
    """In words; where it depends on a scale, the scale is named: its steps stand in a table of their own."""
    template = criterion.requirement
    if not any(isinstance(node, Step) for node in template.nodes):
        return told.get(criterion.code, template.pieces[0])
    shown = template.pieces[0]
    for node, piece in zip(template.nodes, template.pieces[1:], strict=True):
        if not isinstance(node, Step):
            break
        shown += f"“{pack.scales[node.scale].meaning}”的对应值{piece.partition('（')[0]}"
    return shown


def parameters(pack: Pack, *, on: date) -> list[Figure]:
    """Every value of every parameter; a value that a later one follows, or that is still to come, says so by its day."""
    return [
        Figure(
            each.meaning,
            display.plain(value, each.dimension, each.unit, pack.per_point),
            since,
            each.clause.citation,
            since > on,
        )
        for each in pack.parameters.values()
        for since, value in each.values
    ] + [
        Figure(each.meaning, "未公布", None, each.clause.citation)
        for each in pack.parameters.values()
        if not each.values
    ]


def scales(pack: Pack) -> list[tuple[str, list[Figure]]]:
    """Every scale with its steps: the stretch, the value there, the day."""
    return [(scale.meaning, list(_steps(pack, name))) for name, scale in pack.scales.items()]


def _steps(pack: Pack, name: str) -> Iterator[Figure]:
    scale = pack.scales[name]
    for row in scale.rows:
        low = ""
        for edge, value in zip((*row.edges, None), row.values, strict=True):
            top = "" if edge is None else display.plain(edge, scale.by_dimension, scale.by_unit, pack.per_point)
            stretch = f"{low or '0'}至{top}（含）" if top else f"超过{low}" if low else "全部"
            shown = display.plain(value, scale.dimension, scale.unit, pack.per_point)
            yield Figure(stretch, shown, row.since, scale.clause.citation)
            low = top


def items(pack: Pack) -> list[tuple[Item, str, list[Figure]]]:
    """Every scored item with its full marks and what earns which points."""
    return [
        (item, display.points(item.most, item.most, pack.per_point), list(_bands(pack, item)))
        for item in (pack.score.items if pack.score else ())
    ]


def _bands(pack: Pack, item: Item) -> Iterator[Figure]:
    citation = item.clause.citation
    for route in item.routes:
        label = "" if route.label == item.title else f"{route.label}："
        for band in reversed(route.bands):
            points = display.points(band.least, band.most, pack.per_point)
            yield Figure(f"{label}{display.band(band, route.unit)}", points, item.since, citation)
    for case in item.cases:
        yield Figure(case.label, display.points(case.least, case.most, pack.per_point), item.since, citation)
    if not item.routes and not item.cases:
        yield Figure("由专家评分", display.points(0, item.most, pack.per_point), item.since, citation)
