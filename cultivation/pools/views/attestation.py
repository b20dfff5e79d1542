"""A frozen verdict: what was relied on, and whether judging again gives exactly the same."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cultivation.pools.evidence.frozen import (
    BROKEN,
    MOVED,
    NO_TEXT,
    REWORDED,
    SAME,
    Inspection,
    inspect,
    occasion_in,
    sources_in,
)
from cultivation.pools.queries.attestations import visible_attestations
from cultivation.pools.views._told import told_context
from cultivation.pools.views.diagnosis import KIND_WORDS
from portal.accounts.access import require
from portal.web.pages import page
from portal.web.parts import Crumb


@dataclass(frozen=True)
class Seal:
    """How an inspection is put: the light, the word beside it, and a sentence."""

    colour: str
    word: str
    sentence: str


SEALS = {
    SAME: Seal("green", "复算一致", "用存证的事实和规则重新判断，逐字相同。"),
    REWORDED: Seal(
        "green", "结论一致", "重新判断的结论、各项判断和得分都相同，说明文字因程序更新而不同。以下仍是存证时的文字。"
    ),
    MOVED: Seal("red", "复算不一致", "重新判断的结果与存证时不同。以下是存证时的内容，请与系统管理员核对程序版本。"),
    NO_TEXT: Seal("yellow", "不能复算", "以下是存证时的内容，未经改动。"),
    BROKEN: Seal("red", "内容被改动", "这份存证不能再作依据。"),
}


@require("diagnosis.view")
def attestation(request: HttpRequest, ref: str) -> HttpResponse:
    """The explanation as it was frozen, beside what judging once more says to it."""
    kept = get_object_or_404(visible_attestations(request.user), ref=ref)
    found = inspect(kept)
    home = reverse("enterprises:detail", args=[kept.enterprise.ref])
    context = told_context(found.told, sources_in(kept.content)) | {
        "kept": kept,
        "seal": SEALS[found.state],
        "why": found.reason,
        "kind_word": KIND_WORDS.get(occasion_in(kept.content).get("kind", ""), ""),
        "again": _other_outcome(found),
        "diagnosis_url": reverse("pools:diagnosis", args=[kept.enterprise.ref, kept.programme]),
        "crumbs": [
            Crumb("企业台账", reverse("enterprises:list")),
            Crumb(kept.enterprise.name, home),
            Crumb("存证"),
        ],
    }
    return page(request, "cultivation/pools/attestation.html", context)


def _other_outcome(found: Inspection) -> str:
    """What judging again says, where it says something else."""
    return found.again.sentence if found.again is not None and found.state == MOVED else ""
