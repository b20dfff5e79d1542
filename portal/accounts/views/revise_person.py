"""修改用户: name, telephone, bureau."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from portal.accounts.access import require
from portal.accounts.actions.refusal import CannotManage
from portal.accounts.actions.revise_user import revise_user
from portal.accounts.forms import PersonFields
from portal.accounts.views.person import found_person
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("people.manage")
def revise_person(request: HttpRequest, ref: str) -> HttpResponse:
    """The form with the present values; then back to the person."""
    user = found_person(request, ref)
    present = {"full_name": user.full_name, "phone": user.phone, "bureau": user.bureau_id}
    form = PersonFields(request.POST or None, initial=present, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            revise_user(user, **form.cleaned_data, by=request.user)
        except CannotManage as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            say.done(request, f"已保存{user.full_name}的资料。")
            return redirect("accounts:person", user.ref)
    crumbs = [
        Crumb("用户与角色", "/sys/users/"),
        Crumb(user.full_name, f"/sys/users/{user.ref}/"),
        Crumb("修改"),
    ]
    return page(
        request,
        "portal/accounts/revise_person.html",
        {"form": form, "person": user, "crumbs": crumbs},
        status=422 if form.errors else 200,
    )
