"""Facts of many enterprises as columns, for judging them all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from enterprises.enums import CLASS_ONE, Acquisition, ComplianceKind, ReportState, Scheme, TaxCollection
from enterprises.models import (
    FIGURES,
    AnnualReport,
    Certificate,
    ComplianceEvent,
    Enterprise,
    IntellectualProperty,
    ListCheck,
    Merit,
)
from enterprises.queries.bulk import MISSING, date_sql, day_number, day_sql, fetch_columns, flag_sql, least_sql

Ints = NDArray[np.int64]

# A comparison with an authority's list is believed for a year; after that its silence is unknown again.
CHECK_HOLDS_DAYS: Final = 365
YEARS: Final = 3
MERIT_YEARS: Final = 5
FIGURE_NAMES: Final = tuple(figure.name for figure in FIGURES)
NEVER: Final = 2**31


@dataclass(frozen=True)
class FactColumns:
    """Facts of n enterprises in id order.

    ids, revisions: (n,). single: name → (n,); yearly: name → (n, 3), oldest fiscal year first. Every array is int64,
    MISSING where unknown. recheck: (n,) the next day (since 1970-01-01) on which the calendar alone may change one of
    these facts, NEVER when none will.
    """

    ids: Ints
    revisions: Ints
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
) -> FactColumns:
    """The facts as they stand, seen from a day, of the enterprises with low <= id < high (and id in ids, if given).

    on: the day for which titles, rights and events are counted and from which fiscal years are numbered: the last
    complete year is on.year − 1. figures: the columns of the annual report wanted.
    """
    reader = _Reader(on, low, high, ids)
    base = reader.enterprises()
    found = base.pop("id")
    revisions = base.pop("revision")
    columns = _Columns(found, day_number(on))
    columns.single.update(base)
    columns.recheck_after(base["founded"], 365)
    reader.reports_into(columns, figures)
    reader.rights_into(columns)
    reader.titles_into(columns)
    reader.events_into(columns)
    reader.merits_into(columns)
    new_year = day_number(date(on.year + 1, 1, 1))
    return FactColumns(found, revisions, columns.single, columns.yearly, np.minimum(columns.recheck, new_year))


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

    def reports_into(self, columns: _Columns, figures: Sequence[str]) -> None:
        """Figures of the three fiscal years before the year of `on`; net assets beside them."""
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
            },
            f"FROM {AnnualReport._meta.db_table} r WHERE r.is_current AND r.state <> '{ReportState.DRAFT.value}' "
            f"AND r.fiscal_year >= {first} AND r.fiscal_year < {self.on.year} AND {self.within('r.enterprise_id')}",
        )
        place, year = np.searchsorted(columns.ids, rows["enterprise"]), rows["year"] - first
        for name in (*figures, "net_assets_fen"):
            table = np.full((columns.ids.size, YEARS), MISSING, dtype=np.int64)
            table[place, year] = rows[name]
            columns.yearly[name] = table

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
                "next_change": _least([*later, ending]),
            },
            f"FROM {IntellectualProperty._meta.db_table} p WHERE {self.within('p.enterprise_id')} GROUP BY p.enterprise_id",
        )
        columns.scatter(
            rows,
            dict.fromkeys(
                (
                    "rights_one",
                    "rights_two",
                    "rights_two_unused",
                    "rights_own",
                    "rights_origin_unsaid",
                    "rights_unlinked",
                ),
                0,
            ),
        )

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
        held = (Scheme.HNTE, Scheme.PROVINCIAL_RD_ORG)
        rows = fetch_columns(
            {
                "enterprise": "t.enterprise_id",
                **{f"holds_{scheme.value}": _count(f"{in_force} AND t.scheme = '{scheme.value}'") for scheme in held},
                "next_change": _least(changes),
            },
            f"FROM {Certificate._meta.db_table} t WHERE {self.within('t.enterprise_id')} GROUP BY t.enterprise_id",
        )
        columns.scatter(rows, {f"holds_{scheme.value}": 0 for scheme in held})

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

    def merits_into(self, columns: _Columns) -> None:
        """National awards (first three units) and standards led (first five units) of the last five years."""
        since = date_sql(_years_before(self.on, MERIT_YEARS))
        recent = f"m.granted_on >= {since} AND m.granted_on <= {date_sql(self.on)}"
        standards = ",".join(
            f"'{kind.value}'"
            for kind in (Merit.Kind.STANDARD_INTERNATIONAL, Merit.Kind.STANDARD_NATIONAL, Merit.Kind.STANDARD_INDUSTRY)
        )
        award = f"{recent} AND m.kind = '{Merit.Kind.NATIONAL_AWARD.value}'"
        standard = f"m.kind IN ({standards})"
        rows = fetch_columns(
            {
                "enterprise": "m.enterprise_id",
                "award_top3": _count(f"{award} AND m.unit_rank <= 3"),
                "award_unranked": _count(f"{award} AND m.unit_rank IS NULL"),
                "standard_top5": _count(f"{recent} AND {standard} AND m.unit_rank <= 5"),
                "standard_unranked": _count(f"{recent} AND {standard} AND m.unit_rank IS NULL"),
                "standards": _count(f"{standard} AND m.granted_on <= {date_sql(self.on)}"),
                "first_merit": f"MIN(CASE WHEN {recent} THEN {day_sql('m.granted_on')} END)",
            },
            f"FROM {Merit._meta.db_table} m WHERE {self.within('m.enterprise_id')} GROUP BY m.enterprise_id",
        )
        first = rows.pop("first_merit")
        columns.scatter(
            rows, dict.fromkeys(("award_top3", "award_unranked", "standard_top5", "standard_unranked", "standards"), 0)
        )
        # Five years hold at least 1,826 days: looking again then is at worst a day early, never late.
        place = np.searchsorted(columns.ids, rows["enterprise"])
        change = np.where(first == MISSING, NEVER, np.maximum(first + 1_826, columns.today + 1))
        np.minimum.at(columns.recheck, place, change)


def _count(condition: str) -> str:
    return f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"


def _least(expressions: list[str]) -> str:
    """The least of several expressions, those that are NULL left out, on both databases."""
    far = NEVER
    parts = ", ".join(f"COALESCE({expression}, {far})" for expression in expressions)
    return f"NULLIF({least_sql()}({parts}), {far})"


def _years_before(on: date, years: int) -> date:
    try:
        return on.replace(year=on.year - years)
    except ValueError:  # 29 February
        return on.replace(year=on.year - years, day=28)
