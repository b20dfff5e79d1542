"""改文本: the words of a draft and of its cases, with line numbers, refusals by line, and the other's words on a conflict."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from policies import library
from policies.actions.save_draft import CannotSave, Conflict, save_draft
from policies.engine.text import MAX_BYTES
from policies.engine.trial import CASES, TEXT, Trial
from policies.forms import Words
from policies.models import Draft
from policies.permissions import can_edit
from policies.queries import visible_drafts
from policies.views._texts import draft_crumbs
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb

SPARE_LINES, SPARE_COLUMNS = 12, 24
# From here on letters are mostly as wide as two.
WIDE = 0x1100


@dataclass(frozen=True)
class Box:
    """One of the two texts as the page draws it. gutter: runs of numbers, each with the anchor of its last line.

    rows, cols: how large the box is, so that it never scrolls by itself and the numbers stay beside their lines.
    """

    name: str
    label: str
    words: str
    rows: int
    cols: int
    gutter: list[tuple[str, int | None]]


@require("rule.draft")
def text(request: HttpRequest, ref: str) -> HttpResponse:
    """The editor. Saving tries the text at once; a text that is wrong is kept and its refusals are shown."""
    draft = get_object_or_404(visible_drafts(request.user), ref=ref)
    if not can_edit(request.user, draft):
        raise PermissionDenied("rule.draft")
    form = Words(request.POST or None)
    if request.method != "POST":
        return _page(request, draft, draft.text, draft.cases)
    typed = request.POST.get("text", ""), request.POST.get("cases", "")
    if not form.is_valid():
        return _page(request, draft, *typed, refusal="规则文本是空的，没有保存。", status=422)
    try:
        draft = save_draft(
            draft,
            text=form.cleaned_data["text"],
            cases=form.cleaned_data["cases"],
            revision=form.cleaned_data["revision"],
            by=request.user,
            at=timezone.now(),
        )
    except Conflict as conflict:
        return _page(request, conflict.now, *typed, conflict=conflict, status=409)
    except CannotSave as refusal:
        kept = (part if len(part.encode()) <= MAX_BYTES else "" for part in typed)
        return _page(request, draft, *kept, refusal=str(refusal), status=422)
    trial = library.trial_of(draft)
    if trial.problems:
        say.warn(request, f"已保存第{draft.revision}稿，但有读不了的地方，列在下面。")
        return redirect("policies:text", ref)
    say.done(request, f"已保存第{draft.revision}稿：{trial.held}/{len(trial.cases)}个算例与预期相符。")
    return redirect("policies:draft", ref)


def _page(
    request: HttpRequest,
    draft: Draft,
    words: str,
    cases: str,
    *,
    refusal: str = "",
    conflict: Conflict | None = None,
    status: int = 200,
) -> HttpResponse:
    trial = library.tried(words, cases, library.DRAFT) if words else None
    context = {
        "draft": draft,
        "boxes": [
            _box(TEXT, "规则文本", words, trial),
            _box(CASES, "算例", cases, trial),
        ],
        "problems": [
            (problem.said, f"#{problem.where}-{problem.line or 1}") for problem in (trial.problems if trial else ())
        ],
        "refusal": refusal,
        "conflict": str(conflict) if conflict is not None else "",
        "theirs": _theirs(conflict.now, words, cases) if conflict is not None else [],
        "crumbs": draft_crumbs(draft, Crumb("改文本")),
    }
    return page(request, "policies/text.html", context, status=status)


def _box(name: str, label: str, words: str, trial: Trial | None) -> Box:
    rows = words.count("\n") + 1 + SPARE_LINES
    places = {problem.line or 1 for problem in (trial.problems if trial else ()) if problem.where == name}
    if trial is not None and name == CASES:
        places |= {case.line for case in trial.cases if case.line}
    places |= {1}
    gutter: list[tuple[str, int | None]] = []
    last = 0
    for place in sorted(place for place in places if place <= rows):
        if place - 1 > last:
            gutter.append((_numbers(last + 1, place - 1), None))
        gutter.append((f"{place}\n", place))
        last = place
    if last < rows:
        gutter.append((_numbers(last + 1, rows), None))
    widest = max(sum(1 + (ord(letter) > WIDE) for letter in line) for line in words.split("\n"))
    return Box(name, label, words, rows, widest + SPARE_COLUMNS, gutter)


def _numbers(first: int, last: int) -> str:
    return "".join(f"{number}\n" for number in range(first, last + 1))


def _theirs(now: Draft, words: str, cases: str) -> list[tuple[str, str, str]]:
    """(which text, what they saved, what differs between theirs and ours) where the two differ."""
    pairs = (("规则文本", now.text, words), ("算例", now.cases, cases))
    found = []
    for label, theirs, ours in pairs:
        ours = ours.replace("\r\n", "\n")
        if theirs != ours:
            lines = difflib.unified_diff(
                theirs.split("\n"), ours.split("\n"), str(now.saved_by), "您", lineterm="", n=1
            )
            found.append((label, theirs, "\n".join(lines)))
    return found
