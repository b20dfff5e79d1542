"""The ledger (企业台账): which lines a filter finds, in which order, and their totals."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    When,
)
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast

from enterprises.enums import EnterpriseStatus, Scheme
from enterprises.models import AnnualReport, Assignment, Certificate, Enterprise, EnterpriseName
from enterprises.queries.lenses import Glimpse, lenses
from enterprises.queries.scope import visible_enterprises
from portal.accounts.models import User
from portal.regions.models import Region
from portal.regions.queries import counties_of, zones_of

NONE = "none"
MINE = "me"
ANY = "all"
MISSING = "missing"

_CODE_PREFIX = re.compile(r"[0-9A-Za-z]{2,18}")
# Eight marks that begin with a digit: a code, and never part of a name.
_SURELY_CODE = re.compile(r"[0-9][0-9A-Za-z]{7,17}")


@dataclass(frozen=True, slots=True)
class RegisterFilter:
    """What the ledger is asked for; an empty condition asks nothing.

    counties, zones: region codes, NONE for unknown or without. titles: schemes held on the day, NONE for no title.
    founded_*: years, inclusive. sales_*: fen of the fiscal year, inclusive. report: a state, or MISSING.
    ends_within: days until a title ends. officer: a person's ref, MINE or NONE. status: ANY for every status.
    lent: key of a lens → values.
    """

    text: str = ""
    counties: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    founded_from: int | None = None
    founded_to: int | None = None
    sales_from_fen: int | None = None
    sales_to_fen: int | None = None
    report: str = ""
    ends_within: int | None = None
    officer: str = ""
    status: str = EnterpriseStatus.ACTIVE
    lent: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterTotals:
    """Sums over the whole filter, in fen; a sum is None when no line reported the figure.

    rd_ratio: R&D of the lines that reported both, divided by their sales (加权).
    """

    count: int
    sales_fen: int | None
    revenue_fen: int | None
    rd_fen: int | None
    rd_ratio_of: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line of the ledger with everything its columns show.

    report: of the fiscal year, None when not reported. is_due: whether one can be expected.
    """

    enterprise: Enterprise
    report: AnnualReport | None
    titles: tuple[Certificate, ...]
    officers: tuple[str, ...]
    glimpses: Mapping[str, Glimpse]
    is_due: bool


SORTS = (
    "id", "name", "code", "county", "founded", "updated", "sales", "revenue", "rd", "rd_ratio", "staff",
)  # fmt: skip
"""What the ledger can be ordered by; "id" is the order of entry."""


def fiscal_year_of(on: date) -> int:
    """The year whose report the ledger shows: the one that has ended."""
    return on.year - 1


def register_lines(user: User, wanted: RegisterFilter, *, on: date, sort: str = "-id") -> QuerySet[Enterprise]:
    """The enterprises a person sees that meet every condition, in an order of SORTS ("-" is falling, unknown last).

    Each carries the alias `year`, its current report of the fiscal year, joined only where a condition needs it.
    """
    lines = visible_enterprises(user).annotate(
        year=FilteredRelation("reports", condition=Q(reports__is_current=True, reports__fiscal_year=fiscal_year_of(on)))
    )
    for condition in _conditions(user, wanted, on):
        lines = lines.filter(condition)
    return lines.order_by(*_order(sort))


def _conditions(user: User, wanted: RegisterFilter, on: date) -> list[Q]:
    found = [
        _words(wanted.text),
        _status(wanted.status),
        _regions("county", wanted.counties),
        _regions("zone", wanted.zones),
        _titles(wanted.titles, on),
        Q(size_class__in=["" if size == NONE else size for size in wanted.sizes]) if wanted.sizes else Q(),
        _sections(wanted.sections),
        Q(founded_on__gte=date(wanted.founded_from, 1, 1)) if wanted.founded_from is not None else Q(),
        Q(founded_on__lte=date(wanted.founded_to, 12, 31)) if wanted.founded_to is not None else Q(),
        Q(year__sales_fen__gte=wanted.sales_from_fen) if wanted.sales_from_fen is not None else Q(),
        Q(year__sales_fen__lte=wanted.sales_to_fen) if wanted.sales_to_fen is not None else Q(),
        _report(wanted.report, on),
        _ending(wanted.ends_within, on),
        _officer(wanted.officer, user),
    ]
    found += [lens.where(wanted.lent[lens.key], on) for lens in lenses() if wanted.lent.get(lens.key)]
    return [condition for condition in found if condition]


