"""预诊断 (W05): the verdict in one sentence, every criterion with its distance and clause, the ways out, and a trial."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from cultivation.pools.evidence.diagnosis import NoPack, diagnose, kinds_on, programmes_on
from cultivation.pools.evidence.fixed import fixed_words
from cultivation.pools.evidence.what_if import read_what_if
from cultivation.pools.permissions import can_make_plans
from cultivation.pools.queries.attestations import attestations_of
from cultivation.pools.views._told import told_context, trial_context, ways_context
from cultivation.pools.views._visited import visited_context
from enterprises.models import Enterprise
from enterprises.permissions import can_file_report, can_revise
from enterprises.queries import visible_enterprises
from policies import library
from policies.engine import NotInForce, explain, paths
from policies.queries import window_sentence
from portal.accounts.access import require
from portal.accounts.models import User
from portal.web.pages import page
from portal.web.parts import Crumb, Tab

KIND_WORDS = {"first": "首次申请", "again": "再次申请", "recheck": "复核"}


@require("diagnosis.view")
def diagnosis(request: HttpRequest, ref: str, programme: str) -> HttpResponse:
    """One enterprise under one programme: of today or ?on=, for ?kind=, and with what is tried by ?if.word=; writes nothing."""
    visible = visible_enterprises(request.user).select_related("city", "county")
    enterprise = get_object_or_404(visible, ref=ref)
    return page(
        request, "cultivation/pools/diagnosis.html", context_of(request, enterprise, programme, "pools:diagnosis")
    )


def context_of(request: HttpRequest, enterprise: Enterprise, programme: str, name: str) -> dict[str, Any]:
    """The page of one enterprise and programme; name: of its address. Raises Http404 for an unknown programme."""
    shelf = library.shelf()
    if programme not in shelf.programmes():
        raise Http404(programme)
    today = timezone.localdate()
    on, day_error = read_day(request.GET, today)
    kind = request.GET.get("kind", "first")
    kinds = kinds_on(enterprise, programme, on=on, shelf=shelf)
    if kind not in kinds:
        kind = kinds[0] if kinds else "first"
    home = reverse("enterprises:detail", args=[enterprise.ref])
    context = {
        "enterprise": enterprise,
        "on": on,
        "is_today": on == today,
        "day_error": day_error,
        "typed_day": request.GET.get("on", "") if day_error else on.isoformat(),
        "kind": kind,
        "kinds": [(each, KIND_WORDS[each]) for each in kinds],
        "crumbs": [Crumb("企业台账", reverse("enterprises:list")), Crumb(enterprise.name, home), Crumb("预诊断")],
        "tabs": [
            Tab(title, reverse(name, args=[enterprise.ref, each]), current=each == programme)
            for each, title in programmes_on(enterprise, on=on, shelf=shelf)
        ],
        "retention_url": reverse("pools:firm_retention", args=[enterprise.ref])
        if programme == "hnte" and request.user.acting.may("diagnosis.view")
        else "",
        "window": window_sentence(programme, _codes(enterprise), on=on),
        "statements_url": reverse("enterprises:statements", args=[enterprise.ref])
        if can_file_report(request.user, enterprise)
        else "",
    }
    try:
        found = diagnose(enterprise, programme, on=on, kind=kind, shelf=shelf)
    except (NoPack, NotInForce) as refusal:
        return context | {"not_in_force": str(refusal)}
    told = found.explanation
    trial = read_what_if(found.pack, found.evidence, request.GET.dict(), on=on)
    after = explain(found.pack, trial.evidence, on) if trial.changed else None
    fixed = fixed_words(enterprise, on=on)
    ways = paths(found.pack, found.evidence, on, fixed=fixed, told=told)
    free = None
    if not ways.is_open and not ways.proposals:
        kept = {word: reason for word, reason in fixed.items() if "审核" not in reason}
        free = paths(found.pack, found.evidence, on, fixed=kept, told=told) if kept != fixed else None
    context |= {
        "plan_url": reverse("pools:new_plan", args=[enterprise.ref, programme])
        if can_make_plans(request.user) and on == today and kind == "first"
        else "",
        "may_certify": request.user.acting.may("pool.confirm") and on == today,
        "attestations": attestations_of(enterprise, programme),
    }
    return (
        context
        | told_context(told, found.sources, _where_to_fill(request.user, enterprise, on))
        | ways_context(ways, next_year=free, year=on.year)
        | trial_context(trial, told, after)
        | visited_context(enterprise, found.pack, request.user)
    )


def _codes(enterprise: Enterprise) -> list[str]:
    """The place of an enterprise and what it lies in, the nearest first."""
    return [each.code for each in (enterprise.county, enterprise.city) if each is not None]


def _where_to_fill(user: User, enterprise: Enterprise, on: date) -> dict[str, str]:
    """Who supplies a fact → the page where this person may enter it; nothing for who may not."""
    home, args = reverse("enterprises:detail", args=[enterprise.ref]), [enterprise.ref]
    found = {}
    if can_file_report(user, enterprise):
        found = {
            "企业年报": reverse("enterprises:report", args=[*args, on.year - 1]),
            "补充情况": reverse("enterprises:statements", args=args),
        }
    if can_revise(user, enterprise):
        found |= {
            "登记信息": reverse("enterprises:revise", args=[*args, "standing"]),
            "知识产权台账": f"{home}?tab=rights",
            "证书台账": f"{home}?tab=certificates",
            "奖励与标准": f"{home}?tab=compliance",
            "部门比对": f"{home}?tab=compliance",
        }
    return found


def read_day(query: QueryDict, today: date) -> tuple[date, str]:
    """The day asked for, or today with a sentence where it cannot be read."""
    text = query.get("on", "").strip()
    if not text:
        return today, ""
    try:
        return date.fromisoformat(text), ""
    except ValueError:
        return today, f"“{text[:20]}”不是日期，现按今天显示。应为年月日，例如{today}。"
