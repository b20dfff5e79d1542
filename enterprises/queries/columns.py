"""Facts of many enterprises as columns, for judging them all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from enterprises.enums import (
    CLASS_ONE,
    Acquisition,
    ComplianceKind,
    ReportState,
    Scheme,
    StatementItem,
    TaxCollection,
)
from enterprises.models import (
    FIGURES,
    AnnualReport,
    Certificate,
    ComplianceEvent,
    Enterprise,
    IntellectualProperty,
    ListCheck,
    Merit,
    Statement,
)
from enterprises.models.size_class import E4_PER_PERSON, FEN_PER_WAN, Line, line_of
from enterprises.models.statement import AWARDS, SCORES
from enterprises.queries.bulk import (
    MISSING,
    code_of,
    code_sql,
    date_sql,
    day_number,
    day_sql,
    fetch_columns,
    flag_sql,
    least_sql,
)

Ints = NDArray[np.int64]

# A comparison with an authority's list is believed for a year; after that its silence is unknown again.
CHECK_HOLDS_DAYS: Final = 365
YEARS: Final = 3
LONG_YEARS: Final = 4  # a growth of three years needs a year before them
MERIT_YEARS: Final = 5
RECENT_YEARS: Final = 3
AWARD_YEARS: Final = 3
HELD: Final = (
    Scheme.HNTE,
    Scheme.PROVINCIAL_RD_ORG,
    Scheme.TECH_SME,
    Scheme.INNOVATIVE_SME,
    Scheme.SPECIALISED_SME,
)
RIGHT_COUNTS: Final = (
    "rights_one",
    "rights_two",
    "rights_two_unused",
    "rights_own",
    "rights_origin_unsaid",
    "rights_unlinked",
    "rights_one_own",
    "rights_one_origin_unsaid",
    "rights_one_recent",
    "rights_two_recent",
)
MERIT_COUNTS: Final = (
    "award_top3",
    "award_unranked",
    "standard_top5",
    "standard_unranked",
    "standards",
    "recent_awards",
    "recent_major_awards",
    "recent_top3_awards",
    "recent_top3_national_awards",
    "recent_awards_unranked",
    "recent_national_awards_unranked",
)
FIGURE_NAMES: Final = tuple(figure.name for figure in FIGURES)
NEVER: Final = 2**31
_WITHDRAWN: Final = 255


@dataclass(frozen=True)
class FactColumns:
    """Facts of n enterprises in id order.

    ids, revisions: (n,). places: (n,) the key of the county, or of the city where no county is known. single: name →
    (n,); yearly: name → (n, 3), or (n, 4) for a figure asked for so long, oldest fiscal year first. Every array is
    int64, MISSING where unknown. recheck: (n,) the next day (since 1970-01-01) on which the calendar alone may change
    one of these facts, NEVER when none will.
    """

    ids: Ints
    revisions: Ints
    places: Ints
    single: dict[str, Ints]
    yearly: dict[str, Ints]
    recheck: Ints

    @property
    def n(self) -> int:
        """How many enterprises."""
        return int(self.ids.size)


def fact_columns(
    *,
    on: date,
    low: int = 0,
    high: int = 2**62,
    ids: Sequence[int] | None = None,
    figures: Sequence[str] = FIGURE_NAMES,
    long: Sequence[str] = (),
) -> FactColumns:
    """The facts as they stand, seen from a day, of the enterprises with low <= id < high (and id in ids, if given).

    on: the day for which titles, rights and events are counted and from which fiscal years are numbered: the last
    complete year is on.year − 1. figures: the columns of the annual report wanted; long: those wanted for four years.
    """
    reader = _Reader(on, low, high, ids)
    base = reader.enterprises()
    found = base.pop("id")
    revisions, places, industries = base.pop("revision"), base.pop("place"), base.pop("industry")
    columns = _Columns(found, day_number(on))
    columns.single.update(base)
    columns.recheck_after(base["founded"], 365)
    columns.recheck_anniversary(base["founded"])
    reader.reports_into(columns, tuple(dict.fromkeys((*figures, *long))), industries)
    reader.long_years_into(columns, long)
    reader.rights_into(columns)
    reader.titles_into(columns)
    reader.events_into(columns)
    reader.merits_into(columns)
    reader.statements_into(columns)
    new_year = day_number(date(on.year + 1, 1, 1))
    return FactColumns(found, revisions, places, columns.single, columns.yearly, np.minimum(columns.recheck, new_year))


class _Columns:
    """The arrays being filled, and the scatter of sparse rows into them."""

    def __init__(self, ids: Ints, today: int) -> None:
        self.ids = ids
        self.today = today
        self.single: dict[str, Ints] = {}
        self.yearly: dict[str, Ints] = {}
        self.recheck: Ints = np.full(ids.size, NEVER, dtype=np.int64)

    def scatter(self, rows: dict[str, Ints], defaults: dict[str, int]) -> None:
        """One row per enterprise at most: name → its value, the default where the enterprise has no row."""
        place = np.searchsorted(self.ids, rows["enterprise"])
        for name, default in defaults.items():
            column = np.full(self.ids.size, default, dtype=np.int64)
            column[place] = rows[name]
            self.single[name] = column
        if "next_change" in rows:
            change = np.where(rows["next_change"] == MISSING, NEVER, rows["next_change"])
            np.minimum.at(self.recheck, place, change)

    def recheck_after(self, days: Ints, delay: int) -> None:
        """A fact that changes `delay` days after a day of the enterprise's own, if that is still to come."""
        change = np.where(days == MISSING, NEVER, days + delay)
        np.minimum(self.recheck, np.where(change > self.today, change, NEVER), out=self.recheck)

    def recheck_years(self, days: Ints, years: int | Ints, *, place: Ints | None = None) -> None:
        """A fact that ends when so many calendar years have passed since a day, counted as years_before counts them.

        place: the rows of `days` where they are not one per enterprise. After 29 February the years are full on 1 March
        where there is no 29th.
        """
        dates = np.where(days == MISSING, 0, days).astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        change = ((months + 12 * years).astype("datetime64[D]") + (dates - months)).astype(np.int64)
        change = np.where((days != MISSING) & (change > self.today), change, NEVER)
        if place is None:
            np.minimum(self.recheck, change, out=self.recheck)
        else:
            np.minimum.at(self.recheck, place, change)

    def recheck_anniversary(self, days: Ints) -> None:
        """Ages are counted in calendar years: a verdict may turn when years since a day, or since the day after it, are full.

        The second is when more than so many years have passed: 28 February to 1 March where a 29th lies between.
        """
        this_year = np.datetime64(self.today, "D").astype("datetime64[Y]").astype(np.int64)
        for later in (0, 1):
            shifted = np.where(days == MISSING, MISSING, days + later)
            passed = this_year - np.where(days == MISSING, 0, shifted).astype("datetime64[D]").astype(
                "datetime64[Y]"
            ).astype(np.int64)
            for years in (passed, passed + 1):
                self.recheck_years(shifted, years)


