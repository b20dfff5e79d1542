"""One person's account: what is known, every grant ever held, and what may be done about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.accounts.access import require
from portal.accounts.forms import Disabling, GrantFields
from portal.accounts.models import User
from portal.accounts.permissions import can_change_standing
from portal.accounts.queries import visible_people, with_grants
from portal.web.formats import NOT_GIVEN, mask_phone, moment
from portal.web.pages import page
from portal.web.parts import Crumb, Fact


def found_person(request: HttpRequest, ref: str) -> User:
    """The person of an address, if their account is the reader's to keep; else not found."""
    return get_object_or_404(with_grants(visible_people(request.user)), ref=ref)


@require("people.manage")
def person(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one account."""
    return person_page(request, found_person(request, ref))


def person_page(
    request: HttpRequest,
    user: User,
    *,
    granting: GrantFields | None = None,
    disabling: Disabling | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one account, with a form that was refused in its place."""
    on = timezone.localdate()
    grants = list(user.grants.all())
    refused = next((form for form in (granting, disabling) if form is not None and form.errors), None)
    return page(
        request,
        "portal/accounts/person.html",
        {
            "person": user,
            "form": refused,
            "crumbs": [Crumb("用户与角色", "/sys/users/"), Crumb(user.full_name)],
            "facts": [
                Fact("用户名", user.username, copy=True),
                Fact("电话", mask_phone(user.phone)) if user.phone else Fact("电话", gap=NOT_GIVEN),
                Fact("所属科技局", user.bureau.name if user.bureau else ""),
                Fact("账号", "启用" if user.is_active else "停用"),
                Fact("密码", "下次登录须先修改" if user.must_change_password else "本人已设置"),
                Fact("建立时间", moment(user.created_at)),
                Fact("最近登录", moment(user.last_login, gap="还没有登录过")),
            ],
            "held": [grant for grant in grants if grant.holds(on)],
            "former": [grant for grant in grants if not grant.holds(on)],
            "may_change_standing": can_change_standing(request.user, user),
            "is_self": user.pk == request.user.pk,
            "granting": granting or GrantFields(by=request.user),
            "disabling": disabling or Disabling(),
        },
        status=status,
    )
