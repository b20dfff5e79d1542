"""导入第一步: choose what to import and the file."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from enterprises.actions.receive_intake import receive_intake
from enterprises.forms.intake import Upload
from enterprises.intake.sheets import SHEETS
from enterprises.intake.steps import STEPS
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.parts import Crumb
from portal.workbooks import guard, uploads


@require("enterprise.import")
def intake_new(request: HttpRequest) -> HttpResponse:
    """The form; after a file that can be read the page of its import."""
    territory = request.user.acting.region
    is_placed = territory is not None and (territory.is_city or territory.city_id is not None)
    choices = [(spec.code, spec.title) for spec in SHEETS.values()]
    form = Upload(
        request.POST or None,
        request.FILES or None,
        sheets=choices,
        initial={"sheet": request.GET.get("sheet", choices[0][0])},
    )
    if request.method == "POST" and is_placed:
        if uploads.was_too_big(request):
            form.is_valid()
            form.errors.pop("file", None)
            form.add_error("file", _too_big(request))
        elif form.is_valid():
            file = form.cleaned_data["file"]
            try:
                intake = receive_intake(
                    file,
                    name=file.name,
                    sheet=form.cleaned_data["sheet"],
                    territory=territory,
                    by=request.user,
                    at=timezone.now(),
                )
            except guard.WorkbookRefused as refusal:
                form.add_error("file", str(refusal))
            else:
                return redirect("enterprises:intake", intake.ref)
    context = {
        "form": form,
        "steps": STEPS,
        "is_placed": is_placed,
        "templates": [(title, reverse("enterprises:intake_template", args=[code])) for code, title in choices],
        "crumbs": [Crumb("导入", reverse("enterprises:imports")), Crumb("选文件")],
    }
    return page(request, "enterprises/intake_new.html", context, status=422 if form.errors else 200)


def _too_big(request: HttpRequest) -> str:
    try:
        guard.refuse_by_size(uploads.announced_bytes(request), limit_bytes=settings.UPLOAD_LIMIT_BYTES)
    except guard.WorkbookRefused as refusal:
        return str(refusal)
    return "文件太大，请拆成几个文件分别上传。"
