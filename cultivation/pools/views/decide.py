"""The page between choosing proposals and deciding them: how many, which, what will happen, and the deed."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cultivation.pools.actions.decide import CannotDecide, confirm_many, dismiss_many
from cultivation.pools.enums import ProposalKind
from cultivation.pools.forms import Deciding
from cultivation.pools.models import Proposal, Tier
from cultivation.pools.queries.funnel import tier_for
from cultivation.pools.queries.ledger import proposals, proposals_by_ref
from cultivation.pools.views._request import read_filter
from cultivation.pools.views._tabs import pool_crumbs
from portal.accounts.access import require
from portal.accounts.models import User
from portal.web import say
from portal.web.pages import page
from portal.web.parts import Crumb

SAMPLE = 5
EFFECTS = {
    ProposalKind.ENTER: "入库",
    ProposalKind.NEAR: "列为培育对象",
    ProposalKind.EXPIRING: "记为已安排续报",
    ProposalKind.LEAVE: "退出",
}


@require("pool.confirm")
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """First shows what is about to happen; with `sure` set, does it."""
    on = timezone.localdate()
    tier = get_object_or_404(tier_for(request.user, code))
    chosen = _chosen(request.user, tier, request.POST)
    back = f"{reverse('pools:proposals', args=[tier.code])}?{request.POST.get('query', '')}"
    if not chosen:
        say.warn(request, "还没有选中任何事项，请先在表格里打勾。")
        return redirect(back)
    is_dismissal = request.POST.get("action") == "dismiss"
    kinds = Counter(proposal.kind for proposal in chosen)
    sure = request.POST.get("sure") == str(len(chosen))
    form = Deciding(
        request.POST if sure else None, is_entry=ProposalKind.ENTER in kinds, is_dismissal=is_dismissal, on=on
    )
    if sure and form.is_valid():
        act = dismiss_many if is_dismissal else confirm_many
        try:
            moment = {} if is_dismissal else {"at": timezone.now()}
            decided = act(chosen, **form.answer(), on=on, by=request.user, **moment)
        except CannotDecide as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            if decided.done:
                say.done(request, f"已{'记为不采纳' if is_dismissal else '确认'}{decided.done}项。")
            for sentence in decided.skipped[:SAMPLE]:
                say.warn(request, sentence)
            if len(decided.skipped) > SAMPLE:
                say.warn(request, f"另有{len(decided.skipped) - SAMPLE}项没有处理，请在待确认里查看。")
            return redirect(back)
    context = {
        "tier": tier,
        "form": form,
        "is_dismissal": is_dismissal,
        "count": len(chosen),
        "has_moved": "sure" in request.POST and not sure,
        "effects": [(ProposalKind(kind).label, number, EFFECTS[kind]) for kind, number in sorted(kinds.items())],
        "sample": chosen[:SAMPLE],
        "carried": _carried(request.POST),
        "back": back,
        "crumbs": pool_crumbs(tier, Crumb("待确认", back), Crumb("确认处理")),
    }
    return page(request, "cultivation/pools/decide.html", context, status=422 if form.errors else 200)


def _chosen(user: User, tier: Tier, post: QueryDict) -> list[Proposal]:
    """The proposals ticked, or all that the list's own conditions find."""
    if not post.get("all"):
        return proposals_by_ref(user, tier, post.getlist("ref"))
    query = QueryDict(post.get("query", ""))
    kind = query.get("kind", "") if query.get("kind") in ProposalKind.values else ""
    return list(
        proposals(user, read_filter(user, query).firms, tier=tier, kind=kind).order_by("enterprise__name", "id")
    )


def _carried(post: QueryDict) -> list[tuple[str, str]]:
    """What the second form must repeat so that it means the same proposals."""
    names = ("action", "query", "all") if post.get("all") else ("action", "query", "ref")
    return [(name, value) for name in names for value in post.getlist(name)]