def _words(text: str) -> Q:
    """Every word must stand in the present or a former name, or begin the code."""
    conditions = []
    for word in text.split()[:5]:
        if _SURELY_CODE.fullmatch(word):
            conditions.append(Q(code__startswith=word.upper()))
            continue
        # Chinese has no cases: the plain comparison is cheaper, and only Latin letters need the other.
        lookup = "icontains" if any(mark.isascii() and mark.isalpha() for mark in word) else "contains"
        former = EnterpriseName.objects.filter(**{f"name__{lookup}": word}, valid_to__isnull=False)
        one: Q = Q(**{f"name__{lookup}": word}) | Q(pk__in=former.values("enterprise"))
        if _CODE_PREFIX.fullmatch(word):
            one |= Q(code__startswith=word.upper())
        conditions.append(one)
    return Q(*conditions)


def _status(status: str) -> Q:
    return Q() if status == ANY else Q(status=status)


def _regions(column: str, codes: Sequence[str]) -> Q:
    if not codes:
        return Q()
    known = [code for code in codes if code != NONE]
    condition = Q(**{f"{column}__in": Region.objects.filter(code__in=known).values("pk")}) if known else Q()
    if NONE in codes:
        condition |= Q(**{f"{column}__isnull": True})
    return condition


def _titles(schemes: Sequence[str], on: date) -> Q:
    if not schemes:
        return Q()
    held = Certificate.objects.valid_on(on)
    known = [scheme for scheme in schemes if scheme != NONE]
    condition = Q(pk__in=held.filter(scheme__in=known).values("enterprise")) if known else Q()
    if NONE in schemes:
        condition |= Q(~Exists(held.filter(enterprise=OuterRef("pk"))))
    return condition


def _sections(letters: Sequence[str]) -> Q:
    condition = Q()
    for letter in letters:
        condition |= Q(industry_code="") if letter == NONE else Q(industry_code__startswith=letter)
    return condition


def _report(state: str, on: date) -> Q:
    if not state:
        return Q()
    if state != MISSING:
        return Q(year__state=state)
    # Who was founded later owes none.
    return Q(year__isnull=True) & (Q(founded_on=None) | Q(founded_on__lte=date(fiscal_year_of(on), 12, 31)))


def _ending(days: int | None, on: date) -> Q:
    if days is None:
        return Q()
    ending = Certificate.objects.valid_on(on).filter(valid_to__lte=on + timedelta(days=days))
    return Q(pk__in=ending.values("enterprise"))


def _officer(officer: str, user: User) -> Q:
    if not officer:
        return Q()
    held = Assignment.objects.filter(until=None)
    if officer == NONE:
        return Q(~Exists(held.filter(enterprise=OuterRef("pk"))))
    by_person = held.filter(user=user.pk) if officer == MINE else held.filter(user__ref=officer)
    return Q(pk__in=by_person.values("enterprise"))


_COLUMNS: dict[str, str] = {
    "id": "pk",
    "name": "name",
    "code": "code",
    "county": "county__code",
    "founded": "founded_on",
    "updated": "updated_at",
    "sales": "year__sales_fen",
    "revenue": "year__revenue_operating_fen",
    "rd": "year__rd_expense_fen",
    "staff": "year__staff_e4",
}
_NEVER_UNKNOWN = frozenset({"id", "name", "code", "updated"})


def _order(sort: str) -> Sequence[str | OrderBy]:
    falling, key = sort.startswith("-"), sort.removeprefix("-")
    if key in _NEVER_UNKNOWN:
        return [sort.replace(key, _COLUMNS[key])] + ([] if key == "id" else ["pk"])
    expression = _ratio() if key == "rd_ratio" else F(_COLUMNS[key])
    ordered = OrderBy(expression, descending=falling, nulls_last=True)
    return [ordered, "pk"]


def _ratio() -> Case:
    return Case(
        When(year__sales_fen__gt=0, then=Cast(F("year__rd_expense_fen"), FloatField()) / F("year__sales_fen")),
        default=None,
        output_field=FloatField(),
    )