class _Reader:
    """The selects; all of them over the same range of enterprises."""

    def __init__(self, on: date, low: int, high: int, ids: Sequence[int] | None) -> None:
        self.on = on
        self.low, self.high = low, high
        self.ids = None if ids is None else ",".join(str(int(one)) for one in ids) or "-1"

    def within(self, column: str) -> str:
        inside = f"{column} >= {self.low} AND {column} < {self.high}"
        return inside if self.ids is None else f"{inside} AND {column} IN ({self.ids})"

    def enterprises(self) -> dict[str, Ints]:
        columns = {
            "id": "e.id",
            "revision": "e.fact_revision",
            "place": "COALESCE(e.county_id, e.city_id)",
            "industry": code_sql("e.industry_code"),
            "founded": day_sql("e.founded_on"),
            "is_resident": flag_sql("e.is_resident"),
            "tax_by_audit": (
                f"CASE e.tax_collection WHEN '{TaxCollection.AUDITED.value}' THEN 1 "
                f"WHEN '{TaxCollection.ASSESSED.value}' THEN 0 END"
            ),
            "accounts_sound": flag_sql("e.accounts_sound"),
            "industry_allowed": flag_sql("e.industry_allowed"),
            "industry_barred": flag_sql("e.industry_barred"),
            "field_declared": "CASE WHEN e.field_code <> '' THEN 1 END",
        }
        for name in (
            "safety",
            "quality",
            "environment",
            "research",
            "abnormal",
            "dishonest",
            "rights",
            "titles",
            "merits",
        ):
            columns[f"{name}_checked"] = day_sql(f"c.{name}_on")
        return fetch_columns(
            columns,
            f"FROM {Enterprise._meta.db_table} e LEFT JOIN {ListCheck._meta.db_table} c ON c.enterprise_id = e.id "
            f"WHERE {self.within('e.id')} ORDER BY e.id",
        )

    def reports_into(self, columns: _Columns, figures: Sequence[str], industries: Ints) -> None:
        """Figures of the three fiscal years before the year of `on`; net assets and the last year's size beside them.

        industries: the enterprises' industries as code_sql gives them.
        """
        unknown = set(figures) - set(FIGURE_NAMES)
        if unknown:
            raise KeyError(f"no such figure in the annual report: {sorted(unknown)}")
        first = self.on.year - YEARS
        rows = fetch_columns(
            {
                "enterprise": "r.enterprise_id",
                "year": "r.fiscal_year",
                **{name: f"r.{name}" for name in figures},
                "net_assets_fen": "r.assets_fen - r.liabilities_fen",
                "size_staff_e4": f"COALESCE(r.staff_end_count * {E4_PER_PERSON}, r.staff_e4)",
                "size_revenue_fen": "COALESCE(r.revenue_operating_fen, r.sales_fen)",
                "size_assets_fen": "r.assets_fen",
            },
            f"FROM {AnnualReport._meta.db_table} r WHERE r.is_current AND r.state <> '{ReportState.DRAFT.value}' "
            f"AND r.fiscal_year >= {first} AND r.fiscal_year < {self.on.year} AND {self.within('r.enterprise_id')}",
        )
        place, year = np.searchsorted(columns.ids, rows["enterprise"]), rows["year"] - first
        for name in (*figures, "net_assets_fen"):
            table = np.full((columns.ids.size, YEARS), MISSING, dtype=np.int64)
            table[place, year] = rows[name]
            columns.yearly[name] = table
        last = year == YEARS - 1
        columns.single["is_sme"] = np.full(columns.ids.size, MISSING, dtype=np.int64)
        columns.single["is_sme"][place[last]] = _sme_of(
            industries[place[last]],
            {name: rows[f"size_{name}"][last] for name in ("staff_e4", "revenue_fen", "assets_fen")},
        )

    def long_years_into(self, columns: _Columns, figures: Sequence[str]) -> None:
        """Puts the fourth fiscal year back in front of the three."""
        if not figures:
            return
        rows = fetch_columns(
            {"enterprise": "r.enterprise_id", **{name: f"r.{name}" for name in figures}},
            f"FROM {AnnualReport._meta.db_table} r WHERE r.is_current AND r.state <> '{ReportState.DRAFT.value}' "
            f"AND r.fiscal_year = {self.on.year - LONG_YEARS} AND {self.within('r.enterprise_id')}",
        )
        place = np.searchsorted(columns.ids, rows["enterprise"])
        for name in figures:
            first = np.full((columns.ids.size, 1), MISSING, dtype=np.int64)
            first[place, 0] = rows[name]
            columns.yearly[name] = np.concatenate([first, columns.yearly[name]], axis=1)

    def rights_into(self, columns: _Columns) -> None:
        """Counts of rights in force, undisputed and serving the main product; `unlinked` ones nobody has linked yet."""
        day = date_sql(self.on)
        in_force = (
            f"(p.granted_on <= {day} AND (p.expires_on IS NULL OR p.expires_on >= {day}) "
            f"AND (p.lapsed_on IS NULL OR p.lapsed_on > {day}) AND NOT p.is_disputed)"
        )
        linked = f"{in_force} AND p.serves_main_product"
        one = ",".join(f"'{kind.value}'" for kind in sorted(CLASS_ONE))
        two = f"{linked} AND p.kind NOT IN ({one})"
        recent = f"{in_force} AND p.granted_on > {date_sql(years_before(self.on, RECENT_YEARS))}"
        later = [
            f"MIN(CASE WHEN {column} > {day} THEN {day_sql(column)} + {delay} END)"
            for column, delay in (("p.granted_on", 0), ("p.lapsed_on", 0))
        ]
        ending = f"MIN(CASE WHEN p.expires_on >= {day} THEN {day_sql('p.expires_on')} + 1 END)"
        rows = fetch_columns(
            {
                "enterprise": "p.enterprise_id",
                "rights_one": _count(f"{linked} AND p.kind IN ({one})"),
                "rights_two": _count(two),
                "rights_two_unused": _count(f"{two} AND p.used_in_hnte_year IS NULL"),
                "rights_own": _count(f"{linked} AND p.acquisition = '{Acquisition.OWN.value}'"),
                "rights_origin_unsaid": _count(f"{linked} AND p.acquisition = ''"),
                "rights_unlinked": _count(f"{in_force} AND p.serves_main_product IS NULL"),
                "rights_one_own": _count(
                    f"{linked} AND p.kind IN ({one}) AND p.acquisition = '{Acquisition.OWN.value}'"
                ),
                "rights_one_origin_unsaid": _count(f"{linked} AND p.kind IN ({one}) AND p.acquisition = ''"),
                "rights_one_recent": _count(f"{recent} AND p.kind IN ({one})"),
                "rights_two_recent": _count(f"{recent} AND p.kind NOT IN ({one})"),
                "first_recent": f"MIN(CASE WHEN {recent} THEN {day_sql('p.granted_on')} END)",
                "next_change": _least([*later, ending]),
            },
            f"FROM {IntellectualProperty._meta.db_table} p WHERE {self.within('p.enterprise_id')} GROUP BY p.enterprise_id",
        )
        first = rows.pop("first_recent")
        columns.scatter(rows, dict.fromkeys(RIGHT_COUNTS, 0))
        columns.recheck_years(first, RECENT_YEARS, place=np.searchsorted(columns.ids, rows["enterprise"]))

    def titles_into(self, columns: _Columns) -> None:
        """Which titles are in force."""
        day = date_sql(self.on)
        in_force = (
            f"(t.valid_from <= {day} AND (t.valid_to IS NULL OR t.valid_to >= {day}) "
            f"AND (t.revoked_on IS NULL OR t.revoked_on > {day}))"
        )
        changes = [
            f"MIN(CASE WHEN t.valid_from > {day} THEN {day_sql('t.valid_from')} END)",
            f"MIN(CASE WHEN t.valid_to >= {day} THEN {day_sql('t.valid_to')} + 1 END)",
            f"MIN(CASE WHEN t.revoked_on > {day} THEN {day_sql('t.revoked_on')} END)",
        ]
        rows = fetch_columns(
            {
                "enterprise": "t.enterprise_id",
                **{f"holds_{scheme.value}": _count(f"{in_force} AND t.scheme = '{scheme.value}'") for scheme in HELD},
                "next_change": _least(changes),
            },
            f"FROM {Certificate._meta.db_table} t WHERE {self.within('t.enterprise_id')} GROUP BY t.enterprise_id",
        )
        columns.scatter(rows, {f"holds_{scheme.value}": 0 for scheme in HELD})

    def events_into(self, columns: _Columns) -> None:
        """Per kind, the last day of its latest event and whether a list still holds the enterprise.

        An accident or violation counts on its day; a listing counts from its day until it is lifted, today if not yet.
        """
        day = date_sql(self.on)
        kinds = list(ComplianceKind)
        rows = fetch_columns(
            {
                "enterprise": "v.enterprise_id",
                **{
                    f"{kind.value}_last": (
                        f"MAX(CASE WHEN v.kind = '{kind.value}' THEN "
                        + (
                            f"{day_sql(f'CASE WHEN v.ended_on < {day} THEN v.ended_on ELSE {day} END')}"
                            if kind in (ComplianceKind.ABNORMAL, ComplianceKind.DISHONEST, ComplianceKind.RESEARCH)
                            else day_sql("v.happened_on")
                        )
                        + " END)"
                    )
                    for kind in kinds
                },
            },
            f"FROM {ComplianceEvent._meta.db_table} v WHERE v.happened_on <= {day} AND {self.within('v.enterprise_id')} "
            "GROUP BY v.enterprise_id",
        )
        columns.scatter(rows, {f"{kind.value}_last": MISSING for kind in kinds})
        for kind in kinds:
            columns.recheck_after(columns.single[f"{kind.value}_checked"], CHECK_HOLDS_DAYS + 1)
            columns.recheck_after(columns.single[f"{kind.value}_last"], CHECK_HOLDS_DAYS + 1)
            columns.recheck_years(columns.single[f"{kind.value}_last"], RECENT_YEARS)

    def merits_into(self, columns: _Columns) -> None:
        """National awards (first three units) and standards led (first five units) of the last five years."""
        since = date_sql(years_before(self.on, MERIT_YEARS))
        recent = f"m.granted_on >= {since} AND m.granted_on <= {date_sql(self.on)}"
        standards = ",".join(
            f"'{kind.value}'"
            for kind in (Merit.Kind.STANDARD_INTERNATIONAL, Merit.Kind.STANDARD_NATIONAL, Merit.Kind.STANDARD_INDUSTRY)
        )
        award = f"{recent} AND m.kind = '{Merit.Kind.NATIONAL_AWARD.value}'"
        standard = f"m.kind IN ({standards})"
        fresh = (
            f"m.granted_on > {date_sql(years_before(self.on, RECENT_YEARS))} AND m.granted_on <= {date_sql(self.on)}"
        )
        national = f"{fresh} AND m.kind = '{Merit.Kind.NATIONAL_AWARD.value}'"
        provincial = f"{fresh} AND m.kind = '{Merit.Kind.PROVINCIAL_AWARD.value}'"
        awards = f"({national}) OR ({provincial})"
        rows = fetch_columns(
            {
                "enterprise": "m.enterprise_id",
                "award_top3": _count(f"{award} AND m.unit_rank <= 3"),
                "award_unranked": _count(f"{award} AND m.unit_rank IS NULL"),
                "standard_top5": _count(f"{recent} AND {standard} AND m.unit_rank <= 5"),
                "standard_unranked": _count(f"{recent} AND {standard} AND m.unit_rank IS NULL"),
                "standards": _count(f"{standard} AND m.granted_on <= {date_sql(self.on)}"),
                "recent_awards": _count(awards),
                "recent_major_awards": _count(
                    f"({national} AND m.unit_rank <= 5) OR ({provincial} AND m.unit_rank <= 3)"
                ),
                "recent_top3_awards": _count(f"({awards}) AND m.unit_rank <= 3"),
                "recent_top3_national_awards": _count(f"{national} AND m.unit_rank <= 3"),
                "recent_awards_unranked": _count(f"({awards}) AND m.unit_rank IS NULL"),
                "recent_national_awards_unranked": _count(f"{national} AND m.unit_rank IS NULL"),
                "first_recent": f"MIN(CASE WHEN {awards} THEN {day_sql('m.granted_on')} END)",
                "coming": f"MIN(CASE WHEN m.granted_on > {date_sql(self.on)} THEN {day_sql('m.granted_on')} END)",
                "first_merit": f"MIN(CASE WHEN {recent} THEN {day_sql('m.granted_on')} END)",
            },
            f"FROM {Merit._meta.db_table} m WHERE {self.within('m.enterprise_id')} GROUP BY m.enterprise_id",
        )
        first_merit, first_recent, coming = (rows.pop(name) for name in ("first_merit", "first_recent", "coming"))
        columns.scatter(rows, dict.fromkeys(MERIT_COUNTS, 0))
        place = np.searchsorted(columns.ids, rows["enterprise"])
        # The window of five years still holds its first day, that of three does not.
        columns.recheck_years(np.where(first_merit == MISSING, MISSING, first_merit + 1), MERIT_YEARS, place=place)
        columns.recheck_years(first_recent, RECENT_YEARS, place=place)
        np.minimum.at(columns.recheck, place, np.where(coming == MISSING, NEVER, coming))

    def statements_into(self, columns: _Columns) -> None:
        """What was stated of an enterprise beyond its reports, item by item; MISSING where nothing is.

        A score is of a year and an award of a day, so these two are read as they stand on the day asked: the score
        stated in the year of `on` and the one of the year before, an award until three calendar years have passed.
        """
        standing = [item for item in StatementItem if item not in (*SCORES, *AWARDS)]
        today, this_year = date_sql(self.on), date_sql(date(self.on.year, 1, 1))
        last_year, three_years = date_sql(date(self.on.year - 1, 1, 1)), date_sql(years_before(self.on, AWARD_YEARS))
        in_year = f"s.as_of >= {this_year} AND s.as_of <= {today}"
        in_window = f"s.as_of > {three_years} AND s.as_of <= {today}"
        dated = ",".join(f"'{item.value}'" for item in (*SCORES, *AWARDS))
        awards = ",".join(f"'{item.value}'" for item in AWARDS)
        score, before = SCORES
        rows = fetch_columns(
            {
                "enterprise": "s.enterprise_id",
                **{
                    item.value: f"MAX(CASE WHEN s.is_current AND s.item = '{item.value}' THEN s.value END)"
                    for item in standing
                },
                score.value: _latest(score, in_year),
                before.value: _latest(before, in_year),
                "earlier": _latest(score, f"s.as_of >= {last_year} AND s.as_of < {this_year}"),
                **{item.value: _latest(item, in_window) for item in AWARDS},
                "first_won": f"MIN(CASE WHEN s.item IN ({awards}) AND {in_window} THEN {day_sql('s.as_of')} END)",
                "coming": f"MIN(CASE WHEN s.item IN ({dated}) AND s.as_of > {today} THEN {day_sql('s.as_of')} END)",
            },
            f"FROM {Statement._meta.db_table} s WHERE (s.is_current OR s.item IN ({dated})) "
            f"AND {self.within('s.enterprise_id')} GROUP BY s.enterprise_id",
        )
        for name in (score.value, before.value, "earlier", *(item.value for item in AWARDS)):
            rows[name] = _unpacked(rows[name])
        earlier, first_won, coming = (rows.pop(name) for name in ("earlier", "first_won", "coming"))
        rows[before.value] = np.where(rows[before.value] == MISSING, earlier, rows[before.value])
        columns.scatter(rows, {item.value: MISSING for item in StatementItem})
        columns.recheck_anniversary(columns.single[StatementItem.NICHE_SINCE.value])
        place = np.searchsorted(columns.ids, rows["enterprise"])
        columns.recheck_years(first_won, AWARD_YEARS, place=place)
        np.minimum.at(columns.recheck, place, np.where(coming == MISSING, NEVER, coming))


