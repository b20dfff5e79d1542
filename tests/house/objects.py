"""Every address of the portal: which roles may open it, and how to make the object that it shows.

A new address fails the house tests until it stands here. An address with an object names a maker; the object belongs to the
enterprise of the world, so that each role has an insider (whose territory, assignment or membership holds the enterprise)
and a stranger (the same role elsewhere).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile

from cultivation.pools.actions.certify import certify
from cultivation.pools.actions.keep_clinic import add_clinic
from cultivation.pools.actions.keep_sorting import load_sortings
from cultivation.pools.actions.load_ladders import load_ladders
from cultivation.pools.actions.make_checkup import make_checkup
from cultivation.pools.actions.submit import submit
from cultivation.pools.models import Membership, Tier
from enterprises.intake.sheets import SHEETS
from enterprises.models import Enterprise, Intake, IntakeState
from portal.accounts.models import User
from portal.accounts.queries import system_user
from portal.accounts.roles import Role
from tests.factories.accounts import SavedViewFactory, person, stranger
from tests.factories.enterprises import (
    AgencyFactory,
    AgencyPersonFactory,
    AssignmentFactory,
    MandateFactory,
    MemberFactory,
    ReportedEnterpriseFactory,
)
from tests.factories.jobs import AT, JobFactory
from tests.factories.notices import NoticeFactory
from tests.factories.plans import plan_of
from tests.factories.policies import DraftFactory
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
        if role == Role.AGENCY:
            self._mandate(self.enterprise, user)
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
        if role == Role.AGENCY:
            self._mandate(neighbour, user)
        return user

    @staticmethod
    def _mandate(enterprise: Enterprise, user: User) -> None:
        agency = AgencyPersonFactory(user=user).agency
        MandateFactory(enterprise=enterprise, agency=agency, may_fill=True)


@dataclass(frozen=True)
class Address:
    """What is expected of one address.

    open_to: roles that may do what the address is for; the others get `closed`, whoever has not signed in `unnamed`.
    sees: further roles that come as far as the object before they are refused, and find none as strangers. answer: what an insider gets. kwargs: makes the
    object and gives the address its arguments; without it the address shows no object. strangers_too: the object is no
    secret of a territory (a dictionary, say). method, data: how a person gets there.
    """

    open_to: frozenset[str]
    kwargs: Callable[[World, User], dict[str, Any]] | None = None
    answer: int = 200
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    strangers_too: frozenset[str] = frozenset()
    sees: frozenset[str] = frozenset()
    query: str = ""
    closed: int = 403
    unnamed: int = 401


# Before sign-in.
PUBLIC = {"accounts:sign_in", "accounts:sign_out", "pools:self_test", "web:help", "web:text_size"}

# For whoever is signed in, whatever the role; no object. With the method a person gets there by.
SIGNED_IN = {
    "accounts:change_password": "get",
    "accounts:no_access": "get",
    "accounts:switch_role": "post",
    "accounts:save_view": "post",
    "accounts:save_layout": "post",
    "cockpit:home": "get",
    "notices:inbox": "get",
    "notices:read_all": "post",
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


def attestation(world: World, owner: User) -> dict[str, Any]:
    """A frozen verdict of the enterprise."""
    return {"ref": certify(world.enterprise, "tech_sme", on=AT.date(), at=AT, reason="推荐", by=person()).ref}


def checkup(world: World, owner: User) -> dict[str, Any]:
    """A check-up of the enterprise."""
    made = make_checkup(world.enterprise, programmes=["tech_sme"], on=AT.date(), at=AT, by=person())
    return {"ref": made.ref}


def firm_plan(world: World, owner: User) -> dict[str, Any]:
    """A signed 一企一策 of the enterprise."""
    return {"ref": plan_of(world.enterprise, signed=True).ref}


def firm_plan_draft(world: World, owner: User) -> dict[str, Any]:
    """A draft of one."""
    return {"ref": plan_of(world.enterprise).ref}


def firm_plan_and_measure(world: World, owner: User) -> dict[str, Any]:
    """The first measure of a signed one."""
    return {"ref": plan_of(world.enterprise, signed=True).ref, "position": 1}


def clinic(world: World, owner: User) -> dict[str, Any]:
    """A clinic of its owner's territory."""
    made = add_clinic(
        region=owner.acting.region,
        name="装备制造企业创新诊所",
        host="市生产力促进中心",
        domain="装备制造",
        started_on=AT.date(),
        by=person(),
    )
    return {"ref": made.ref}


def enterprise_and_programme(world: World, owner: User) -> dict[str, Any]:
    """The enterprise of the world, judged as a high-tech enterprise."""
    return {"ref": world.enterprise.ref, "programme": "hnte"}


