"""起草规则: a copy of a text that exists, for a place of one's own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from policies.actions.create_draft import CannotDraft, create_draft
from policies.forms import NewDraft
from policies.queries import regions_ruled
from policies.views._texts import crumbs_to, texts_for
from portal.accounts.access import require
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb


@require("rule.draft")
def new(request: HttpRequest) -> HttpResponse:
    """The form; ?base= names the text to begin from."""
    today, at = timezone.localdate(), timezone.now()
    texts = {text.key: text for text in texts_for(request.user, on=today)}
    regions = {region.code: region for region in regions_ruled(request.user)}
    form = NewDraft(
        request.POST or None,
        bases=[(key, f"{text.pack.title}（{text.pack.version}，{text.region}）") for key, text in texts.items()],
        regions=[(code, region.name) for code, region in regions.items()],
        initial={"base": request.GET.get("base", ""), "in_force_from": today, "version": f"{today.year}"},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        text = texts[typed["base"]]
        try:
            draft = create_draft(
                region=regions[typed["region"]],
                base=text.pack,
                text=text.words,
                cases=text.case_words,
                version=typed["version"],
                in_force_from=typed["in_force_from"],
                note=typed["note"],
                by=request.user,
                at=at,
            )
        except CannotDraft as refusal:
            form.add_error(None, str(refusal))
        else:
            say.done(request, "草稿已建立。改好之后试算，再交另一个人复核。")
            return redirect("policies:draft", draft.ref)
    context = {"form": form, "crumbs": crumbs_to(Crumb("起草规则"))}
    return page(request, "policies/new.html", context, status=422 if form.errors else 200)
