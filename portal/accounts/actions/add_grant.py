"""Gives a person a role over a territory."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import Grant, User
from portal.accounts.permissions import can_change_standing, can_manage_territory
from portal.accounts.roles import PART_ROLES, ROLES, Role, Scope, scope_of
from portal.audit.record import record
from portal.regions.models import Region


def add_grant(
    user: User,
    *,
    role: str,
    region: Region | None = None,
    line: str = "",
    expires_on: date | None = None,
    by: User,
    on: date,
) -> Grant:
    """The new grant, in force from `on`, through `expires_on` when there is an end.

    Nobody grants to themselves, and no territory reaches beyond the granter's own bureau. Raises CannotManage for
    that, for an unknown role, a role that lacks its territory, an end before the beginning, or a grant already held.
    """
    if not can_change_standing(by, user):
        raise CannotManage("不能给自己授权，请由另一位系统管理员办理。" if by.pk == user.pk else "这个账号不归您管理。")
    if role not in ROLES:
        raise CannotManage(f"没有“{role}”这个角色，请从列表里选。", field="role")
    label = Role(role).label
    if region is None and scope_of(role) == Scope.TERRITORY:
        raise CannotManage(f"“{label}”要选辖区，例如淇滨区。", field="region")
    if not can_manage_territory(by, region):
        raise CannotManage(f"{region}不在您所在科技局的辖区内，不能把它授权给别人。", field="region")
    if role in PART_ROLES and user.bureau is not None and region == user.bureau.region:
        raise CannotManage(f"“{label}”的辖区要选本局辖区里的一个县区或功能区，不能是整个{region}。", field="region")
    if expires_on is not None and expires_on < on:
        raise CannotManage(f"到期日期 {expires_on} 已经过去，请填 {on} 或以后的日期。", field="expires_on")
    with transaction.atomic():
        same = Grant.objects.in_force(on).filter(user=user, role=role, region=region, line=line).first()
        if same is not None:
            raise CannotManage(f"已经有同样的授权：{same}。要改到期日期，请先收回它。", field="role")
        grant = Grant.objects.create(
            user=user, role=role, region=region, line=line, valid_from=on, expires_on=expires_on, granted_by=by
        )
        record(
            "grant.added",
            user,
            by=by,
            after={
                "role": label,
                "region": region.name if region else "",
                "line": line,
                "valid_from": on,
                "expires_on": expires_on,
            },
        )
    return grant
