"""Reads about people and grants."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from axes.models import AccessAttempt
from django.apps import apps
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from portal.accounts.models import NOBODY, Acting, Bureau, Grant, SavedView, User
from portal.accounts.roles import Role
from portal.regions.models import Region
from portal.regions.queries import regions_within

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


def signed_in_person(user_id: int) -> User | None:
    """The person of a session with bureau, grants and unread notices, in one read; None when the account is gone.

    Their grants come along as `held`, so that acting and switching need no further query.
    """
    with_them = Grant.objects.filter(user=user_id, withdrawn_at=None).select_related("user__bureau__region", "region")
    held = tuple(with_them.annotate(unread=_unread(user_id)))
    user: User | None
    if held:
        user = held[0].user
        user.unread = getattr(held[0], "unread", 0)
    else:
        user = User.objects.select_related("bureau__region").filter(pk=user_id).first()
    if user is not None:
        user.held = held
    return user


def _unread(user_id: int) -> Coalesce:
    """How many notices wait for a person. Notices stand above accounts, so their table is asked for by name."""
    notices = apps.get_model("notices.Notice")._default_manager.filter(to=user_id, read_at=None).order_by()
    counted = notices.values("to").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def held_on(user: User, *, on: date) -> list[Grant]:
    """A person's grants that hold on a day, oldest first; without a query when they came along with the person."""
    if user.held is None:
        return list(grants_in_force(user, on=on))
    return [grant for grant in user.held if grant.holds(on)]


def acting_of(user: User, *, on: date, grant_id: int | None = None) -> Acting:
    """What a person acts as on a day: the grant asked for if it holds, else their first, else nobody."""
    grants = held_on(user, on=on)
    for grant in grants:
        if grant.pk == grant_id:
            return grant.acting(on)
    return grants[0].acting(on) if grants else NOBODY


def bureau_of(region: Region | None) -> Bureau | None:
    """The bureau that answers for a region: its own, or its city's."""
    if region is None:
        return Bureau.objects.order_by("id").first()
    return Bureau.objects.filter(region__in=[region.pk, region.city_id]).order_by("-region__code").first()


def is_sysadmin(user: User, *, on: date) -> bool:
    """Whether a person holds the administrator's role on a day."""
    return grants_in_force(user, on=on).filter(role=Role.SYSADMIN).exists()


def has_lasting_sysadmin(
    bureau: Bureau | None, *, on: date, without: Grant | None = None, except_for: User | None = None
) -> bool:
    """Whether a bureau keeps an administrator without an end, leaving one grant or one person aside.

    Reads with a lock, so that two who withdraw each other at the same moment cannot both succeed.
    """
    lasting = (
        Grant.objects.select_for_update(of=("self",))
        .in_force(on)
        .filter(role=Role.SYSADMIN, expires_on=None, user__is_active=True, user__bureau=bureau)
    )
    return any(
        (without is None or grant.pk != without.pk) and (except_for is None or grant.user_id != except_for.pk)
        for grant in lasting
    )


def account_of(username: str) -> User | None:
    """The account of a username, whatever its case; None when there is none."""
    return User.objects.select_related("bureau__region").filter(username__iexact=username, is_system=False).first()


def lockout_ends_at(username: str, *, address: str, limit: int, hours: float) -> datetime | None:
    """When a lockout of one account from one address ends: once so many failures are old that fewer than `limit`
    remain. None when there is none.
    """
    attempts = AccessAttempt.objects.filter(username=username, ip_address=address or None).order_by("-attempt_time")
    count = 0
    for attempt in attempts:
        count += attempt.failures_since_start
        if count >= limit:
            newest: datetime = attempt.attempt_time
            return newest + timedelta(hours=hours)
    return None


def lapsed_grant(user: User) -> Grant | None:
    """The last grant a person held, in force or not."""
    return Grant.objects.filter(user=user).select_related("region").order_by("-id").first()


def visible_people(user: User) -> QuerySet[User]:
    """The people whose accounts a person keeps: those of the bureaus inside their own bureau's territory."""
    if not user.acting.may("people.manage"):
        return User.objects.none()
    return User.objects.filter(is_system=False, bureau__in=bureaus_for(user)).select_related("bureau__region")


# What the list of people can be narrowed to, as said on the page.
PEOPLE_STATES = {
    "on": "启用",
    "off": "停用",
    "waiting": "待改密码",
    "bare": "没有有效授权",
    "expiring": "30天内授权到期",
}


def matching_people(
    people: QuerySet[User], *, on: date, search: str = "", role: str = "", region: str = "", state: str = ""
) -> QuerySet[User]:
    """People that fit the filters of the list; an empty or unknown filter lets everybody through.

    search: part of name, username or telephone. role: held on the day. region: code of a territory held on the day.
    state: a key of PEOPLE_STATES.
    """
    if search:
        people = people.filter(
            Q(full_name__icontains=search) | Q(username__icontains=search) | Q(phone__icontains=search)
        )
    held = Grant.objects.in_force(on).filter(user=OuterRef("pk"))
    if role in Role.values:
        people = people.filter(Exists(held.filter(role=role)))
    if region:
        people = people.filter(Exists(held.filter(region__code=region)))
    if state in ("on", "off"):
        people = people.filter(is_active=state == "on")
    elif state == "waiting":
        people = people.filter(is_active=True, must_change_password=True)
    elif state == "bare":
        people = people.filter(~Exists(held))
    elif state == "expiring":
        people = people.filter(Exists(held.filter(expires_on__lte=on + timedelta(days=30))))
    return people


def with_grants(people: QuerySet[User]) -> QuerySet[User]:
    """The people with every grant they ever held, newest first, in one more read."""
    grants = Grant.objects.select_related("region", "granted_by").order_by("-id")
    return people.prefetch_related(Prefetch("grants", grants))


def bureaus_for(user: User) -> QuerySet[Bureau]:
    """The bureaus whose people a person keeps: their own, and those inside its territory."""
    if user.bureau is None:
        return Bureau.objects.none()
    return Bureau.objects.filter(region__in=regions_within(user.bureau.region)).order_by("region__code")


def territories_for(user: User) -> QuerySet[Region]:
    """The regions a person may hand out: the territory of their own bureau."""
    return regions_within(user.bureau.region) if user.bureau is not None else Region.objects.none()


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
