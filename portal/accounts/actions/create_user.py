"""Opens an account for a person."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from django.db import transaction

from portal.accounts.actions.add_grant import add_grant
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.models import Bureau, User
from portal.accounts.permissions import can_manage_bureau
from portal.audit.record import record
from portal.regions.models import Region

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def create_user(
    username: str,
    *,
    full_name: str,
    password: str,
    bureau: Bureau | None,
    phone: str = "",
    must_change_password: bool = True,
    role: str = "",
    region: Region | None = None,
    line: str = "",
    expires_on: date | None = None,
    by: User,
    on: date,
) -> User:
    """The new account, with its first grant when a role is given (from `on`, perhaps until `expires_on`).

    username: letters in either case; kept in lower case. password: a one-time one unless must_change_password is
    false; it is never written to the log. Raises CannotManage: the name is taken or malformed, the bureau lies outside
    the territory of whoever opens the account, or the grant is refused.
    """
    username = unicodedata.normalize("NFKC", username).strip().lower()
    if not _USERNAME.fullmatch(username):
        raise CannotManage(
            "用户名要有 3 到 60 个字符，只能用英文字母、数字和 . _ -，以字母或数字开头，例如 qibin.wang。",
            field="username",
        )
    if not can_manage_bureau(by, bureau):
        raise CannotManage("只能为本局辖区内的科技局建立账号。", field="bureau")
    with transaction.atomic():
        if User.objects.filter(username__iexact=username).exists():
            raise CannotManage(f"用户名 {username} 已经有人使用，请换一个。", field="username")
        user = User(
            username=username,
            full_name=full_name,
            phone=phone,
            bureau=bureau,
            must_change_password=must_change_password,
        )
        user.set_password(password)
        user.save()
        after = {"username": username, "full_name": full_name, "phone": phone, "bureau": bureau.name if bureau else ""}
        record("person.created", user, by=by, after=after)
        if role:
            add_grant(user, role=role, region=region, line=line, expires_on=expires_on, by=by, on=on)
    return user
