"""Who may write, review and publish rules, and what still stands in the way of a draft."""

from __future__ import annotations

from policies.engine.trial import Trial
from policies.enums import DraftState
from policies.models import Draft
from portal.accounts.models import User
from portal.regions.models import Axis, Level, Region
from portal.regions.queries import lies_within


def can_draft(user: User) -> bool:
    """Whether the person may write rules at all; the portal itself may, when it makes the demo city."""
    return user.is_system or user.acting.may("rule.draft")


def can_draft_for(user: User, region: Region) -> bool:
    """Whether the person may write rules for a region: a city or county inside their territory."""
    if region.axis != Axis.STATUTORY or region.level not in (Level.CITY, Level.COUNTY):
        return False
    return can_draft(user) and (user.is_system or _is_ruled_by(user, region))


def can_edit(user: User, draft: Draft) -> bool:
    """Whether the person may change a draft: one of their territory that nobody is reviewing."""
    return draft.is_open and can_draft_for(user, draft.region)


def can_preview(user: User, draft: Draft) -> bool:
    """Whether the person may ask what a draft would change: one of their territory that is still on its way."""
    return (draft.is_open or draft.state == DraftState.SUBMITTED) and can_draft_for(user, draft.region)


def can_review(user: User, draft: Draft) -> bool:
    """Whether the person may publish or return a draft that waits for it.

    Somebody else than whoever wrote a word of it or submitted it: two people answer for every rule.
    """
    if draft.state != DraftState.SUBMITTED or not user.acting.may("rule.approve"):
        return False
    if user.pk in (draft.author_id, draft.submitted_by_id) or draft.editors.filter(pk=user.pk).exists():
        return False
    return _is_ruled_by(user, draft.region)


def _is_ruled_by(user: User, region: Region) -> bool:
    return user.acting.region is not None and lies_within(region, user.acting.region)


def obstacles(draft: Draft, trial: Trial, beside: list[str]) -> list[str]:
    """What still stands in the way of submitting or publishing a draft, one sentence each; nothing when it is ready.

    trial: what its text and cases give now. beside: library.texts_beside, which its estimate has to have met.
    """
    pack = trial.pack
    if pack is None:
        return ["规则文本有错，改好后才能提交。"]
    found = []
    if pack.region != draft.region.code:
        found.append(
            f"文本写的地区是{pack.region}，这份草稿属于{draft.region}（{draft.region.code}）。请改文本的region。"
        )
    if trial.problems:
        found.append("算例有错，改好后才能提交。")
    elif not trial.cases:
        found.append("还没有算例。至少写一个：什么事实、哪一天、应得什么结论。")
    elif trial.held < len(trial.cases):
        found.append(f"{len(trial.cases)}个算例中有{len(trial.cases) - trial.held}个与预期不符。")
    if not draft.previewed_digest:
        found.append("还没有做影响预估。")
    elif draft.previewed_digest != pack.digest:
        found.append("影响预估之后文本又改过，请重新预估。")
    elif draft.previewed_against != beside:
        found.append("影响预估之后，本辖区施行的规则变了，请重新预估。")
    return found
