"""Register an agency (登记服务机构), and say who works for it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from enterprises.models import Agency, AgencyPerson, Refusal
from enterprises.models.identity import normalise_code, problem_of_code
from portal.accounts.models import User
from portal.accounts.queries import grants_in_force
from portal.accounts.roles import Role
from portal.audit.record import record
from portal.regions.models import Region

LONGEST_NAME = 120


class CannotKeepAgency(Refusal):
    """The agency or its person cannot be registered so."""


def register_agency(city: Region, *, code: str, name: str, by: User) -> Agency:
    """An agency that enterprises of the city may choose. Raises CannotKeepAgency for a code that is none or is taken."""
    code, name = normalise_code(code), name.strip()
    problems = {}
    if problem := problem_of_code(code):
        problems["code"] = problem
    if not name or len(name) > LONGEST_NAME:
        problems["name"] = f"请填写机构名称，1到{LONGEST_NAME}个字，例如“鹤壁某某知识产权代理有限公司”。"
    if problems:
        raise CannotKeepAgency(problems)
    with transaction.atomic():
        held = Agency.objects.select_for_update().filter(city=city, code=code).first()
        if held is not None:
            raise CannotKeepAgency({"code": f"代码{code}已登记为“{held.name}”，不能重复登记。"})
        agency = Agency.objects.create(city=city, code=code, name=name, registered_by=by)
        record("agency.registered", agency, by=by, after={"code": code, "name": name})
    return agency


def add_agency_person(agency: Agency, *, person: User, by: User, on: date) -> AgencyPerson:
    """The person works for the agency from now on; one who had left comes back.

    Raises CannotKeepAgency for an account that is switched off, is not an agency's, or works for another agency.
    """
    if not person.is_active:
        raise CannotKeepAgency({"username": f"{person.full_name}的账号已停用。"})
    if not grants_in_force(person, on=on).filter(role=Role.AGENCY).exists():
        raise CannotKeepAgency({"username": f"{person.full_name}没有“服务机构”角色，请系统管理员先授权。"})
    with transaction.atomic():
        other = (
            AgencyPerson.objects.select_for_update(of=("self",))
            .filter(user=person, left_at=None)
            .exclude(agency=agency)
            .select_related("agency")
            .first()
        )
        if other is not None:
            raise CannotKeepAgency({"username": f"{person.full_name}现为“{other.agency.name}”的人员，请先在那里退出。"})
        row, _ = AgencyPerson.objects.update_or_create(agency=agency, user=person, defaults={"left_at": None})
        record("agency_person.added", agency, by=by, after={"person": person.full_name})
    return row


def remove_agency_person(row: AgencyPerson, *, by: User, at: datetime) -> AgencyPerson:
    """The person leaves the agency and sees nothing of its enterprises from this moment on."""
    with transaction.atomic():
        row.left_at = at
        row.save(update_fields=["left_at"])
        record("agency_person.left", row.agency, by=by, before={"person": row.user.full_name})
    return row
