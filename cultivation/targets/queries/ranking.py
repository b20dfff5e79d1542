"""县区排名: every county or managing unit of a city, what it holds, what it promised, how it compares with last year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Q

from cultivation.pools.models import Tier
from cultivation.pools.queries.scope import city_of, is_whole_city, territory, within_territory
from cultivation.pools.queries.stock import Place, counts_by_place
from cultivation.targets.enums import Division
from cultivation.targets.models import Target
from cultivation.targets.queries.standing import Standing, elapsed_share, light, ranks, same_day_last_year
from portal.accounts.models import User
from portal.regions.models import Axis, Region
from portal.regions.queries import counties_of, zones_of

RATE, COUNT, GROWTH = "rate", "count", "growth"
MEASURES = {RATE: "完成率", COUNT: "总量", GROWTH: "同比增速"}


@dataclass(frozen=True)
class Cell:
    """One territory on one rung, with its light against 序时进度."""

    tier: Tier
    standing: Standing
    light: str


@dataclass(frozen=True)
class Line:
    """One row. region None is 未定: enterprises that lie in no row yet; it has no target and no rank."""

    region: Region | None
    cells: tuple[Cell, ...]
    rank: int | None = None

    def cell(self, tier: Tier) -> Cell:
        """The row's cell on a rung."""
        return next(cell for cell in self.cells if cell.tier.pk == tier.pk)


@dataclass(frozen=True)
class Ranking:
    """The whole table. total sums every line, each enterprise once; day is what `count` is counted on.

    is_whole: the reader sees the whole city and therefore ranks; a county sees its own line only.
    untargeted: tier id → how many lines have no target, so that a sum of targets is not taken for the city's.
    """

    city: Region
    division: str
    year: int
    day: date
    before: date
    tiers: tuple[Tier, ...]
    chosen: Tier
    measure: str
    elapsed: Fraction
    lines: tuple[Line, ...]
    total: Line
    is_whole: bool
    untargeted: Mapping[int, int]

    @property
    def elapsed_light_floor(self) -> Fraction:
        """Where yellow begins."""
        return self.elapsed * Fraction(9, 10)


def ranking(
    user: User, *, city: Region, division: str, year: int, tiers: Sequence[Tier], chosen: Tier, measure: str, on: date
) -> Ranking:
    """The table of a city as the person may see it, ranked by one measure of one rung.

    year: the year of the targets; a year gone by is counted on its 31 December. Three queries for counts and targets,
    whatever the number of enterprises.
    """
    day = on if year >= on.year else date(year, 12, 31)
    before = same_day_last_year(day)
    elapsed = elapsed_share(year, on=on)
    own = territory(user)
    is_whole = is_whole_city(own)
    units = [region for region in _units(city, division) if is_whole or (own is not None and region.pk == own.pk)]
    where = within_territory(user) & Q(enterprise__city=city.pk)
    counts = counts_by_place(tiers, days=(day, before), where=where)
    targets = _targets(city, division, year)
    known = {region.pk for region in units}
    by_unit = {tier.pk: _gathered(counts.get(tier.pk, {}), division, known, is_whole) for tier in tiers}
    rows: list[Region | None] = [*units, *([None] if is_whole else [])]
    lines = [
        Line(region, tuple(_cell(tier, region, by_unit[tier.pk], targets, elapsed) for tier in tiers))
        for region in rows
    ]
    placed = ranks({_pk(line.region): _measured(line, chosen, measure) for line in lines}) if is_whole else {}
    lines = [Line(line.region, line.cells, placed.get(_pk(line.region))) for line in lines]
    return Ranking(
        city=city,
        division=division,
        year=year,
        day=day,
        before=before,
        tiers=tuple(tiers),
        chosen=chosen,
        measure=measure,
        elapsed=elapsed,
        lines=tuple(lines),
        total=_total(lines, tiers, elapsed),
        is_whole=is_whole,
        untargeted={
            tier.pk: sum(line.region is not None and line.cell(tier).standing.target is None for line in lines)
            for tier in tiers
        },
    )