def agency(world: World, owner: User) -> dict[str, Any]:
    """An agency of the city; no secret inside it."""
    return {"ref": AgencyFactory().ref}


def mandate(world: World, owner: User) -> dict[str, Any]:
    """A mandate that the enterprise has given."""
    return {"ref": MandateFactory(enterprise=world.enterprise).ref}


def own_job(world: World, owner: User) -> dict[str, Any]:
    """A job that waits, asked for by its owner."""
    return {"ref": JobFactory(asked_by=owner).ref}


def own_notice(world: World, owner: User) -> dict[str, Any]:
    """A notice to its owner."""
    return {"ref": NoticeFactory(to=owner).ref}


def enterprise_and_block(world: World, owner: User) -> dict[str, Any]:
    """The first block of the enterprise's facts."""
    return {"ref": world.enterprise.ref, "block": "identity"}


def enterprise_and_thing(world: World, owner: User) -> dict[str, Any]:
    """A certificate to be added to the enterprise."""
    return {"ref": world.enterprise.ref, "what": "certificate"}


def enterprise_and_year(world: World, owner: User) -> dict[str, Any]:
    """The last fiscal year of the enterprise, reported and not yet confirmed."""
    return {"ref": world.enterprise.ref, "year": 2025}


def open_assignment(world: World, owner: User) -> dict[str, Any]:
    """An officer who stands by the enterprise."""
    assignment = AssignmentFactory(enterprise=world.enterprise)
    return {"ref": world.enterprise.ref, "person": assignment.user.ref, "layer": assignment.layer}


def own_import(world: World, owner: User) -> dict[str, Any]:
    """A checked import of its owner's territory."""
    intake = Intake.objects.create(
        sheet=next(iter(SHEETS)),
        region=owner.acting.region,
        state=IntakeState.CHECKED,
        file=ContentFile(b"no workbook", name="名册.xlsx"),
        file_name="名册.xlsx",
        file_size=1,
        digest="0" * 64,
        uploaded_by=owner,
        uploaded_at=AT,
    )
    return {"ref": intake.ref}


def sheet(world: World, owner: User) -> dict[str, Any]:
    """A kind of workbook; no secret of a territory."""
    return {"sheet": next(iter(SHEETS))}


def own_failed_job(world: World, owner: User) -> dict[str, Any]:
    """A job of its owner that failed."""
    return {"ref": JobFactory(asked_by=owner, failed=True).ref}


def tier(world: World, owner: User) -> dict[str, Any]:
    """The rung of the high-tech enterprises; no secret of a territory."""
    return {"code": hnte_tier().code}


def programme(world: World, owner: User) -> dict[str, Any]:
    """The programme of the high-tech enterprises; no secret of a territory."""
    return {"programme": hnte_tier().programme}


def place(world: World, owner: User) -> dict[str, Any]:
    """The enterprise's place on a rung."""
    held = Membership.objects.create(
        enterprise=world.enterprise, tier=hnte_tier(), entered_on=AT.date(), confirmed_by=person()
    )
    return {"ref": held.ref}


def sorted_tier(world: World, owner: User) -> dict[str, Any]:
    """The rung of the high-tech enterprises, with its sorting; no secret of a territory."""
    code = hnte_tier().code
    load_sortings(by=system_user())
    return {"code": code}


def place_and_submission(world: World, owner: User) -> dict[str, Any]:
    """The enterprise's place, put forward and waiting."""
    held = Membership.objects.get(ref=place(world, owner)["ref"])
    made = submit(held, submitted_on=AT.date(), batch="2026年第2批", on=AT.date(), by=person())
    return {"ref": held.ref, "number": made.pk}


def tier_without_code(world: World, owner: User) -> dict[str, Any]:
    """Nothing in the address, but a ladder to show."""
    hnte_tier()
    return {}


def year(world: World, owner: User) -> dict[str, Any]:
    """A year of targets."""
    hnte_tier()
    return {"year": 2026}


def own_draft(world: World, owner: User) -> dict[str, Any]:
    """A draft of its owner's territory."""
    return {"ref": DraftFactory(author=owner, region=owner.acting.region).ref}


def waiting_draft(world: World, owner: User) -> dict[str, Any]:
    """A draft of its owner's territory that a colleague has submitted."""
    colleague = person(Role.SECTION)
    draft = DraftFactory(author=colleague, region=owner.acting.region, state="submitted", submitted_by=colleague)
    return {"ref": draft.ref}


def shipped_pack(world: World, owner: User) -> dict[str, Any]:
    """A pack that comes with the portal; no secret of a territory."""
    return {"key": "hnte-2016"}


def hnte_tier() -> Tier:
    """The rung that the rules of the high-tech enterprises open, from the ladders that the portal brings."""
    load_ladders(by=system_user())
    return Tier.objects.filter(programme="hnte").order_by("ladder_id").first()


