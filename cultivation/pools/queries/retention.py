"""高企巩固: the valid 高企 of a year with what is known of each, counted by the very conditions that list them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from cultivation.pools.enums import Answer, RetentionItem
from cultivation.pools.models import RetentionRecord, RetentionStandard
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.stock import held_on
from enterprises.enums import Acquisition, EnterpriseStatus, RightClass, Scheme
from enterprises.models import Certificate, Enterprise, IntellectualProperty
from enterprises.queries import visible_enterprises
from portal.accounts.models import User
from portal.regions.models import Region

MET, UNMET, UNKNOWN = 1, 0, -1
IP = "ip"
STATES = {"met": MET, "unmet": UNMET, "unknown": UNKNOWN}


@dataclass(frozen=True)
class Said:
    """What is said of one item: an Answer, or "" for "no longer known"; the reason of Answer.NONE."""

    answer: str
    reason: str = ""


def standard_for(city: Region | None, year: int) -> RetentionStandard | None:
    """What a city asks in a year; None where it has set nothing."""
    if city is None:
        return None
    rows = RetentionStandard.objects.filter(city=city, from_year__lte=year)
    return rows.select_related("set_by").order_by("-from_year", "-id").first()


def standards_of(city: Region) -> QuerySet[RetentionStandard]:
    """Everything a city ever set, the newest first."""
    return RetentionStandard.objects.filter(city=city).select_related("set_by").order_by("-id")


def last_day_of(year: int, *, on: date) -> date:
    """The day on which a title must be valid for the year: its 31 December, today while it runs."""
    return min(on, date(year, 12, 31))


def valid_firms(
    user: User, firms: FirmFilter, *, year: int, on: date, standard: RetentionStandard | None
) -> QuerySet[Enterprise]:
    """The enterprises a person sees whose 高企 title is valid on the last day of the year, each with what is known."""
    held = Certificate.objects.filter(held_on(last_day_of(year, on=on)), scheme=Scheme.HNTE)
    rows = visible_enterprises(user).filter(
        firms.where(""), status=EnterpriseStatus.ACTIVE, pk__in=held.values("enterprise")
    )
    return with_retention(rows, year=year, on=on, standard=standard)


def with_retention(
    rows: QuerySet[Enterprise], *, year: int, on: date, standard: RetentionStandard | None
) -> QuerySet[Enterprise]:
    """Enterprises with rd, ledger, deduction (the answer, "" unknown), ip_count, ip_one, ip_undated, ip_undated_one and
    ip_state (MET, UNMET, UNKNOWN; None without a standard).

    ip_undated: rights without the day, granted or applied for no earlier than the year as far as is known. By the day of
    application only rights of its own count, not what it bought. A shortage is UNMET only when the year is over, no undated
    right could mend it, and the rights were checked since.
    """
    answers = {
        name: Coalesce(Subquery(_current(item, year).values("answer")[:1]), Value(""))
        for name, item in (("rd", RetentionItem.RD_PROJECT), ("ledger", RetentionItem.LEDGER))
    }
    answers["deduction"] = Coalesce(Subquery(_current(RetentionItem.DEDUCTION, year).values("answer")[:1]), Value(""))
    found = rows.annotate(**answers)
    if standard is None:
        return found.annotate(
            ip_count=Value(None, output_field=IntegerField()),
            ip_one=Value(None, output_field=IntegerField()),
            ip_undated=Value(None, output_field=IntegerField()),
            ip_undated_one=Value(None, output_field=IntegerField()),
            ip_state=Value(None, output_field=IntegerField()),
        )
    day, other = ("applied_on", "granted_on") if standard.counted_by == "applied" else ("granted_on", "applied_on")
    span = (date(year, 1, 1), date(year, 12, 31))
    dated = Q(**{f"{day}__range": span})
    # A right applied for after the year cannot have been granted in it; one granted before it was applied for before.
    may_be = Q(**{f"{other}__gte": span[0]}) if standard.counted_by == "applied" else Q(**{f"{other}__lte": span[1]})
    undated = Q(**{day: None}) & (Q(**{other: None}) | may_be)
    if standard.counted_by == "applied":
        # Whoever bought a right, was given it or merged with its owner did not apply for it; an unknown way counts.
        own = Q(acquisition__in=("", Acquisition.OWN))
        dated, undated = dated & own, undated & own
    one = Q(right_class=RightClass.ONE)
    found = found.annotate(
        ip_count=_rights(dated),
        ip_one=_rights(dated & one),
        ip_undated=_rights(undated),
        ip_undated_one=_rights(undated & one),
    )
    enough, one_enough = standard.ip_min, standard.class_one_min
    cases = [When(ip_count__gte=enough, ip_one__gte=one_enough, then=Value(MET))]
    if on <= span[1]:
        return found.annotate(ip_state=Case(*cases, default=Value(UNKNOWN), output_field=IntegerField()))
    cases += [
        When(ip_count__gte=enough - F("ip_undated"), ip_one__gte=one_enough - F("ip_undated_one"), then=Value(UNKNOWN)),
        When(Q(list_check__rights_on=None) | Q(list_check__rights_on__lte=span[1]), then=Value(UNKNOWN)),
    ]
    return found.annotate(ip_state=Case(*cases, default=Value(UNMET), output_field=IntegerField()))


def _current(item: str, year: int) -> QuerySet[RetentionRecord]:
    return RetentionRecord.objects.filter(enterprise=OuterRef("pk"), year=year, item=item, is_current=True)


def _rights(condition: Q) -> Coalesce:
    rows = IntellectualProperty.objects.filter(condition, enterprise=OuterRef("pk")).order_by().values("enterprise")
    counted = rows.annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))


def state_is(item: str, state: str) -> Q:
    """The condition on annotated enterprises whose item is met, unmet or unknown; out: out of the deduction's base."""
    if item == IP:
        return Q(ip_state=STATES[state]) if state in STATES else Q(pk__in=())
    if item == RetentionItem.DEDUCTION:
        out = Q(rd=Answer.NONE)
        if state == "out":
            return out
        return ~out & _answered("deduction", state)
    if item == RetentionItem.RD_PROJECT:
        return _answered("rd", state)
    return _answered("ledger", state)


