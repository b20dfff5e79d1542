"""编辑企业 (W04): one block of facts at a time, with a look at who changed it meanwhile."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.actions.revise import CannotRevise, Conflict
from enterprises.actions.revise import revise as change
from enterprises.forms.enterprise import BLOCKS, Block
from enterprises.models import Enterprise
from enterprises.views._crumbs import crumbs_to
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page


@require("enterprise.view")
def revise(request: HttpRequest, ref: str, block: str) -> HttpResponse:
    """The form of a block. 409 when somebody else saved meanwhile: theirs is shown beside what was typed."""
    if block not in BLOCKS:
        raise Http404
    found = queries.visible_enterprises(request.user).select_related("city", "county", "zone")
    enterprise = get_object_or_404(found, ref=ref)
    if not permissions.can_revise(request.user, enterprise):
        raise PermissionDenied("enterprise.revise")
    on = timezone.localdate()
    form = Block(request.POST or None, enterprise=enterprise, block=block, on=on)
    context = {
        "enterprise": enterprise,
        "form": form,
        "crumbs": crumbs_to(enterprise, f"编辑{BLOCKS[block]}"),
        "block_key": block,
        "block_title": BLOCKS[block],
        "blocks": BLOCKS,
    }
    if request.method != "POST" or not form.is_valid():
        return page(request, "enterprises/revise.html", context, status=422 if form.errors else 200)
    try:
        change(enterprise, by=request.user, on=on, expected_revision=form.cleaned_data["revision"], **form.facts())
    except Conflict as conflict:
        theirs = Block(None, enterprise=_fresh(request, ref), block=block, on=on)
        context |= {"conflict": str(conflict), "differences": _differences(form, theirs), "theirs": theirs}
        return page(request, "enterprises/revise.html", context, status=409)
    except CannotRevise as refusal:
        for field, sentence in refusal.problems.items():
            form.add_error("capital" if field.startswith("capital_") else field or None, sentence)
        return page(request, "enterprises/revise.html", context, status=422)
    say.done(request, f"{BLOCKS[block]}已保存。")
    return redirect("enterprises:detail", ref)


def _fresh(request: HttpRequest, ref: str) -> Enterprise:
    return get_object_or_404(
        queries.visible_enterprises(request.user).select_related("city", "county", "zone"), ref=ref
    )


def _differences(mine: Block, theirs: Block) -> list[dict[str, str]]:
    """Where what the person typed and what stands on file now are not the same."""
    found = []
    for field in theirs:
        if field.name == "revision":
            continue
        now, typed = _shown(theirs, field.name), _shown(mine, field.name)
        if now != typed:
            found.append({"label": str(field.label), "theirs": now, "mine": typed})
    return found


def _shown(form: Block, name: str) -> str:
    value = form[name].value()
    choices = getattr(form.fields[name], "choices", None)
    if choices is not None:
        for key, label in choices:
            if str(key) == str(value if value is not None else ""):
                return str(label)
    return "" if value is None else str(value)
