"""The bureau of the demo city and one sign-in for each role."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from portal.accounts.actions.create_user import create_user
from portal.accounts.actions.found_bureau import found_bureau
from portal.accounts.models import Bureau, User
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from portal.regions.models import Region

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # no mark that is mistaken for another


@dataclass(frozen=True)
class SignIn:
    """One demo account, with its password in clear: for demonstrations only."""

    user: User
    role: str
    scope: str
    password: str


@dataclass(frozen=True)
class Staff:
    """The people of the demo."""

    bureau: Bureau
    sign_ins: tuple[SignIn, ...]

    def of(self, role: str) -> User:
        """The person who holds a role."""
        return next(each.user for each in self.sign_ins if each.role == role)


# role, username, name, scope: city, county or none
_PEOPLE = (
    (Role.BUREAU_ADMIN, "demo-admin", "演示管理员", "city"),
    (Role.SECTION, "demo-section", "演示科室员", "city"),
    (Role.COUNTY, "demo-county", "演示县区员", "county"),
    (Role.SPECIALIST, "demo-specialist", "演示包联员", "none"),
    (Role.ENTERPRISE, "demo-enterprise", "演示企业员", "none"),
    (Role.AGENCY, "demo-agency", "演示机构员", "none"),
    (Role.LEADER, "demo-leader", "演示领导", "city"),
    (Role.AUDITOR, "demo-auditor", "演示审计员", "city"),
    (Role.SYSADMIN, "demo-sysadmin", "演示系统员", "none"),
)


def employ(city: Region, county: Region, *, on: date) -> Staff:
    """Founds the bureau and opens the accounts; each person acts in their role from now on.

    The passwords are drawn anew for each city and do not follow from its seed: whoever knows the seed must not know
    the way into a demo that stands on a network.
    """
    by = system_user()
    bureau = Bureau.objects.filter(region=city).first() or found_bureau(
        city, name=f"{city.name}科学技术局", short_name=f"{city.name}科技局", by=by
    )
    sign_ins = tuple(
        _sign_in(role, username, name, {"city": city, "county": county}.get(scope), bureau, by=by, on=on)
        for role, username, name, scope in _PEOPLE
    )
    return Staff(bureau, sign_ins)


def _sign_in(
    role: str, username: str, name: str, region: Region | None, bureau: Bureau, *, by: User, on: date
) -> SignIn:
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    user = create_user(
        username,
        full_name=name,
        password=password,
        bureau=bureau,
        must_change_password=False,
        role=role,
        region=region,
        by=by,
        on=on,
    )
    user.acting = user.grants.select_related("region").get().acting()
    return SignIn(user, role, user.acting.scope_label, password)