def _latest(item: StatementItem, when: str) -> str:
    """The value of the latest statement of an item among those of a time, packed below its id; for values up to 254."""
    return f"MAX(CASE WHEN s.item = '{item.value}' AND {when} THEN s.id * 256 + COALESCE(s.value, {_WITHDRAWN}) END)"


def _unpacked(packed: Ints) -> Ints:
    values = packed & 255
    return np.where((packed == MISSING) | (values == _WITHDRAWN), MISSING, values)


def _sme_of(industries: Ints, measured: dict[str, Ints]) -> Ints:
    """1 for small, medium and micro, 0 for large, MISSING where the industry or a figure that would decide is unknown.

    The bounds are those of size_class: large needs every lower limit of its row, so one known miss decides.
    Clause: 国统字〔2017〕213号.
    """
    answer = np.full(industries.size, MISSING, dtype=np.int64)
    codes, which = np.unique(industries, return_inverse=True)
    lines = [line_of(code_of(int(code))) for code in codes]
    for line in {id(each): each for each in lines if each is not None}.values():
        rows = np.flatnonzero(np.array([each is line for each in lines])[which])
        answer[rows] = _sme_by(line, {name: column[rows] for name, column in measured.items()})
    return answer


def _sme_by(line: Line, measured: dict[str, Ints]) -> Ints:
    """The same for enterprises of one row of the table."""
    columns = {
        "staff": (measured["staff_e4"], E4_PER_PERSON),
        "revenue": (measured["revenue_fen"], FEN_PER_WAN),
        "assets": (measured["assets_fen"], FEN_PER_WAN),
    }
    n = measured["staff_e4"].size
    missed, unknown = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for measure, limit in zip(line.measures, line.large, strict=True):
        column, unit = columns[measure]
        unknown |= column == MISSING
        missed |= (column != MISSING) & (column < limit * unit)
    return np.where(missed, 1, np.where(unknown, MISSING, 0)).astype(np.int64)


def _count(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _least(expressions: list[str]) -> str:
    """The least of several expressions, those that are NULL left out, on both databases."""
    far = NEVER
    parts = ", ".join(f"COALESCE({expression}, {far})" for expression in expressions)
    return f"NULLIF({least_sql()}({parts}), {far})"


def years_before(on: date, years: int) -> date:
    """The same day so many years before; 28 February where there is no 29th."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)
