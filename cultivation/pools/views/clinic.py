"""登记诊所, and revising one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from cultivation.pools.actions.keep_clinic import FIELDS, CannotKeep, add_clinic, revise_clinic
from cultivation.pools.forms import KeepingClinic
from cultivation.pools.models import Clinic
from cultivation.pools.queries.checkups import clinic_regions, visible_clinics
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("clinic.keep")
def new_clinic(request: HttpRequest) -> HttpResponse:
    """The form of a new one."""
    return _form(request, None)


@require("clinic.keep")
def clinic(request: HttpRequest, ref: str) -> HttpResponse:
    """The form of one that is there."""
    return _form(request, get_object_or_404(visible_clinics(request.user), ref=ref))


def _form(request: HttpRequest, kept: Clinic | None) -> HttpResponse:
    regions = {region.code: region for region in clinic_regions(request.user)}
    if kept is not None:
        regions.setdefault(kept.region.code, kept.region)
    held = {name: getattr(kept, name) for name in FIELDS} if kept else {}
    form = KeepingClinic(
        request.POST if request.method == "POST" else None,
        regions=[(code, region.name) for code, region in regions.items()],
        initial={**held, "region": kept.region.code} if kept else {},
    )
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data, "region": regions[form.cleaned_data["region"]]}
        try:
            if kept is None:
                saved = add_clinic(**typed, by=request.user)
            else:
                saved = revise_clinic(kept, **typed, by=request.user)
        except CannotKeep as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            say.done(request, f"“{saved.name}”已保存。")
            return redirect("pools:clinics")
    title = "修改诊所" if kept else "登记诊所"
    context = {
        "form": form,
        "title": title,
        "crumbs": [Crumb("企业创新诊所", reverse("pools:clinics")), Crumb(title)],
    }
    return page(request, "cultivation/pools/clinic.html", context, status=422 if form.errors else 200)