KEEPERS = frozenset({Role.SYSADMIN})
# An agency opens nothing but what looks at its mandate.
AGENCY = frozenset({Role.AGENCY})
VIEWERS = EVERYONE - {Role.SYSADMIN} - AGENCY
LEDGER = frozenset({Role.BUREAU_ADMIN, Role.SECTION, Role.COUNTY})
EXPORTERS = LEDGER | {Role.AUDITOR}
JOBS = LEDGER | {Role.SPECIALIST, Role.AUDITOR, Role.SYSADMIN}
DRAFTERS = frozenset({Role.BUREAU_ADMIN, Role.SECTION})
APPROVERS = frozenset({Role.BUREAU_ADMIN})
CONFIRMERS = frozenset({Role.BUREAU_ADMIN, Role.SECTION})
EXAMINERS = LEDGER | {Role.SPECIALIST}
CLINICS = frozenset({Role.BUREAU_ADMIN, Role.SECTION})
VISITORS = frozenset({Role.SECTION, Role.COUNTY, Role.SPECIALIST})
# Whoever keeps the system sees the jobs of every territory, but never their files.
SYSTEM = frozenset({Role.SYSADMIN})

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
    "audit:export": Address(frozenset({Role.AUDITOR}), method="post", data={"reason": "审计"}, answer=302),
    "cockpit:changes": Address(EVERYONE - AGENCY),
    "cockpit:workbench": Address(EVERYONE - AGENCY),
    "enterprises:list": Address(VIEWERS),
    "enterprises:columns": Address(VIEWERS),
    "enterprises:new": Address(LEDGER),
    "enterprises:export": Address(EXPORTERS),
    "enterprises:assign": Address(LEDGER, method="post", answer=302),
    "enterprises:detail": Address(VIEWERS, enterprise),
    "enterprises:print": Address(VIEWERS, enterprise),
    "enterprises:revise": Address(LEDGER, enterprise_and_block, sees=VIEWERS),
    "enterprises:add": Address(LEDGER, enterprise_and_thing, sees=VIEWERS),
    "enterprises:archive": Address(LEDGER, enterprise, sees=VIEWERS),
    "enterprises:reveal_phone": Address(
        LEDGER | {Role.SPECIALIST, Role.ENTERPRISE}, enterprise, method="post", sees=VIEWERS
    ),
    "enterprises:report": Address(LEDGER | {Role.ENTERPRISE} | AGENCY, enterprise_and_year, sees=VIEWERS),
    "enterprises:statements": Address(LEDGER | {Role.ENTERPRISE} | AGENCY, enterprise, sees=VIEWERS),
    "enterprises:confirm_report": Address(LEDGER, enterprise_and_year, method="post", answer=302, sees=VIEWERS),
    "enterprises:end_assignment": Address(LEDGER, open_assignment, method="post", answer=302),
    "enterprises:imports": Address(LEDGER),
    "enterprises:intake_new": Address(LEDGER),
    "enterprises:intake_template": Address(LEDGER, sheet, strangers_too=EVERYONE),
    "enterprises:intake": Address(LEDGER, own_import),
    "enterprises:intake_commit": Address(LEDGER, own_import, method="post", answer=302),
    "enterprises:intake_discard": Address(LEDGER, own_import, method="post", answer=302),
    "enterprises:intake_errors": Address(LEDGER, own_import, answer=302),
    "jobs:list": Address(JOBS),
    "jobs:detail": Address(JOBS, own_job, strangers_too=SYSTEM),
    "jobs:download": Address(JOBS, own_job, answer=302, strangers_too=SYSTEM),
    "jobs:cancel": Address(JOBS, own_job, method="post", answer=302, strangers_too=SYSTEM),
    "jobs:retry": Address(JOBS, own_failed_job, method="post", answer=302, strangers_too=SYSTEM),
    "notices:open": Address(EVERYONE, own_notice, answer=302),
    "policies:list": Address(BUSINESS | {Role.SPECIALIST}),
    "policies:pack": Address(BUSINESS | {Role.SPECIALIST}, shipped_pack, strangers_too=EVERYONE),
    "policies:new": Address(DRAFTERS),
    "policies:windows": Address(BUSINESS | {Role.SPECIALIST}),
    "policies:draft": Address(BUSINESS, own_draft),
    "policies:text": Address(DRAFTERS, own_draft),
    "policies:parameters": Address(DRAFTERS, own_draft),
    "policies:submit": Address(DRAFTERS, own_draft, method="post", answer=302),
    "policies:withdraw": Address(DRAFTERS, own_draft, method="post", answer=302),
    "policies:approve": Address(APPROVERS, waiting_draft, method="post", answer=302),
    "policies:return": Address(APPROVERS, waiting_draft, method="post", data={"note": "上限应为400人"}, answer=302),
    "pools:agencies": Address(BUSINESS),
    # The agencies of a city are no secret of a county in it; those of another city are.
    "pools:agency": Address(BUSINESS, agency, strangers_too=frozenset({Role.COUNTY})),
    "pools:firm_mandates": Address(VIEWERS, enterprise),
    "pools:mandated": Address(AGENCY),
    "pools:mandated_diagnosis": Address(AGENCY, enterprise_and_programme),
    "pools:mandates": Address(BUSINESS),
    "pools:revoke_mandate": Address(frozenset({Role.ENTERPRISE}), mandate, method="post", answer=302),
    "pools:visit": Address(VISITORS, enterprise_and_programme),
    "pools:visits": Address(VIEWERS, enterprise),
    "pools:retention": Address(BUSINESS),
    "pools:retention_standard": Address(frozenset({Role.BUREAU_ADMIN})),
    "pools:firm_retention": Address(VIEWERS, enterprise),
    "pools:record_retention": Address(LEDGER | {Role.ENTERPRISE}, enterprise_and_year, sees=VIEWERS),
    "pools:impact": Address(BUSINESS, own_draft),
    "pools:assessments": Address(BUSINESS, programme, strangers_too=EVERYONE),
    "pools:attestation": Address(VIEWERS, attestation),
    "pools:certify": Address(CONFIRMERS, enterprise_and_programme, method="post", data={"reason": "推荐"}, answer=302),
    "pools:checkups": Address(VIEWERS, enterprise),
    "pools:new_checkup": Address(EXAMINERS, enterprise),
    "pools:checkup": Address(VIEWERS, checkup),
    "pools:checkup_pdf": Address(VIEWERS, checkup),
    "pools:checkup_word": Address(VIEWERS, checkup),
    "pools:plans": Address(BUSINESS | {Role.SPECIALIST}),
    "pools:enterprise_plans": Address(VIEWERS, enterprise),
    "pools:new_plan": Address(EXAMINERS, enterprise_and_programme),
    "pools:plan": Address(VIEWERS, firm_plan),
    "pools:revise_plan": Address(EXAMINERS, firm_plan_draft),
    "pools:sign_plan": Address(CONFIRMERS, firm_plan_draft, method="post", answer=302),
    "pools:acknowledge_plan": Address(frozenset({Role.ENTERPRISE}), firm_plan, method="post", answer=302),
    "pools:note_measure": Address(
        EXAMINERS | {Role.ENTERPRISE},
        firm_plan_and_measure,
        method="post",
        data={"state": "doing"},
        answer=302,
        sees=VIEWERS - EXAMINERS - {Role.ENTERPRISE},
    ),
    "pools:clinics": Address(BUSINESS | {Role.SPECIALIST}),
    "pools:new_clinic": Address(CLINICS),
    "pools:clinic": Address(CLINICS, clinic),
    "pools:diagnosis": Address(VIEWERS, enterprise_and_programme),
    "pools:enter": Address(CONFIRMERS, tier, strangers_too=EVERYONE),
    "pools:funnel": Address(BUSINESS, tier_without_code, strangers_too=EVERYONE),
    "pools:holders": Address(BUSINESS, tier, strangers_too=EVERYONE),
    "pools:decide": Address(CONFIRMERS, tier, method="post", answer=302, strangers_too=EVERYONE),
    "pools:membership": Address(BUSINESS, place),
    "pools:pipeline": Address(BUSINESS, sorted_tier, strangers_too=EVERYONE),
    "pools:sorting": Address(CONFIRMERS, sorted_tier, strangers_too=EVERYONE),
    "pools:set_target_year": Address(CONFIRMERS, place, method="post", answer=302),
    "pools:submit_member": Address(CONFIRMERS, place, method="post", answer=302),
    "pools:settle_member": Address(CONFIRMERS, place_and_submission, method="post", answer=302),
    "pools:near": Address(BUSINESS, tier, strangers_too=EVERYONE),
    "pools:own_diagnosis": Address(frozenset({Role.ENTERPRISE}), enterprise_and_programme),
    "pools:panel": Address(VIEWERS, enterprise, answer=302),
    "pools:pool": Address(BUSINESS, tier, strangers_too=EVERYONE),
    "pools:proposals": Address(BUSINESS, tier, strangers_too=EVERYONE),
    "pools:recompute": Address(CONFIRMERS, method="post", answer=302),
    "targets:ranking": Address(BUSINESS),
    "targets:set": Address(frozenset({Role.BUREAU_ADMIN}), year, strangers_too=EVERYONE),
    "web:gallery": Address(KEEPERS, closed=404, unnamed=404),
}
