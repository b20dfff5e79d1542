"""Putting a draft in force: a second person's yes, and the day before it the end of what it replaces."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from policies.engine.packs import Pack
from policies.enums import DraftState
from policies.library import texts_beside, trial_of
from policies.models import Draft, Release, ReleaseSpan
from policies.permissions import can_review, obstacles
from portal.accounts.models import User
from portal.audit.record import record
from portal.notices.notify import notify

ONE_DAY = timedelta(days=1)


class CannotPublish(Exception):
    """Nothing was published; the text says why, for the person."""


def publish_release(draft: Draft, *, note: str = "", by: User, on: date, at: datetime) -> Release:
    """The release of a submitted draft, in force from the day its text says.

    What it replaces ends the day before; days before stay judged by what was in force then, so a text that replaces
    another cannot begin before `on`. Raises CannotPublish: somebody who wrote it, a draft that is not ready, a version
    that exists, a later text that is published already.
    """
    try:
        with transaction.atomic():
            return _published(draft, note=note.strip()[:300], by=by, on=on, at=at)
    except IntegrityError:
        raise CannotPublish("同一时刻有人发布了这个项目的另一个版本，请刷新页面再看。") from None


def _published(draft: Draft, *, note: str, by: User, on: date, at: datetime) -> Release:
    now = Draft.objects.select_for_update(of=("self",)).select_related("region").get(pk=draft.pk)
    if not can_review(by, now):
        raise CannotPublish("这份草稿不在等您批准：须已提交，且批准的不是起草、修改或提交的人。")
    trial = trial_of(now)
    if found := obstacles(now, trial, texts_beside(now, on)):
        raise CannotPublish("还不能发布：" + "".join(found))
    pack, submitted_by = trial.pack, now.submitted_by
    assert pack is not None and submitted_by is not None  # no obstacle, and somebody submitted it
    if Release.objects.filter(programme=pack.programme, region=now.region, version=pack.version).exists():
        raise CannotPublish(f"{now.region}的{pack.title}已经有版本“{pack.version}”。请退回，改文本的version。")
    replaced = _make_room(now, pack, by=by, on=on)
    release = Release.objects.create(
        draft=now,
        programme=pack.programme,
        version=pack.version,
        title=pack.title,
        region=now.region,
        kinds=list(pack.kinds),
        text=now.text,
        cases=now.cases,
        digest=pack.digest,
        in_force_from=pack.in_force_from,
        in_force_to=pack.in_force_to,
        note=now.note,
        published_by=submitted_by,
        approved_by=by,
        published_at=at,
        replaces=replaced,
    )
    ReleaseSpan.objects.bulk_create(
        ReleaseSpan(
            release=release,
            programme=pack.programme,
            region=now.region,
            kind=kind,
            in_force_from=pack.in_force_from,
            in_force_to=pack.last_day(kind),
        )
        for kind in pack.kinds
    )
    now.state = DraftState.PUBLISHED
    now.reviewer, now.reviewed_at, now.review_note = by, at, note
    now.save()
    after = {"version": release.version, "in_force_from": release.in_force_from, "digest": release.digest}
    record("release.published", release, by=by, reason=note[:200], after=after)
    url = reverse("policies:pack", args=[release.ref])
    notify(submitted_by, kind="release_published", at=at, url=url, release=str(release), by=by.full_name)
    return release


def _make_room(draft: Draft, pack: Pack, *, by: User, on: date) -> Release | None:
    """Ends what the new text replaces on the day before it; the release that was replaced, if there is one."""
    spans = ReleaseSpan.objects.select_for_update(of=("self",)).filter(
        programme=pack.programme, region=draft.region, kind__in=pack.kinds
    )
    closing: dict[int, Release] = {}
    last = pack.in_force_from - ONE_DAY
    for span in spans.select_related("release").order_by("in_force_from"):
        ends = pack.last_day(span.kind)
        never = span.in_force_to is not None and span.in_force_to < span.in_force_from
        before = span.in_force_to is not None and span.in_force_to < pack.in_force_from
        if never or before or (ends is not None and ends < span.in_force_from):
            continue
        if span.in_force_from > pack.in_force_from:
            raise CannotPublish(
                f"“{span.release.version}”已经发布，自{span.in_force_from}起施行。"
                f"请把in_force_to写到{span.in_force_from - ONE_DAY}，或者从{span.in_force_from}起替代它。"
            )
        if pack.in_force_from < on:
            raise CannotPublish(
                f"{pack.in_force_from}早于今天，而那以后按“{span.release.version}”判断，已过去的日子不能改写。"
                f"请把in_force_from改为{on}或以后。"
            )
        span.in_force_to = last
        span.save(update_fields=["in_force_to"])
        closing[span.release_id] = span.release
    for release in closing.values():
        ended = list(release.spans.values_list("in_force_to", flat=True))
        days = [day for day in ended if day is not None]
        if len(days) == len(ended):
            was = release.in_force_to
            release.in_force_to = max(days)
            release.save(update_fields=["in_force_to"])
            record(
                "release.closed",
                release,
                by=by,
                before={"in_force_to": was},
                after={"in_force_to": release.in_force_to},
            )
    return next(iter(closing.values()), None)
