"""The tabs and the way back that every page of one pool shows."""

from __future__ import annotations

from django.urls import reverse

from cultivation.pools.models import Tier
from cultivation.pools.queries.filter import FirmFilter
from cultivation.pools.queries.ledger import proposals
from portal.accounts.models import User
from portal.web.parts import Crumb, Tab


def pool_tabs(user: User, tier: Tier, current: str) -> list[Tab]:
    """在库, 持证, 待确认 with the number that waits, 判定."""
    waiting = proposals(user, FirmFilter(), tier=tier).count()
    pages = [("在库台账", "pools:pool", None)]
    if tier.scheme:
        pages.append(("持证名单", "pools:holders", None))
    pages.append(("待确认", "pools:proposals", waiting))
    tabs = [Tab(title, reverse(name, args=[tier.code]), name == current, count) for title, name, count in pages]
    if getattr(tier, "is_sorted", False):
        tabs.append(Tab("分类与梯次", reverse("pools:pipeline", args=[tier.code]), current == "pools:pipeline"))
    if tier.programme:
        tabs.append(Tab("临界名单", reverse("pools:near", args=[tier.code]), current == "pools:near"))
        tabs.append(
            Tab("判定台账", reverse("pools:assessments", args=[tier.programme]), current == "pools:assessments")
        )
    return tabs


def pool_crumbs(tier: Tier, *more: Crumb) -> list[Crumb]:
    """首页 / 梯队漏斗 / the pool, and what lies in it."""
    here = Crumb(tier.name, reverse("pools:pool", args=[tier.code]) if more else "")
    return [Crumb("首页", reverse("cockpit:home")), Crumb("梯队漏斗", funnel_url(tier)), here, *more]


def funnel_url(tier: Tier) -> str:
    """The ladder the pool stands on."""
    return f"{reverse('pools:funnel')}?ladder={tier.ladder.code}"
