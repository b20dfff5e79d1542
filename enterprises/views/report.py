"""填报年度数据 (W04): one fiscal year, a section at a time, last year's value beside each figure."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.actions.file_report import CannotFile, FilingConflict, file_report
from enterprises.enums import ReportState, Source
from enterprises.forms.report import SECTIONS, ReportSection
from enterprises.models import AnnualReport, Enterprise
from enterprises.views._crumbs import crumbs_to, home_of
from portal.accounts.access import require
from portal.accounts.models import User
from portal.web import say
from portal.web.pages import page

OLDEST = 1949


@require("enterprise.view", "mandate.use")
def report(request: HttpRequest, ref: str, year: int) -> HttpResponse:
    """The form of one section (?section=); unlikely figures are asked about once before they are kept."""
    enterprise = get_object_or_404(queries.visible_enterprises(request.user), ref=ref)
    if not permissions.can_file_report(request.user, enterprise):
        raise PermissionDenied("enterprise.revise")
    on = timezone.localdate()
    keys = [each.key for each in SECTIONS]
    key = request.GET.get("section", keys[0])
    if key not in keys or not OLDEST <= year <= on.year:
        raise Http404
    place = keys.index(key)
    reports = queries.current_reports([enterprise.pk], [year, year - 1])
    current, last_year = reports.get((enterprise.pk, year)), reports.get((enterprise.pk, year - 1))
    form = ReportSection(
        request.POST or None,
        section=SECTIONS[place],
        report=current,
        last_year=last_year,
        on=on,
        is_asked="confirmed" in request.POST,
    )
    here = reverse("enterprises:report", args=[ref, year])
    context = {
        "enterprise": enterprise,
        "crumbs": crumbs_to(enterprise, f"填报{year}年年度数据", user=request.user),
        "form": form,
        "year": year,
        "section": SECTIONS[place],
        "sections": _progress(current, key, here),
        "is_last": place == len(keys) - 1,
        "receiver": "" if permissions.files_as_confirmed(request.user) else "县区科技部门",
        "back_url": _back(request.user, enterprise),
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "enterprises/report.html", context, status=422 if form.errors else 200)
    is_officer = permissions.files_as_confirmed(request.user)
    try:
        filed = file_report(
            enterprise,
            fiscal_year=year,
            figures=form.figures(),
            by=request.user,
            on=on,
            state=ReportState.CONFIRMED if is_officer else ReportState.SUBMITTED,
            source=Source.TYPED if is_officer else Source.REPORTED,
            source_note=_note(request.user, enterprise),
            confirmed=bool(form.cleaned_data.get("confirmed")),
            expected_revision=form.cleaned_data["revision"],
        )
    except FilingConflict as conflict:
        return page(request, "enterprises/report.html", {**context, "conflict": str(conflict)}, status=409)
    except CannotFile as refusal:
        for field, sentence in refusal.problems.items():
            form.add_error(field if field in form.fields else None, sentence)
        return page(request, "enterprises/report.html", context, status=422)
    if filed.questions:
        form.ask()
        context["questions"] = filed.questions
        return page(request, "enterprises/report.html", context, status=422)
    say.done(request, f"{year}年“{SECTIONS[place].title}”已保存。" if filed.is_new else "没有变化，未产生新的一版。")
    if "next" in request.POST and place + 1 < len(keys):
        return redirect(f"{here}?section={keys[place + 1]}")
    return redirect(context["back_url"])


def _back(user: User, enterprise: Enterprise) -> str:
    home = home_of(user, enterprise)
    return f"{home}?tab=years" if user.acting.may("enterprise.view") else home


def _note(user: User, enterprise: Enterprise) -> str:
    """Who filled it when it was not the enterprise itself."""
    agency = next((each.agency.name for each in queries.mandates_used(user, enterprise) if each.may_fill), "")
    return f"{agency[:100]}受托代填" if agency else ""


def _progress(current: AnnualReport | None, key: str, here: str) -> list[dict[str, object]]:
    """Every section with how much of it is filled: 未开始, 进行中 n/m, 已完成."""
    found = []
    for section in SECTIONS:
        filled = sum(getattr(current, name, None) is not None for name in section.names)
        whole = len(section.names)
        state = "未开始" if not filled else "已完成" if filled == whole else f"进行中 {filled}/{whole}"
        found.append(
            {
                "title": section.title,
                "url": f"{here}?section={section.key}",
                "is_current": section.key == key,
                "state": state,
                "is_done": filled == whole,
            }
        )
    return found
