"""新增用户: a person, their first grant, and a one-time password shown once."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from portal.accounts.access import require
from portal.accounts.actions.create_user import create_user
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.forms import NewPerson
from portal.accounts.passwords import one_time_password
from portal.web.pages import page
from portal.web.parts import Crumb


@never_cache
@require("people.manage")
def create_person(request: HttpRequest) -> HttpResponse:
    """The form; after it the one-time password, on that page only."""
    form = NewPerson(request.POST or None, by=request.user)
    crumbs = [Crumb("用户与角色", "/sys/users/"), Crumb("新增用户")]
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        try:
            user = create_user(**form.cleaned_data, password=password, by=request.user, on=timezone.localdate())
        except CannotManage as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return page(
                request,
                "portal/accounts/one_time_password.html",
                {"person": user, "password": password, "is_new": True, "crumbs": crumbs},
            )
    return page(
        request,
        "portal/accounts/create_person.html",
        {"form": form, "crumbs": crumbs},
        status=422 if form.errors else 200,
    )
