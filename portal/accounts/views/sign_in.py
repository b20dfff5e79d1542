"""登录: account and password, with the lockout said in minutes and the way back kept."""

from __future__ import annotations

import math
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts.actions.note_sign_in import note_failed_sign_in, note_sign_in
from portal.accounts.address import client_address
from portal.accounts.forms import SignIn
from portal.accounts.models import Visitor
from portal.accounts.queries import account_of, acting_of, bureau_of, lockout_ends_at
from portal.web.pages import page

# Says to the next visit that this browser was signed in, so that an ended session can be told from a first visit.
WAS_IN_COOKIE = "tidu_was_in"


@sensitive_post_parameters("password")
@never_cache
@ensure_csrf_cookie
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; after a right password the page the person wanted, else their home."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_wanted(request))
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        user = authenticate(request, username=username, password=form.cleaned_data["password"])
        address = client_address(request)
        if user is not None and not user.is_active:
            return page(request, "portal/accounts/closed.html", {"bureau": user.bureau}, status=403)
        if user is not None:
            login(request, user)
            user.acting = acting_of(user, on=timezone.localdate())
            note_sign_in(user, address=address, by=user)
            response = redirect(_wanted(request))
            response.set_cookie(WAS_IN_COOKIE, "1", httponly=True, samesite="Lax", secure=request.is_secure())
            return response
        # Tries during a lockout are neither counted nor written down; the lockout itself was.
        if request.axes_failures_since_start is not None:
            account = account_of(username)
            visitor = Visitor(account.city_in_force_id if account else None)
            note_failed_sign_in(account, address=address, is_locked=bool(request.axes_locked_out), by=visitor)
        form.add_error(None, _refusal(request))
    return page(request, "portal/accounts/sign_in.html", _context(request, form), status=422 if form.errors else 200)


def locked_out(request: HttpRequest, answer: HttpResponse | None, credentials: dict[str, Any]) -> HttpResponse:
    """The page during a lockout, with the minutes left; named by AXES_LOCKOUT_CALLABLE."""
    ends_at = lockout_ends_at(
        credentials["username"],
        address=client_address(request),
        limit=settings.AXES_FAILURE_LIMIT,
        hours=settings.AXES_COOLOFF_TIME,
    )
    seconds = (ends_at - timezone.now()).total_seconds() if ends_at else 0
    form = SignIn(request.POST)
    form.is_valid()
    minutes = max(1, math.ceil(seconds / 60))
    form.add_error(None, f"密码连续错了{settings.AXES_FAILURE_LIMIT}次，这个账号已暂停登录，请{minutes}分钟后再试。")
    return page(request, "portal/accounts/sign_in.html", _context(request, form), status=429)


def _refusal(request: HttpRequest) -> str:
    left = settings.AXES_FAILURE_LIMIT - (request.axes_failures_since_start or 0)
    sentence = "用户名或密码不对，请核对大小写后重新填写。"
    return f"{sentence}再错{left}次，将暂停登录15分钟。" if 0 < left <= 2 else sentence


def _context(request: HttpRequest, form: SignIn) -> dict[str, Any]:
    wanted = request.POST.get("next", request.GET.get("next", ""))
    return {
        "form": form,
        "next": wanted if _is_ours(request, wanted) else "",
        "is_expired": not form.is_bound and request.COOKIES.get(WAS_IN_COOKIE) == "1",
        "bureau": bureau_of(None),
    }


def _wanted(request: HttpRequest) -> str:
    """The page the person wanted before sign-in, when it is one of ours; else home."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    return wanted if _is_ours(request, wanted) else reverse(settings.LOGIN_REDIRECT_URL)


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