def register_totals(lines: QuerySet[Enterprise]) -> RegisterTotals:
    """Count and sums over all lines of a filter, in one statement."""
    both = Q(year__sales_fen__isnull=False, year__rd_expense_fen__isnull=False)
    whole = BigIntegerField()
    found = lines.order_by().aggregate(
        count=Count("pk"),
        sales=Sum("year__sales_fen", output_field=whole),
        revenue=Sum("year__revenue_operating_fen", output_field=whole),
        rd=Sum("year__rd_expense_fen", output_field=whole),
        both_rd=Sum("year__rd_expense_fen", filter=both, output_field=whole),
        both_sales=Sum("year__sales_fen", filter=both, output_field=whole),
    )
    # PostgreSQL adds whole numbers up as numeric.
    sums = {name: None if value is None else int(value) for name, value in found.items()}
    rd, sales = sums["both_rd"], sums["both_sales"]
    return RegisterTotals(
        count=found["count"],
        sales_fen=sums["sales"],
        revenue_fen=sums["revenue"],
        rd_fen=sums["rd"],
        rd_ratio_of=(rd, sales) if rd is not None and sales else None,
    )


def with_regions(lines: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """The lines with county and zone at hand, and without the long texts no column shows."""
    return lines.select_related("county", "zone").defer("business_scope", "origins")


def with_details(enterprises: Sequence[Enterprise], *, on: date, columns: Collection[str]) -> list[RegisterLine]:
    """Lines for one page or one chunk of an export: a fixed number of statements, only for the columns shown."""
    ids = [enterprise.pk for enterprise in enterprises]
    reports = _reports(ids, on) if {"sales", "revenue", "rd", "rd_ratio", "staff", "report"} & set(columns) else {}
    titles = _held(ids, on) if {"titles", "ends"} & set(columns) else {}
    officers = _officers(ids) if "officer" in columns else {}
    shown = {lens.key: lens.show(ids, on) for lens in lenses() if lens.show and lens.key in columns}
    return [
        RegisterLine(
            enterprise=each,
            report=reports.get(each.pk),
            titles=tuple(titles.get(each.pk, ())),
            officers=tuple(officers.get(each.pk, ())),
            glimpses={key: found[each.pk] for key, found in shown.items() if each.pk in found},
            is_due=each.owes_report(fiscal_year_of(on)),
        )
        for each in enterprises
    ]


def _reports(ids: Sequence[int], on: date) -> dict[int, AnnualReport]:
    reports = AnnualReport.objects.filter(enterprise__in=ids, is_current=True, fiscal_year=fiscal_year_of(on))
    shown = reports.only(
        "enterprise_id", "state", "sales_fen", "revenue_operating_fen", "rd_expense_fen", "staff_e4", "fiscal_year"
    )
    return {report.enterprise_id: report for report in shown}


# The rungs of the ladder first, then the other titles.
_LADDER = (Scheme.LEADER, Scheme.GAZELLE, Scheme.HNTE, Scheme.TECH_SME)
_TITLE_ORDER = {scheme: place for place, scheme in enumerate(dict.fromkeys((*_LADDER, *Scheme)))}


def _held(ids: Sequence[int], on: date) -> dict[int, list[Certificate]]:
    held: dict[int, list[Certificate]] = {}
    for certificate in Certificate.objects.valid_on(on).filter(enterprise__in=ids).order_by("valid_from"):
        held.setdefault(certificate.enterprise_id, []).append(certificate)
    for certificates in held.values():
        certificates.sort(key=lambda each: _TITLE_ORDER.get(Scheme(each.scheme), 99))
    return held


def _officers(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    open_ones = Assignment.objects.filter(enterprise__in=ids, until=None)
    for enterprise_id, name in open_ones.order_by("id").values_list("enterprise_id", "user__full_name"):
        names = found.setdefault(enterprise_id, [])
        if name not in names:
            names.append(name)
    return found


@dataclass(frozen=True, slots=True)
class RegisterChoices:
    """What the facets offer: value → words."""

    counties: dict[str, str]
    zones: dict[str, str]
    officers: dict[str, str]


def register_choices(user: User) -> RegisterChoices:
    """Counties and zones of the person's city, and the people who stand by enterprises there."""
    region = user.acting.region
    city = (region if region.is_city else region.city) if region is not None else None
    if city is None:
        return RegisterChoices({}, {}, {})
    standing = User.objects.filter(
        Q(bureau__region=city) | Q(bureau__region__city=city),
        Exists(Assignment.objects.filter(user=OuterRef("pk"), until=None)),
    )
    return RegisterChoices(
        counties={each.code: each.name for each in counties_of(city)},
        zones={each.code: each.name for each in zones_of(city)},
        officers=dict(standing.order_by("full_name").values_list("ref", "full_name")),
    )