def target_years(city: Region, *, on: date) -> list[int]:
    """Years for which targets are set, and the present one, newest first."""
    years = set(Target.objects.filter(region__city=city.pk).values_list("year", flat=True))
    return sorted({*years, on.year}, reverse=True)


def targets_of(city: Region, *, division: str, year: int) -> dict[tuple[int, int], Target]:
    """(region id, tier id) → the target set for a year."""
    rows = Target.objects.filter(region__city=city.pk, division=division, year=year).select_related("set_by")
    return {(target.region_id, target.tier_id): target for target in rows}


def sources_of(targets: Iterable[Target], tiers: Sequence[Tier]) -> list[tuple[str, str, datetime]]:
    """The documents that the present numbers of some rungs come from: document, who set it last, when; newest first."""
    latest: dict[tuple[str, str], datetime] = {}
    known = {tier.pk for tier in tiers}
    for target in targets:
        if target.tier_id in known:
            key = (target.source, target.set_by.full_name)
            latest[key] = max(latest.get(key, target.set_at), target.set_at)
    return sorted(((*key, at) for key, at in latest.items()), key=lambda each: each[2], reverse=True)


def units_of(city: Region, division: str) -> list[Region]:
    """The rows of a division: counties, then zones when the city is divided by who manages."""
    return _units(city, division)


def ranking_city(user: User) -> Region | None:
    """The city whose ranking a person looks at, or None without one."""
    return city_of(territory(user))


def default_division(user: User) -> str:
    """A zone's own people look at managing units, everybody else at counties."""
    own = territory(user)
    return Division.UNIT if own is not None and own.axis == Axis.ZONE else Division.COUNTY


def _units(city: Region, division: str) -> list[Region]:
    counties = list(counties_of(city))
    return counties if division == Division.COUNTY else [*counties, *zones_of(city)]


def _targets(city: Region, division: str, year: int) -> dict[tuple[int, int], int]:
    rows = Target.objects.filter(region__city=city.pk, division=division, year=year)
    return {(region, tier): value for region, tier, value in rows.values_list("region_id", "tier_id", "value")}


def _pk(region: Region | None) -> int | None:
    return None if region is None else region.pk


def _gathered(
    places: Mapping[Place, tuple[int, ...]], division: str, known: set[int], is_whole: bool
) -> dict[int | None, tuple[int, int]]:
    """Region id → (count, before). By county a zone counts in the county it lies in; by unit it counts for itself.

    Every place falls to exactly one key, so the sum over keys counts each enterprise once. None holds what lies in no
    row: the county is not known, or is one that was abolished.
    """
    gathered: dict[int | None, tuple[int, int]] = {}
    for (county, zone), (count, before) in places.items():
        key = zone if division == Division.UNIT and zone is not None else county
        if is_whole and key not in known:
            key = None
        now = gathered.get(key, (0, 0))
        gathered[key] = (now[0] + count, now[1] + before)
    return gathered


def _cell(
    tier: Tier,
    region: Region | None,
    counts: Mapping[int | None, tuple[int, int]],
    targets: Mapping[tuple[int, int], int],
    elapsed: Fraction,
) -> Cell:
    count, before = counts.get(_pk(region), (0, 0))
    target = None if region is None else targets.get((region.pk, tier.pk))
    standing = Standing(count, before, target)
    return Cell(tier, standing, light(standing, elapsed))


def _measured(line: Line, chosen: Tier, measure: str) -> Fraction | int | None:
    if line.region is None:
        return None
    standing = line.cell(chosen).standing
    return {RATE: standing.rate, COUNT: standing.count, GROWTH: standing.growth}[measure]


def _total(lines: Sequence[Line], tiers: Sequence[Tier], elapsed: Fraction) -> Line:
    cells = []
    for tier in tiers:
        standings = [line.cell(tier).standing for line in lines]
        given = [standing.target for standing in standings if standing.target is not None]
        standing = Standing(
            sum(each.count for each in standings),
            sum(each.before for each in standings),
            sum(given) if given else None,
        )
        cells.append(Cell(tier, standing, light(standing, elapsed)))
    return Line(None, tuple(cells))
