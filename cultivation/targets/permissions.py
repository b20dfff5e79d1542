"""Who may set targets, and who may carry the ranking out; who may look is asked at the door of the page."""

from portal.accounts.models import User
from portal.regions.models import Region


def can_set_targets(user: User) -> bool:
    """Whether the person may set targets at all."""
    return user.acting.may("target.set")


def can_set_targets_of(user: User, city: Region) -> bool:
    """Whether the person may set the targets of a city: their own territory, whole; the portal itself may."""
    if user.is_system:
        return True
    return can_set_targets(user) and user.acting.region is not None and user.acting.region.pk == city.pk


def can_export(user: User) -> bool:
    """Whether the person may carry the table out as a file."""
    return user.acting.may("enterprise.export")
