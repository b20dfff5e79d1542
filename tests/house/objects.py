"""Every address of the portal: which roles may open it, and how to make the object that it shows.

A new address fails the house tests until it stands here. An address with an object names a maker; the object belongs to the
enterprise of the world, so that each role has an insider (whose territory, assignment or membership holds the enterprise)
and a stranger (the same role elsewhere).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from enterprises.models import Enterprise
from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.factories.accounts import SavedViewFactory, person, stranger
from tests.factories.enterprises import AssignmentFactory, MemberFactory, ReportedEnterpriseFactory
from tests.factories.jobs import JobFactory
from tests.factories.regions import RegionFactory

EVERYONE = frozenset(Role.values)
CITY_ROLES = frozenset({Role.BUREAU_ADMIN, Role.SECTION, Role.LEADER, Role.AUDITOR})
BUSINESS = frozenset({Role.BUREAU_ADMIN, Role.SECTION, Role.COUNTY, Role.LEADER, Role.AUDITOR})


class World:
    """One enterprise of 淇滨区 in 鹤壁市, and people of every role inside and outside its reach."""

    @cached_property
    def enterprise(self) -> Enterprise:
        return ReportedEnterpriseFactory()

    def insider(self, role: str) -> User:
        """A person of a role who may see the enterprise, as far as the role may."""
        if role == Role.COUNTY:
            return person(role, region=RegionFactory(county_qibin=True))
        user = person(role)
        if role == Role.SPECIALIST:
            AssignmentFactory(enterprise=self.enterprise, user=user)
        if role == Role.ENTERPRISE:
            MemberFactory(enterprise=self.enterprise, user=user)
        return user

    def stranger(self, role: str) -> User:
        """A person of the same role whose reach ends before the enterprise; their own enterprise lies next door."""
        neighbour = ReportedEnterpriseFactory(in_xun=True)
        if role == Role.COUNTY:
            return person(role, region=RegionFactory(county_xun=True))
        if role in CITY_ROLES | {Role.SYSADMIN}:
            return stranger(role)
        user = person(role)
        if role == Role.SPECIALIST:
            AssignmentFactory(enterprise=neighbour, user=user)
        if role == Role.ENTERPRISE:
            MemberFactory(enterprise=neighbour, user=user)
        return user


@dataclass(frozen=True)
class Address:
    """What is expected of one address.

    open_to: roles with the capability; the others get `closed`, whoever has not signed in `unnamed`. answer: what an insider gets. kwargs: makes the
    object and gives the address its arguments; without it the address shows no object. strangers_too: the object is no
    secret of a territory (a dictionary, say). method, data: how a person gets there.
    """

    open_to: frozenset[str]
    kwargs: Callable[[World, User], dict[str, Any]] | None = None
    answer: int = 200
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    strangers_too: frozenset[str] = frozenset()
    query: str = ""
    closed: int = 403
    unnamed: int = 401


# Before sign-in.
PUBLIC = {"accounts:sign_in", "accounts:sign_out", "web:help", "web:text_size"}

# For whoever is signed in, whatever the role; no object. With the method a person gets there by.
SIGNED_IN = {
    "accounts:change_password": "get",
    "accounts:no_access": "get",
    "accounts:switch_role": "post",
    "accounts:save_view": "post",
    "accounts:save_layout": "post",
    "cockpit:home": "get",
}


def own_view(world: World, owner: User) -> dict[str, Any]:
    """A saved view of its owner alone."""
    return {"ref": SavedViewFactory(user=owner, page="web:help").ref}


def colleague(world: World, owner: User) -> dict[str, Any]:
    """An account of the same bureau."""
    return {"ref": person(Role.COUNTY).ref}


def grant_of_colleague(world: World, owner: User) -> dict[str, Any]:
    """A grant held by somebody of the same bureau."""
    user = person(Role.COUNTY)
    return {"ref": user.ref, "grant": user.acting.grant_id}


def enterprise(world: World, owner: User) -> dict[str, Any]:
    """The enterprise of the world."""
    return {"ref": world.enterprise.ref}


def enterprise_and_programme(world: World, owner: User) -> dict[str, Any]:
    """The enterprise of the world, judged as a high-tech enterprise."""
    return {"ref": world.enterprise.ref, "programme": "hnte"}


def own_job(world: World, owner: User) -> dict[str, Any]:
    """A job that waits, asked for by its owner."""
    return {"ref": JobFactory(asked_by=owner).ref}


KEEPERS = frozenset({Role.SYSADMIN})
JOBS = EVERYONE - {Role.ENTERPRISE, Role.LEADER}
DIAGNOSED = EVERYONE - {Role.SYSADMIN}

ADDRESSES: dict[str, Address] = {
    "accounts:drop_view": Address(EVERYONE, own_view, method="post", answer=302),
    "accounts:users": Address(KEEPERS),
    "accounts:create_person": Address(KEEPERS),
    "accounts:person": Address(KEEPERS, colleague),
    "accounts:revise_person": Address(KEEPERS, colleague),
    "accounts:reset_password": Address(KEEPERS, colleague, method="post"),
    "accounts:disable_person": Address(KEEPERS, colleague, method="post", data={"reason": "调离"}, answer=302),
    "accounts:enable_person": Address(KEEPERS, colleague, method="post", answer=302),
    "accounts:add_grant": Address(KEEPERS, colleague, method="post", answer=422),
    "accounts:withdraw_grant": Address(KEEPERS, grant_of_colleague, method="post", answer=302),
    "audit:log": Address(frozenset({Role.AUDITOR})),
    "cockpit:workbench": Address(EVERYONE),
    "jobs:list": Address(JOBS),
    "jobs:detail": Address(JOBS, own_job, strangers_too=KEEPERS),
    "jobs:download": Address(JOBS, own_job, answer=302, strangers_too=KEEPERS),
    "jobs:cancel": Address(JOBS, own_job, method="post", answer=302, strangers_too=KEEPERS),
    "jobs:retry": Address(JOBS, own_job, method="post", answer=302, strangers_too=KEEPERS),
    "pools:diagnosis": Address(DIAGNOSED, enterprise_and_programme),
    "pools:panel": Address(DIAGNOSED, enterprise, answer=302),
    "web:gallery": Address(KEEPERS, closed=404, unnamed=404),
}