def _answered(name: str, state: str) -> Q:
    if state == "met":
        return Q(**{name: Answer.YES})
    if state == "unmet":
        return Q(**{f"{name}__in": [Answer.NO, Answer.NONE]})
    return Q(**{name: ""}) if state == "unknown" else Q(pk__in=())


@dataclass(frozen=True)
class Coverage:
    """One rate: who is covered among whom; the others are named as not covered or unknown, and some are out."""

    item: str
    met: int
    unmet: int
    unknown: int
    out: int

    @property
    def base(self) -> int:
        """The denominator: everybody but those who are out with a reason."""
        return self.met + self.unmet + self.unknown

    @property
    def rate(self) -> Fraction | None:
        """Covered of the base; None where the base is empty."""
        return Fraction(self.met, self.base) if self.base else None


@dataclass(frozen=True)
class County:
    """The coverage of one county, or of the whole filter (code and name empty)."""

    code: str
    name: str
    firms: int
    coverages: tuple[Coverage, ...]


ITEMS = (IP, *RetentionItem.values)


def coverage_by_county(rows: QuerySet[Enterprise]) -> list[County]:
    """Of annotated enterprises: every county that has one, by its code, those without a county (or in an
    abolished one) last; one query."""
    columns = {
        f"{item}_{state}": Count("pk", filter=state_is(item, state))
        for item in ITEMS
        for state in ("met", "unmet", "unknown", "out")
        if (item == RetentionItem.DEDUCTION) or state != "out"
    }
    place = ("county__code", "county__name", "county__valid_to")
    grouped = rows.order_by().values(*place).annotate(firms=Count("pk"), **columns)
    found = [_county(row) for row in grouped]
    known = sorted((each for each in found if each.code), key=lambda each: each.code)
    rest = [each for each in found if not each.code]
    return [*known, total_of(rest)] if rest else known


def _county(row: dict[str, Any]) -> County:
    is_known = row["county__code"] and row["county__valid_to"] is None
    return County(
        row["county__code"] if is_known else "",
        row["county__name"] if is_known else "",
        row["firms"],
        tuple(
            Coverage(item, *(row.get(f"{item}_{state}", 0) for state in ("met", "unmet", "unknown", "out")))
            for item in ITEMS
        ),
    )


def total_of(counties: Sequence[County]) -> County:
    """The sum over the counties: an enterprise lies in exactly one."""
    return County(
        "",
        "",
        sum(each.firms for each in counties),
        tuple(
            Coverage(
                item,
                *(
                    sum(getattr(each.coverages[place], part) for each in counties)
                    for part in ("met", "unmet", "unknown", "out")
                ),
            )
            for place, item in enumerate(ITEMS)
        ),
    )


def current_records(enterprise: Enterprise, year: int) -> dict[str, RetentionRecord]:
    """What is said of an enterprise's year now, by item."""
    rows = RetentionRecord.objects.filter(enterprise=enterprise, year=year, is_current=True)
    return {row.item: row for row in rows.select_related("stated_by")}


def records_of(enterprise: Enterprise, years: Sequence[int]) -> QuerySet[RetentionRecord]:
    """Everything ever said of some years of an enterprise, the newest first."""
    return RetentionRecord.objects.filter(enterprise=enterprise, year__in=years).select_related("stated_by")


def years_valid(enterprise: Enterprise, *, on: date, most: int = 4) -> list[int]:
    """The years on whose last day (today for the present one) a 高企 title was valid, the newest first."""
    held = list(Certificate.objects.filter(enterprise=enterprise, scheme=Scheme.HNTE))
    years = range(on.year, on.year - 10, -1)
    return [year for year in years if any(each.holds_on(last_day_of(year, on=on)) for each in held)][:most]
