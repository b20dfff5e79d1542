"""改数值: the figures of a draft as a table; the text is rewritten line by line, comments stay."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from policies import library
from policies.actions.save_draft import CannotSave, save_draft
from policies.engine.rewriting import CannotRewrite, add_value, set_value
from policies.forms import Parameters
from policies.permissions import can_edit
from policies.queries import visible_drafts
from policies.views._texts import draft_crumbs
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("rule.draft")
def parameters(request: HttpRequest, ref: str) -> HttpResponse:
    """The table; a draft that cannot be read is mended as text first."""
    draft = get_object_or_404(visible_drafts(request.user), ref=ref)
    if not can_edit(request.user, draft):
        raise PermissionDenied("rule.draft")
    pack = library.trial_of(draft).pack
    if pack is None:
        say.warn(request, "规则文本有错，先在文本里改好，再改数值。")
        return redirect("policies:text", ref)
    form = Parameters(request.POST or None, pack=pack, initial={"revision": draft.revision})
    status = 200
    if request.method == "POST" and form.is_valid():
        edits = list(form.edits())
        try:
            text = draft.text
            for edit in edits:
                change = add_value if edit.is_new else set_value
                text = change(text, edit.parameter, edit.since, edit.figure)
            saved = save_draft(
                draft,
                text=text,
                cases=draft.cases,
                revision=form.cleaned_data["revision"],
                by=request.user,
                at=timezone.now(),
            )
        except CannotRewrite as refusal:
            form.add_error(None, str(refusal))
        except CannotSave as refusal:
            form.add_error(None, f"没有保存：{refusal}您填的数都还在；要看对方改了什么，请在另一个窗口打开草稿。")
            form.data = form.data.copy()
            form.data["revision"] = str(draft.revision)
            status = 409
        else:
            say.done(request, f"已改{len(edits)}个数值，存为第{saved.revision}稿。" if edits else "没有改动。")
            return redirect("policies:draft", ref)
    context = {
        "draft": draft,
        "form": form,
        "rows": form.rows(),
        "crumbs": draft_crumbs(draft, Crumb("改数值")),
    }
    return page(request, "policies/parameters.html", context, status=422 if form.errors and status == 200 else status)
