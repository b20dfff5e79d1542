"""授权: gives a person a role over a territory, perhaps until a day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.access import require
from portal.accounts.actions.add_grant import add_grant as give
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.forms import GrantFields
from portal.accounts.views.person import found_person, person_page
from portal.web import say


@require_POST
@require("people.manage")
def add_grant(request: HttpRequest, ref: str) -> HttpResponse:
    """Back to the person with the new grant, or with the form and what is wrong."""
    user = found_person(request, ref)
    form = GrantFields(request.POST, by=request.user)
    if form.is_valid():
        try:
            grant = give(user, **form.cleaned_data, by=request.user, on=timezone.localdate())
        except CannotManage as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            say.done(request, f"已给{user.full_name}授权：{grant.get_role_display()}，{grant.acting().scope_label}。")
            return redirect("accounts:person", user.ref)
    return person_page(request, user, granting=form, status=422)
