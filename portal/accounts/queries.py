"""Reads about people and grants."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from portal.accounts.models import NOBODY, Acting, Bureau, Grant, SavedView, User
from portal.regions.models import Region

SYSTEM_USERNAME = "system"


def system_user() -> User:
    """The account the portal itself acts as (nightly work); it cannot sign in."""
    user, _ = User.objects.get_or_create(
        username=SYSTEM_USERNAME, defaults={"full_name": "系统", "is_system": True, "password": "!"}
    )
    return user


def grants_in_force(user: User, *, on: date) -> QuerySet[Grant]:
    """A person's grants that hold on a day, oldest first."""
    return Grant.objects.in_force(on).filter(user=user).select_related("region")


def acting_of(user: User, *, on: date, grant_id: int | None = None) -> Acting:
    """What a person acts as on a day: the grant asked for if it holds, else their first, else nobody."""
    grants = list(grants_in_force(user, on=on))
    for grant in grants:
        if grant.pk == grant_id:
            return grant.acting()
    return grants[0].acting() if grants else NOBODY


def bureau_of(region: Region | None) -> Bureau | None:
    """The bureau that answers for a region: its own, or its city's."""
    if region is None:
        return Bureau.objects.order_by("id").first()
    return Bureau.objects.filter(region__in=[region.pk, region.city_id]).order_by("-region__code").first()


def visible_views(user: User) -> QuerySet[SavedView]:
    """The views a person may open: their own, then those shared in their bureau."""
    seen = Q(user=user)
    if user.bureau_id is not None:
        seen |= Q(is_shared=True, user__bureau=user.bureau_id)
    return SavedView.objects.filter(seen, is_layout=False).select_related("user").order_by("is_shared", "id")


def views_for(user: User, page: str) -> QuerySet[SavedView]:
    """The views a person finds on one list page. page: its URL name, "enterprises:list"."""
    return visible_views(user).filter(page=page)


def layout_for(user: User, page: str) -> tuple[str, ...]:
    """The keys of the columns a person chose for a page, in order; empty when they chose none."""
    layout = SavedView.objects.filter(user=user, page=page, is_layout=True).first()
    return tuple(layout.columns) if layout else ()
