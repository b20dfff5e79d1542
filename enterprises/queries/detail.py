"""The pieces of one enterprise's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from enterprises.enums import AssignmentLayer
from enterprises.models import (
    AnnualReport,
    Assignment,
    Certificate,
    ComplianceEvent,
    Enterprise,
    IntellectualProperty,
    ListCheck,
    Merit,
    Statement,
)
from portal.accounts.models import Grant, User
from portal.accounts.roles import Role
from portal.audit.models import Entry
from portal.audit.queries import history_of


def enterprise_of_code(code: str) -> Enterprise | None:
    """The enterprise of a code, of whatever bureau: only to say that it exists."""
    return Enterprise.objects.filter(code=code).first()


def for_page(enterprises: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """Enterprises with what the head of their page needs, counts of the tabs included."""
    return enterprises.select_related("city", "county", "zone", "successor").annotate(
        right_count=Count("rights", filter=Q(rights__lapsed_on=None), distinct=True),
        certificate_count=Count("certificates", distinct=True),
        event_count=Count("compliance_events", filter=Q(compliance_events__ended_on=None), distinct=True),
    )


def all_reports(enterprise: Enterprise) -> list[AnnualReport]:
    """Every revision of every year, the latest first."""
    reports = AnnualReport.objects.filter(enterprise=enterprise).select_related("reported_by")
    return list(reports.order_by("-fiscal_year", "-revision"))


def certificates_of(enterprise: Enterprise) -> list[Certificate]:
    """Every certificate, the newest first."""
    return list(enterprise.certificates.all())


def rights_of(enterprise: Enterprise) -> list[IntellectualProperty]:
    """Every right: Ⅰ类 first, then by the day it was granted, lapsed ones last."""
    rights = list(enterprise.rights.all())
    return sorted(
        rights,
        key=lambda right: (
            right.lapsed_on is not None,
            right.right_class,
            -(right.granted_on.toordinal() if right.granted_on else 0),
        ),
    )


def events_of(enterprise: Enterprise) -> list[ComplianceEvent]:
    """Every compliance event, the newest first."""
    return list(enterprise.compliance_events.all())


def merits_of(enterprise: Enterprise) -> list[Merit]:
    """Every award and standard, the newest first."""
    return list(enterprise.merits.all())


def check_days(enterprise: Enterprise) -> ListCheck | None:
    """When somebody last compared the enterprise with each list; None when nobody ever did."""
    return ListCheck.objects.filter(enterprise=enterprise).first()


def former_names(enterprise: Enterprise) -> list[tuple[str, date | None, date | None]]:
    """曾用名 with the days each held, the latest first."""
    names = enterprise.names.exclude(valid_to=None).order_by("-valid_to", "-id")
    return list(names.values_list("name", "valid_from", "valid_to"))


_LAYERS = {layer: place for place, layer in enumerate(AssignmentLayer)}


def open_assignments(enterprise: Enterprise) -> list[Assignment]:
    """Who stands by the enterprise now: leader, section, officer."""
    found = Assignment.objects.filter(enterprise=enterprise, until=None).select_related("user")
    return sorted(found, key=lambda each: (_LAYERS[AssignmentLayer(each.layer)], each.pk))


def assignable_people(user: User, *, on: date) -> QuerySet[User]:
    """Whom the person may set beside an enterprise: active people of their city with a role of the bureau."""
    region = user.acting.region
    city = (region if region.is_city else region.city) if region is not None else None
    if city is None:
        return User.objects.none()
    roles = (Role.SPECIALIST, Role.SECTION, Role.COUNTY, Role.BUREAU_ADMIN, Role.LEADER)
    return (
        User.objects.filter(Q(bureau__region=city) | Q(bureau__region__city=city), is_active=True, is_system=False)
        .filter(grants__in=Grant.objects.in_force(on).filter(role__in=roles))
        .distinct()
        .order_by("full_name")
    )


def current_statements(enterprise: Enterprise) -> dict[str, Statement]:
    """What is stated of the enterprise now, by item."""
    return {
        one.item: one
        for one in Statement.objects.filter(enterprise=enterprise, is_current=True).select_related("stated_by")
    }


def statement_history(enterprise: Enterprise, items: Iterable[str]) -> QuerySet[Statement]:
    """Everything ever stated on some items, the newest first."""
    return Statement.objects.filter(enterprise=enterprise, item__in=list(items)).select_related("stated_by")[:50]


def history(enterprise: Enterprise) -> QuerySet[Entry]:
    """Every deed done to the enterprise, the newest first."""
    return history_of(enterprise)


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something that comes due. colour: red within 30 days or past, yellow within 180, else green."""

    title: str
    due_on: date
    colour: str


def reminders(
    certificates: list[Certificate], rights: list[IntellectualProperty], *, on: date, within: int = 365
) -> list[Reminder]:
    """到期提醒: titles in force, titles lapsed in the last year without a successor, and rights that end soon."""
    found = []
    latest: dict[str, Certificate] = {}
    for certificate in certificates:
        held = latest.get(certificate.scheme)
        if held is None or (certificate.valid_to or date.max) > (held.valid_to or date.max):
            latest[certificate.scheme] = certificate
    for certificate in latest.values():
        end = certificate.valid_to
        if end is not None and certificate.revoked_on is None and -within <= (end - on).days <= within:
            verb = "到期" if end >= on else "已过期"
            found.append(Reminder(f"{certificate.get_scheme_display()}{verb}", end, _colour(end, on)))
    for right in rights:
        if right.expires_on is not None and right.lapsed_on is None and 0 <= (right.expires_on - on).days <= within:
            found.append(Reminder(f"{right.get_kind_display()}到期", right.expires_on, _colour(right.expires_on, on)))
    return sorted(found, key=lambda each: each.due_on)


def _colour(due_on: date, on: date) -> str:
    days = (due_on - on).days
    if days <= 30:
        return "red"
    return "yellow" if days <= 180 else "green"
