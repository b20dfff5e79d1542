"""Mandates and agencies: what a person's role lets them see of both."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet

from enterprises.enums import MemberRole
from enterprises.models import Agency, AgencyPerson, Enterprise, Mandate, Member
from enterprises.queries.scope import visible_enterprises
from portal.accounts.models import User
from portal.accounts.roles import Scope
from portal.regions.models import Region


def visible_mandates(user: User) -> QuerySet[Mandate]:
    """Every mandate, over or not, of the enterprises a person may see; an agency's person finds them by usable_mandates."""
    if user.acting.scope == Scope.MANDATED:
        return Mandate.objects.none()
    return Mandate.objects.filter(enterprise__in=visible_enterprises(user).values("pk")).select_related(
        "enterprise__county", "agency", "given_by", "revoked_by"
    )


def mandates_of(enterprise: Enterprise) -> QuerySet[Mandate]:
    """Every mandate an enterprise ever gave, the newest first."""
    return Mandate.objects.filter(enterprise=enterprise).select_related("agency", "given_by", "revoked_by")


def usable_mandates(user: User) -> QuerySet[Mandate]:
    """The mandates in force that a person uses, the first to end first; none for a role without mandates."""
    if user.acting.scope != Scope.MANDATED:
        return Mandate.objects.none()
    rows = Mandate.objects.used_by(user, on=user.acting.on)
    return rows.select_related("enterprise__county", "enterprise__city", "agency").order_by("valid_to", "id")


def mandates_used(user: User, enterprise: Enterprise) -> list[Mandate]:
    """The mandates of one enterprise in force that a person uses."""
    return list(usable_mandates(user).filter(enterprise=enterprise))


def is_firm_admin(user: User, enterprise: Enterprise) -> bool:
    """Whether a person is 企业管理员 of an enterprise now."""
    return Member.objects.filter(user=user.pk, enterprise=enterprise.pk, left_at=None, role=MemberRole.ADMIN).exists()


def agencies_of(city: Region) -> QuerySet[Agency]:
    """The agencies registered in a city, whom its enterprises may choose."""
    return Agency.objects.filter(city=city)


def visible_agencies(user: User) -> QuerySet[Agency]:
    """The agencies of the city a person works in, with the people who work for them now."""
    region = user.acting.region
    if region is None or user.acting.scope != Scope.TERRITORY:
        return Agency.objects.none()
    city = region if region.is_city else region.city
    rows = Agency.objects.filter(city=city) if city is not None else Agency.objects.filter(city__parent=region)
    now = AgencyPerson.objects.filter(left_at=None).select_related("user")
    return rows.prefetch_related(Prefetch("people", queryset=now, to_attr="people_now"))
