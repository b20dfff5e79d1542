"""One text: its law, conditions, figures, bands, readings, cases, and the versions before and after it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from policies.permissions import can_draft
from policies.views import _shown
from policies.views._texts import ENDED, KINDS, NEVER, TO_COME, Text, crumbs_to, texts_for
from portal.accounts.access import require
from portal.web import formats
from portal.web.pages import page
from portal.web.parts import Crumb, Fact


@require("rule.view")
def pack(request: HttpRequest, key: str) -> HttpResponse:
    """A text of the portal by its name, a bureau's release by its reference; of another city there is none."""
    today = timezone.localdate()
    texts = texts_for(request.user, on=today)
    text = next((each for each in texts if each.key == key), None)
    if text is None:
        raise Http404
    rule = text.pack
    context = {
        "text": text,
        "pack": rule,
        "today": today,
        "banner": _banner(text),
        "facts": _facts(text),
        "groups": _shown.groups(rule, on=today),
        "parameters": _shown.parameters(rule, on=today),
        "scales": _shown.scales(rule),
        "items": _shown.items(rule),
        "choices": [
            (choice.meaning, choice.options[choice.default], list(choice.options.values()), choice.clause.citation)
            for choice in rule.choices.values()
        ],
        "versions": [
            each for each in texts if (each.pack.programme, each.pack.region) == (rule.programme, rule.region)
        ],
        "may_draft": can_draft(request.user),
        "crumbs": crumbs_to(Crumb(rule.title)),
    }
    return page(request, "policies/pack.html", context)


def _banner(text: Text) -> str:
    """What a reader must know before the first line; nothing for a text that is in force and judges."""
    rule = text.pack
    if text.state == ENDED:
        return f"这份规则已于{formats.day(rule.in_force_to)}废止，只供查阅。此前的判断仍以它为准。"
    if text.state == NEVER:
        return "这份规则发布后没有施行：在施行日之前已被另一个版本替代。"
    if text.state == TO_COME:
        return f"这份规则自{formats.day(rule.in_force_from)}起施行，现在还不用它判断。"
    return f"没有公布数值，不能据此判断：{rule.blank}" if rule.blank else ""


def _facts(text: Text) -> list[Fact]:
    rule, release = text.pack, text.release
    facts = [
        Fact("依据", f"《{rule.law.title}》", note=rule.law.number),
        Fact("地区", text.region),
        Fact("版本", rule.version),
        Fact("施行", rule.in_force_text),
        Fact("适用", "、".join(KINDS[kind] for kind in rule.kinds)),
        Fact("算例", f"{text.trial.held}/{text.case_count}与预期相符") if text.case_count else Fact("算例", gap="没有"),
        Fact("摘要", rule.digest[:12], note="规则内容的指纹，判定结果据此记住用的是哪一份"),
    ]
    if release is None:
        return [*facts, Fact("发布", "随系统提供")]
    return [
        *facts,
        Fact("提交", release.published_by.full_name),
        Fact("批准", release.approved_by.full_name, note=formats.moment(release.published_at)),
        *([Fact("说明", release.note)] if release.note else []),
    ]
