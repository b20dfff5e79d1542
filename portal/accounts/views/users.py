"""用户与角色: who has an account, in which roles, over which territory."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from portal.accounts.access import require
from portal.accounts.models import User
from portal.accounts.queries import (
    PEOPLE_STATES,
    matching_people,
    territories_for,
    visible_people,
    with_grants,
)
from portal.accounts.roles import CAPABILITY_LABELS, ROLES, Role
from portal.web.formats import NOT_APPLICABLE, day, mask_phone
from portal.web.links import without
from portal.web.pages import page
from portal.web.pagination import paginate
from portal.web.parts import Chip
from portal.web.tables import Cell, Column, Row, read_sort, table

COLUMNS = (
    Column("姓名", "name", is_sortable=True, is_fixed=True),
    Column("用户名", "username", is_sortable=True, priority=2),
    Column("电话", priority=3),
    Column("所属科技局", priority=3),
    Column("有效授权"),
    Column("账号", priority=1),
)
SORTS = {"name": "full_name", "username": "username"}


@require("people.manage")
def users(request: HttpRequest) -> HttpResponse:
    """The list with its filters, and the table of roles and what they may do."""
    on = timezone.localdate()
    query = request.GET
    sort, order = read_sort(query, SORTS, "username")
    regions = list(territories_for(request.user))
    found = matching_people(
        visible_people(request.user),
        on=on,
        search=query.get("q", "").strip(),
        role=query.get("role", ""),
        region=query.get("region", ""),
        state=query.get("state", ""),
    )
    shown = paginate(with_grants(found).order_by(order, "id"), query)
    return page(
        request,
        "portal/accounts/users.html",
        {
            "page": shown,
            "table": table("用户名单", COLUMNS, [_row(each, on) for each in shown.items], query=query, sort=sort),
            "chips": _chips(request, {region.code: region.name for region in regions}),
            "roles": Role.choices,
            "regions": regions,
            "states": PEOPLE_STATES.items(),
            "chosen": {key: query.get(key, "") for key in ("q", "role", "region", "state")},
            "rules": [
                (Role(role).label, rule.scope.label, [CAPABILITY_LABELS[each] for each in sorted(rule.capabilities)])
                for role, rule in ROLES.items()
            ],
            "as_of": timezone.now(),
        },
        fragment="list",
    )


def _row(user: User, on) -> Row:
    held = [grant for grant in user.grants.all() if grant.holds(on)]
    words = "；".join(
        f"{grant.get_role_display()}·{grant.acting().scope_label}"
        + (f"（至{day(grant.expires_on)}）" if grant.expires_on else "")
        for grant in held
    )
    state = "启用" if user.is_active else "停用"
    if user.is_active and user.must_change_password:
        state = "待改密码"
    return Row(
        (
            Cell(user.full_name, "link", url=reverse("accounts:person", args=[user.ref])),
            Cell(user.username, "code"),
            Cell(mask_phone(user.phone)) if user.phone else Cell("未填", "gap"),
            Cell(user.bureau.short_name if user.bureau else NOT_APPLICABLE),
            Cell(words) if words else Cell("没有有效授权", "gap"),
            Cell(state, "badge"),
        ),
        ref=user.ref,
        label=user.full_name,
    )


def _chips(request: HttpRequest, regions: dict[str, str]) -> list[Chip]:
    query = request.GET
    words = {
        "q": ("姓名、用户名或电话", lambda value: value),
        "role": ("角色", lambda value: dict(Role.choices).get(value, value)),
        "region": ("辖区", lambda value: regions.get(value, value)),
        "state": ("账号", lambda value: PEOPLE_STATES.get(value, value)),
    }
    return [
        Chip(label, said(value), without(query, key, value))
        for key, (label, said) in words.items()
        if (value := query.get(key, "").strip())
    ]
