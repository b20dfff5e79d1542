"""Estimating what a draft would change, and keeping the estimate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from cultivation.pools.enums import NO_TEXT
from cultivation.pools.evidence.impact import Moves, Question, moves
from cultivation.pools.models import ImpactMove, ImpactPreview
from policies import library
from policies.actions.note_preview import note_preview
from policies.models import Draft
from policies.permissions import can_preview
from portal.accounts.models import User
from portal.jobs.actions.start import start
from portal.jobs.models import Job
from portal.jobs.queries import unfinished_jobs
from portal.regions.queries import places_of_region

TASK = "pools.preview_release"
BATCH = 2_000


class CannotPreview(Exception):
    """Nothing was estimated; the text says why, for the person."""


@dataclass(frozen=True)
class Told:
    """How many enterprises were judged, and how many of them move."""

    judged: int
    moved: int


def start_preview(draft: Draft, *, by: User, at: datetime) -> Job:
    """The job that estimates a draft; one that already waits or runs for it is given back instead.

    `start` writes the audit entry. Raises CannotPreview for a text that does not load, or no right to.
    """
    if not can_preview(by, draft):
        raise CannotPreview("只有本辖区的起草人可以做影响预估，且草稿还没有发布或撤销。")
    if library.trial_of(draft).pack is None:
        raise CannotPreview("规则文本有错，改好后才能做影响预估。")
    for underway in unfinished_jobs(TASK):
        if underway.arguments.get("draft") == draft.ref:
            return underway
    link = reverse("pools:impact", args=[draft.ref])
    return start(TASK, by=by, title=f"影响预估：{draft}", arguments={"draft": draft.ref}, at=at, link=link)


def preview_impact(
    draft: Draft, *, on: date, at: datetime, by: User, beat: Callable[[int], None] = lambda _judged: None
) -> Told:
    """Judges the enterprises of the draft's region by its text and by what is in force, and keeps whose verdict moves.

    Assessments are not touched. beat: told after each chunk how many were judged. Running it again replaces the former
    estimate. Raises CannotPreview for a text that does not load, or judges nothing.
    """
    pack = library.trial_of(draft).pack
    if pack is None or pack.blank:
        raise CannotPreview("规则文本有错，或者没有可供判断的数值，不能做影响预估。")
    question = Question(pack, draft.region, library.shelf(), on)
    counts: Counter[tuple[int | None, int]] = Counter()
    by_county: Counter[tuple[int, int | None, int]] = Counter()
    rows: list[ImpactMove] = []
    judged = 0
    for part in moves(question):
        judged += part.judged
        for pk, county, was, now in _each(part):
            counts[was, now] += 1
            by_county[county, was, now] += 1
            rows.append(ImpactMove(enterprise_id=pk, was=was, now=now))
        beat(judged)
    places = places_of_region(draft.region)
    against = question.against()
    with transaction.atomic():
        ImpactPreview.objects.filter(draft=draft).delete()
        preview = ImpactPreview.objects.create(
            draft=draft,
            digest=pack.digest,
            against=against,
            on=on,
            judged_on=question.judged_on,
            judged=judged,
            moved=len(rows),
            counts=[[was, now, number] for (was, now), number in sorted(counts.items(), key=str)],
            by_county=[
                [places.get(county, ""), was, now, number]
                for (county, was, now), number in sorted(by_county.items(), key=str)
            ],
            made_at=at,
            made_by=by,
        )
        for row in rows:
            row.preview = preview
        ImpactMove.objects.bulk_create(rows, batch_size=BATCH)
        note_preview(draft, digest=pack.digest, against=against, moved=len(rows), judged=judged, by=by)
    return Told(judged, len(rows))


def _each(part: Moves) -> list[tuple[int, int, int | None, int]]:
    columns = (part.ids.tolist(), part.counties.tolist(), part.was.tolist(), part.now.tolist())
    return [(pk, county, None if was == NO_TEXT else was, now) for pk, county, was, now in zip(*columns, strict=True)]
