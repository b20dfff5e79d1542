"""The button 批准并发布."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from policies.actions.publish_release import CannotPublish, publish_release
from policies.queries import visible_drafts
from portal.accounts.access import require
from portal.web import formats, say


@require("rule.approve")
@require_POST
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    """Puts the draft in force from its day, or says why not."""
    draft = get_object_or_404(visible_drafts(request.user), ref=ref)
    try:
        release = publish_release(draft, by=request.user, on=timezone.localdate(), at=timezone.now())
    except CannotPublish as refusal:
        say.refuse(request, str(refusal))
        return redirect("policies:draft", ref)
    say.done(request, f"已发布，自{formats.day(release.in_force_from)}起施行。受影响的企业会在下一次判定时更新。")
    return redirect("policies:pack", release.ref)
