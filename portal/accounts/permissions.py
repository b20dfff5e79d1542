"""Who may do what to people, grants and saved views; each predicate answers one question."""

from __future__ import annotations

from portal.accounts.models import Bureau, SavedView, User
from portal.regions.models import Region
from portal.regions.queries import lies_within


def can_manage_people(user: User) -> bool:
    """Whether a person keeps accounts and grants at all; the portal itself does, when it lays the first ones."""
    return user.is_system or user.acting.may("people.manage")


def can_manage_territory(user: User, region: Region | None) -> bool:
    """Whether a person may hand out accounts and roles over a region: inside the territory of their own bureau.

    A role without territory (no region) reaches nobody's data and is always inside.
    """
    if not can_manage_people(user):
        return False
    if user.is_system or region is None:
        return True
    return user.bureau is not None and lies_within(region, user.bureau.region)


def can_manage_bureau(user: User, bureau: Bureau | None) -> bool:
    """Whether a person keeps the accounts of a bureau's people; people without a bureau belong to the portal itself."""
    if bureau is None:
        return user.is_system
    return can_manage_territory(user, bureau.region)


def can_manage(user: User, person: User) -> bool:
    """Whether a person may revise another's account: never the portal's own, and within their bureau's territory."""
    return not person.is_system and can_manage_bureau(user, person.bureau)


def can_change_standing(user: User, person: User) -> bool:
    """Whether a person may grant, withdraw, disable or reset: whoever they manage, but never themselves.

    Nobody rises above what somebody else gave them, and nobody locks themselves out.
    """
    return person.pk != user.pk and can_manage(user, person)


def can_share_view(user: User) -> bool:
    """Whether a person may offer a view to everybody of the bureau."""
    return user.bureau_id is not None and user.acting.may("view.share")


def can_drop_view(user: User, view: SavedView) -> bool:
    """Whether a person may remove a view: their own, or one shared in their bureau when they look after those."""
    if view.user_id == user.pk:
        return True
    return view.is_shared and view.user.bureau_id == user.bureau_id and can_share_view(user)
