"""补充情况: what rules ask for beyond reports, rights and titles; each item with who said it and when."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from enterprises import permissions, queries
from enterprises.actions.state import CannotState, state
from enterprises.enums import Source
from enterprises.forms.statements import GROUPS, Stated, shown
from enterprises.views._crumbs import crumbs_to, home_of
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page


@require("enterprise.view", "mandate.use")
def statements(request: HttpRequest, ref: str) -> HttpResponse:
    """One group of items (?group=) as a form, and everything stated before."""
    enterprise = get_object_or_404(queries.visible_enterprises(request.user), ref=ref)
    if not permissions.can_file_report(request.user, enterprise):
        raise PermissionDenied("enterprise.revise")
    keys = [group.key for group in GROUPS]
    key = request.GET.get("group", keys[0])
    if key not in keys:
        raise Http404
    on, place = timezone.localdate(), keys.index(key)
    held = queries.current_statements(enterprise)
    form = Stated(request.POST or None, group=GROUPS[place], held=held, on=on)
    here = reverse("enterprises:statements", args=[ref])
    if request.method == "POST" and form.is_valid():
        source = Source.TYPED if permissions.files_as_confirmed(request.user) else Source.REPORTED
        try:
            changed = state(
                enterprise,
                items=form.items(),
                by=request.user,
                on=on,
                as_of=form.cleaned_data["as_of"],
                source=source,
                evidence=form.cleaned_data["evidence"],
                reference=form.cleaned_data["reference"],
            )
        except CannotState as refusal:
            for field, sentence in refusal.problems.items():
                form.add_error(field, sentence)
        else:
            title = GROUPS[place].title
            say.done(request, f"“{title}”已保存{changed}项。" if changed else "没有变化。")
            following = keys[place + 1] if "next" in request.POST and place + 1 < len(keys) else key
            return redirect(f"{here}?group={following}")
    context = {
        "enterprise": enterprise,
        "crumbs": crumbs_to(enterprise, "补充情况", user=request.user),
        "form": form,
        "group": GROUPS[place],
        "groups": [
            {
                "title": group.title,
                "url": f"{here}?group={group.key}",
                "is_current": group.key == key,
                "known": sum(item.value in held and held[item.value].value is not None for item in group.items),
                "whole": len(group.items),
            }
            for group in GROUPS
        ],
        "is_last": place == len(keys) - 1,
        "past": [(each, shown(each)) for each in queries.statement_history(enterprise, GROUPS[place].items)],
        "back_url": home_of(request.user, enterprise),
    }
    return page(request, "enterprises/statements.html", context, status=422 if form.errors else 200)
