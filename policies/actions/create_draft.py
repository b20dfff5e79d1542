"""Beginning a draft: a copy of a text that exists, for a region, from a day."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from policies.engine.packs import Pack
from policies.engine.rewriting import CannotRewrite, drop_head, set_head
from policies.models import Draft
from policies.models.draft import VERSION
from policies.permissions import can_draft_for
from portal.accounts.models import User
from portal.audit.record import record
from portal.regions.models import Region


class CannotDraft(Exception):
    """No draft was begun; the text says why, for the person."""


def create_draft(
    *,
    region: Region,
    base: Pack,
    text: str,
    cases: str,
    version: str,
    in_force_from: date,
    note: str = "",
    by: User,
    at: datetime,
) -> Draft:
    """A draft that copies a text and its cases, with region, version and first day of its own.

    base: the pack that the text states, for what the draft says it is based on. An end of the older text is not taken
    over. Raises CannotDraft for a region outside the person's territory, a version that is no version, or a text whose
    head cannot be rewritten.
    """
    if not can_draft_for(by, region):
        raise CannotDraft(f"不能为{region}起草规则：只能为本辖区的市、县区起草。")
    if not VERSION.fullmatch(version):
        raise CannotDraft(f"版本“{version}”不可用。用字母、数字、点和短横，最多40个字符，例如2026或2026-2。")
    try:
        for key in ("in_force_to", "kind_ends"):
            text = drop_head(text, key)
        for key, value in (("version", version), ("region", region.code), ("in_force_from", in_force_from)):
            text = set_head(text, key, value)
    except CannotRewrite as refusal:
        raise CannotDraft(f"不能照抄这份规则：{refusal}") from None
    with transaction.atomic():
        draft = Draft.objects.create(
            programme=base.programme,
            title=base.title[:120],
            region=region,
            text=text,
            cases=cases,
            based_on=f"{base.title}（{base.version}，{base.region}）{base.digest[:12]}",
            note=note,
            author=by,
            saved_by=by,
            created_at=at,
            saved_at=at,
        )
        draft.editors.add(by)
        record("draft.created", draft, by=by, after={"based_on": draft.based_on, "in_force_from": in_force_from})
    return draft
