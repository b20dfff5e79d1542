"""One draft: what is wrong with it, what it gives, what differs, and the next step."""

from __future__ import annotations

import difflib
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from policies import library
from policies.enums import DraftState
from policies.forms import Returning
from policies.models import Draft
from policies.permissions import can_edit, can_review, obstacles
from policies.queries import visible_drafts
from policies.views._texts import draft_crumbs
from portal.accounts.access import require
from portal.audit.deeds import deed_label
from portal.audit.queries import history_of
from portal.web import formats
from portal.web.pages import page
from portal.web.parts import Event, Fact

COLOURS = {
    DraftState.EDITING: "yellow",
    DraftState.RETURNED: "yellow",
    DraftState.SUBMITTED: "blue",
    DraftState.PUBLISHED: "green",
    DraftState.WITHDRAWN: "grey",
}
STEPS = ("起草", "试算", "复核", "施行")
HISTORY = 30


@require("draft.view")
def draft(request: HttpRequest, ref: str) -> HttpResponse:
    """The draft of the person's territory; the buttons depend on who looks and where it stands."""
    found = get_object_or_404(visible_drafts(request.user), ref=ref)
    return draft_page(request, found, Returning())


def draft_page(request: HttpRequest, found: Draft, form: Returning, *, status: int = 200) -> HttpResponse:
    """The page of a draft, with the form of whoever reviews it as it stands."""
    trial = library.trial_of(found)
    blocked = obstacles(found, trial, library.texts_beside(found, timezone.localdate()))
    may_edit = can_edit(request.user, found)
    release = getattr(found, "release", None)
    context = {
        "draft": found,
        "colour": COLOURS[DraftState(found.state)],
        "steps": STEPS,
        "step": _step(found, is_ready=not blocked),
        "trial": trial,
        "failing": [case for case in trial.cases if not case.holds],
        "holding": [case for case in trial.cases if case.holds],
        "obstacles": blocked if found.state != DraftState.PUBLISHED else [],
        "facts": _facts(found),
        "difference": _difference(found, on=timezone.localdate()) if found.state != DraftState.PUBLISHED else "",
        "may_edit": may_edit,
        "may_submit": may_edit and not blocked,
        "may_review": can_review(request.user, found),
        "is_waiting": found.state == DraftState.SUBMITTED,
        "release_url": reverse("policies:pack", args=[release.ref]) if release is not None else "",
        "text_url": reverse("policies:text", args=[found.ref]),
        "form": form,
        "events": [
            Event(deed_label(entry.deed), when=formats.moment(entry.at), who=entry.by_name, text=entry.reason)
            for entry in history_of(found)[:HISTORY]
        ],
        "crumbs": draft_crumbs(found),
    }
    return page(request, "policies/draft.html", context, status=status)


def _step(found: Draft, *, is_ready: bool) -> int:
    if found.state == DraftState.PUBLISHED:
        return 4
    if found.state == DraftState.SUBMITTED:
        return 3
    return 2 if is_ready else 1


def _facts(found: Draft) -> list[Fact]:
    facts = [
        Fact("地区", found.region.name),
        Fact("照抄自", found.based_on) if found.based_on else Fact("照抄自", gap="--"),
        Fact("起草", found.author.full_name, note=formats.moment(found.created_at)),
        Fact("最近修改", found.saved_by.full_name, note=f"{formats.moment(found.saved_at)}，第{found.revision}稿"),
    ]
    if found.note:
        facts.append(Fact("说明", found.note))
    if found.submitted_by is not None:
        facts.append(Fact("提交", found.submitted_by.full_name, note=formats.moment(found.submitted_at)))
    if found.reviewer is not None:
        label = "退回" if found.state == DraftState.RETURNED else "复核"
        facts.append(Fact(label, found.reviewer.full_name, note=found.review_note))
    return facts


def _difference(found: Draft, *, on: date) -> str:
    """What the draft says otherwise than the text now in force at its place, line by line; nothing when none is."""
    try:
        before = library.words_of(library.in_force(found.programme, found.region.code, on))
    except library.NoPack:
        return ""
    lines = difflib.unified_diff(before.split("\n"), found.text.split("\n"), "现行规则", "草稿", lineterm="", n=1)
    return "\n".join(lines)
