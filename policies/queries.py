"""Reads of drafts and releases; scope begins here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from django.db.models import Q, QuerySet

from policies.models import Draft, Release, ReleaseSpan, Window
from portal.accounts.models import User
from portal.accounts.roles import Scope
from portal.regions.models import Axis, Level, Region
from portal.regions.queries import regions_within

NATION: Final = "000000"


@dataclass(frozen=True, slots=True)
class SpanLine:
    """The days of one release for one kind of application; since > until: it never came into force."""

    digest: str
    programme: str
    version: str
    title: str
    region: str
    kind: str
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether the release is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def release_spans() -> Iterable[SpanLine]:
    """Every span of every release, in the order of publication. One query."""
    rows = ReleaseSpan.objects.order_by("id").values_list(
        "release__digest",
        "programme",
        "release__version",
        "release__title",
        "region__code",
        "kind",
        "in_force_from",
        "in_force_to",
    )
    return (SpanLine(*row) for row in rows)


def release_text(digest: str) -> tuple[str, str]:
    """The text of a release and the name refusals call it by. Raises LookupError when there is none."""
    found = Release.objects.filter(digest=digest).values_list("text", "region__code", "programme", "version").first()
    if found is None:
        raise LookupError(digest)
    text, region, programme, version = found
    return text, f"{region}/{programme}/{version}"


def regions_ruled(user: User) -> QuerySet[Region]:
    """The cities and counties inside the territory of the role a person acts in: those it may write rules for."""
    region = user.acting.region
    if region is None or user.acting.scope != Scope.TERRITORY:
        return Region.objects.none()
    return regions_within(region).filter(axis=Axis.STATUTORY, level__in=[Level.CITY, Level.COUNTY])


def visible_drafts(user: User) -> QuerySet[Draft]:
    """The drafts of the regions inside a person's territory, newest first."""
    if not user.acting.may("draft.view"):
        return Draft.objects.none()
    drafts = Draft.objects.filter(region__in=regions_ruled(user))
    return drafts.select_related("region", "author", "saved_by", "submitted_by", "reviewer")


def draft_of(ref: str) -> Draft | None:
    """A draft by its reference, whoever asks: for work that was asked for within scope. None when there is none."""
    return Draft.objects.filter(ref=ref).select_related("region").first()


def visible_releases(user: User) -> QuerySet[Release]:
    """The releases that a person's territory is ruled by: of the regions inside it, and of the city it lies in.

    A role without a territory of its own sees those of its bureau's.
    """
    if not user.acting.may("rule.view"):
        return Release.objects.none()
    region = user.acting.region or (user.bureau.region if user.bureau else None)
    if region is None:
        return Release.objects.none()
    inside = regions_within(region).values("pk")
    releases = Release.objects.filter(Q(region__in=inside) | Q(region=region.city_id))
    return releases.select_related("region", "published_by", "approved_by", "replaces", "draft")


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """Code → name of regions; codes that no table holds are left out."""
    return dict(Region.objects.filter(code__in=set(codes)).values_list("code", "name"))


@dataclass(frozen=True, slots=True)
class WindowLine:
    """One yearly window: see models.Window. region: a code, 000000 for the nation's; is_own: a bureau entered it."""

    programme: str
    year: int
    region: str
    opens_on: date
    closes_on: date
    published_by: date | None
    lapses_on: date | None
    source: str
    is_own: bool = False

    def said_on(self, on: date) -> str:
        """The window as seen from a day, in one sentence."""
        days = f"{self.opens_on:%Y年%m月%d日}至{self.closes_on:%m月%d日}"
        if on < self.opens_on:
            return f"{self.year}年申报窗口{days}，还有{(self.opens_on - on).days}天开始。"
        if on <= self.closes_on:
            left = (self.closes_on - on).days
            return f"{self.year}年申报窗口{days}，{f'还剩{left}天' if left else '今天截止'}。"
        return f"{self.year}年申报窗口{days}，已经截止。"


@cache
def shipped_windows() -> tuple[WindowLine, ...]:
    """The windows that come with the portal, from packs/windows.toml; for every place that has none of its own."""
    table = tomllib.loads((Path(__file__).resolve().parent / "packs" / "windows.toml").read_text(encoding="utf-8"))
    return tuple(
        WindowLine(
            row["programme"],
            row["year"],
            NATION,
            row["opens_on"],
            row["closes_on"],
            row.get("published_by"),
            row.get("lapses_on"),
            row["source"],
        )
        for row in table["window"]
    )


def windows_of(programme: str, codes: Iterable[str]) -> list[WindowLine]:
    """The windows of a programme for one place, by year: the nearest place's, the last entered; then those shipped.

    codes: of the place and of what it lies in, the nearest first. One query.
    """
    nearest = list(codes)
    found = {line.year: line for line in shipped_windows() if line.programme == programme}
    rows = Window.objects.filter(programme=programme, region__code__in=nearest).select_related("region")
    ranked = sorted(rows, key=lambda row: (-nearest.index(row.region.code), row.pk))
    for row in ranked:
        found[row.year] = WindowLine(
            row.programme,
            row.year,
            row.region.code,
            row.opens_on,
            row.closes_on,
            row.published_by,
            row.lapses_on,
            row.source,
            is_own=True,
        )
    return [found[year] for year in sorted(found)]


def window_sentence(programme: str, codes: Iterable[str], *, on: date) -> str:
    """What can be said of filing on a day: the window that is open or comes next, else the last one; nothing without any."""
    lines = windows_of(programme, codes)
    coming = [line for line in lines if line.closes_on >= on]
    if coming:
        return coming[0].said_on(on)
    if not lines:
        return ""
    return f"{lines[-1].said_on(on)}{lines[-1].year + 1}年的窗口还没有登记，请留意通知。"


def visible_windows(user: User) -> QuerySet[Window]:
    """What the bureaus of a person's territory entered, with the city it lies in; the latest year first."""
    if not user.acting.may("rule.view"):
        return Window.objects.none()
    region = user.acting.region or (user.bureau.region if user.bureau else None)
    if region is None:
        return Window.objects.none()
    inside = regions_within(region).values("pk")
    return Window.objects.filter(Q(region__in=inside) | Q(region=region.city_id)).select_related("region", "made_by")
