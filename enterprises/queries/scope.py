"""Which enterprises a person may see: the one door."""

from __future__ import annotations

from django.db.models import QuerySet

from enterprises.models import Assignment, Enterprise, Mandate, Member
from portal.accounts.models import User
from portal.accounts.roles import Scope


def visible_enterprises(user: User) -> QuerySet[Enterprise]:
    """Enterprises in the scope of the role the person acts in: territory, assignment, own, mandate, or none.

    An assignment that has ended, a member who has left and a mandate that is over see nothing any more.
    """
    acting = user.acting
    if acting.scope == Scope.TERRITORY:
        inside: QuerySet[Enterprise] = Enterprise.objects.within(acting.region)
        return inside
    if acting.scope == Scope.ASSIGNED:
        assigned = Assignment.objects.filter(user=user.pk, until=None)
        return Enterprise.objects.filter(pk__in=assigned.values("enterprise"))
    if acting.scope == Scope.OWN:
        own = Member.objects.filter(user=user.pk, left_at=None)
        return Enterprise.objects.filter(pk__in=own.values("enterprise"))
    if acting.scope == Scope.MANDATED:
        mandates = Mandate.objects.used_by(user, on=acting.on)
        return Enterprise.objects.filter(pk__in=mandates.values("enterprise"))
    return Enterprise.objects.none()


def all_enterprises_for_recompute() -> QuerySet[Enterprise]:
    """Every enterprise of every bureau, in id order: for the system's own work, never for a page."""
    return Enterprise.objects.order_by("pk")
