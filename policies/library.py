"""The shelf of rule texts: which pack is in force for a programme, in a region, on a day."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from policies.engine.cases import Case, load_cases
from policies.engine.loading import load_pack
from policies.engine.packs import Pack
from policies.engine.text import PackError
from policies.engine.trial import Trial, try_text
from policies.engine.vocabulary import Vocabulary, load_vocabulary
from policies.models import Draft
from policies.queries import SpanLine, release_spans, release_text
from portal.regions.queries import places_of_region

PACKS = Path(__file__).parent / "packs"
PUBLISHED = PACKS / "published.toml"
NATION = "000000"
DRAFT = "草稿"


class NoPack(LookupError):
    """No text of the programme is in force there on that day."""


class AlreadyPublished(ValueError):
    """A pack's digest is on record and differs from what the file says now."""


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The words of the law."""
    return load_vocabulary((PACKS / "vocabulary.toml").read_text(encoding="utf-8"))


def pack_files() -> tuple[str, ...]:
    """The names of the packs on the shelf, such as hnte/2016 or local/410000/x/2024."""
    found = (path.relative_to(PACKS).with_suffix("").as_posix() for path in PACKS.glob("*/**/*.toml"))
    return tuple(sorted(name for name in found if not name.endswith(".cases")))


def published() -> dict[str, str]:
    """The digest of every published pack, by name."""
    if not PUBLISHED.exists():
        return {}
    return dict(tomllib.loads(PUBLISHED.read_text(encoding="utf-8")).get("digests", {}))


@lru_cache(maxsize=64)
def load(name: str) -> Pack:
    """A pack by name. Raises PackError when it is not well formed, or published and moved since."""
    pack = read(name)
    expected = published().get(name)
    if expected is not None and expected != pack.digest:
        raise PackError(
            f"{name}.toml: this pack is published and has changed since (digest {pack.digest[:12]}, published "
            f"{expected[:12]}). A published pack never changes: restore it, and put a new figure into a new version. "
            "Comments may change freely."
        )
    return pack


def read(name: str) -> Pack:
    """A pack as its file stands now, whether or not it is published."""
    path = PACKS / f"{name}.toml"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise PackError(f"{name}.toml: no such pack. Packs: {', '.join(pack_files())}.") from None
    return load_pack(text, f"{name}.toml", vocabulary())


def cases(name: str) -> tuple[Case, ...]:
    """The worked examples beside a pack; none when it has no cases file."""
    path = PACKS / f"{name}.cases.toml"
    return load_cases(path.read_text(encoding="utf-8"), f"{name}.cases.toml", read(name)) if path.exists() else ()


@lru_cache(maxsize=1)
def shipped() -> tuple[Pack, ...]:
    """Every pack that comes with the portal, read from files alone; works before there is a database.

    Raises PackError also where two of them would be in force at once.
    """
    packs = tuple(load(name) for name in pack_files())
    for index, one in enumerate(packs):
        for two in packs[:index]:
            if _clash(one, two):
                raise PackError(
                    f"{one.file} and {two.file} are both in force for {one.programme} in {one.region}. "
                    "End the older one with in_force_to the day before the newer one begins."
                )
    return packs


@dataclass(frozen=True)
class Shelf:
    """What is in force where and when: the packs that come with the portal, and the spans of the bureaus' releases."""

    packs: tuple[Pack, ...]
    spans: tuple[SpanLine, ...] = ()

    def programmes(self) -> tuple[str, ...]:
        """The programmes that have a text, those of the portal first."""
        found = [pack.programme for pack in self.packs]
        return tuple(dict.fromkeys([*found, *(span.programme for span in self.spans)]))

    def regions(self, programme: str) -> frozenset[str]:
        """The codes of the places that have a text of a programme, in force or not."""
        found = [pack.region for pack in self.packs if pack.programme == programme]
        return frozenset([*found, *(span.region for span in self.spans if span.programme == programme)])

    def packs_in_force(self, *, on: date, region: str | None = None, kind: str = "first") -> tuple[Pack, ...]:
        """The pack of every programme that can be judged in a region on a day, in the order of programmes()."""
        found: list[Pack] = []
        for programme in self.programmes():
            pack = self.judging(programme, region, on, kind)
            if pack is not None:
                found.append(pack)
        return tuple(found)

    def judging(self, programme: str, region: str | None, on: date, kind: str = "first") -> Pack | None:
        """The pack in force, or None where there is none or it has no figures to judge by."""
        try:
            pack = self.in_force(programme, region, on, kind)
        except NoPack:
            return None
        return None if pack.blank else pack

    def compared_with(self, pack: Pack, codes: Iterable[str], on: date) -> list[str]:
        """The digests of what judges at some places on a day instead of a pack that is not published yet, each once."""
        now = (self.judging(pack.programme, code, on, pack.main_kind) for code in codes)
        return sorted({one.digest for one in now if one is not None})

    def in_force(self, programme: str, region: str | None, on: date, kind: str = "first") -> Pack:
        """The pack of a programme in a region on a day; at one place a release stands before a pack of the portal."""
        region = region or NATION
        near = tuple(dict.fromkeys((region, f"{region[:4]}00", f"{region[:2]}0000", NATION)))
        here = Shelf(self.packs, tuple(span for span in self.spans if span.region in near))
        texts = [pack for pack in self.packs if pack.programme == programme]
        spans = [span for span in here.spans if span.programme == programme]
        for code in near:
            for span in spans:
                if span.region == code and span.kind == kind and span.covers(on):
                    return self.released(span.digest)
            for pack in texts:
                if pack.region == code and kind in pack.kinds and pack.covers(on, kind):
                    return pack
        raise NoPack(here._nothing(programme, on, texts, spans))

    def _nothing(self, programme: str, on: date, texts: Sequence[Pack], spans: Sequence[SpanLine]) -> str:
        if not texts and not spans:
            return f"没有“{programme}”的规则。现有：{'、'.join(self.programmes())}。"
        known = [
            *((pack.version, pack.in_force_from, pack.in_force_to) for pack in texts),
            *dict.fromkeys((span.version, span.since, span.until) for span in spans),
        ]
        told = "；".join(f"{version}：{since} ～ {until or '今'}" for version, since, until in known)
        return f"{texts[0].title if texts else spans[0].title}在{on}没有施行中的规则。现有：{told}。"

    def released(self, digest: str) -> Pack:
        """A release by its digest, with the days it is in force as they stand now."""
        ends = {span.kind: span.until for span in self.spans if span.digest == digest}
        return _dated(digest, tuple(sorted(ends.items())))


def shelf() -> Shelf:
    """The shelf as it stands now; one query."""
    return Shelf(shipped(), tuple(release_spans()))


def load_all() -> tuple[Pack, ...]:
    """Every pack: those of the portal, then every release of every bureau, oldest first."""
    now = shelf()
    return (*now.packs, *(now.released(digest) for digest in dict.fromkeys(span.digest for span in now.spans)))


def programmes() -> tuple[str, ...]:
    """The programmes that have a pack; one query."""
    return shelf().programmes()


def packs_in_force(*, on: date, region: str | None = None, kind: str = "first") -> tuple[Pack, ...]:
    """The pack of every programme that can be judged in a region on a day, in the order of programmes(); one query.

    A programme whose numbers nobody has published there is left out: see Pack.blank.
    """
    return shelf().packs_in_force(on=on, region=region, kind=kind)


def in_force(programme: str, region: str | None, on: date, kind: str = "first") -> Pack:
    """The pack of a programme in force in a region on a day for a kind of application (first, again, recheck).

    A pack of the county stands before one of the city, the province and the nation; at one place a bureau's release
    stands before a pack of the portal from its first day. No region means the nation. One query, and one more the first
    time a release is read. Raises NoPack with a sentence.
    """
    return shelf().in_force(programme, region, on, kind)


def pack_of(digest: str) -> Pack:
    """The text a verdict was given by, in force or not, as it was published. Raises NoPack."""
    for pack in shipped():
        if pack.digest == digest:
            return pack
    try:
        return released(digest)
    except LookupError:
        raise NoPack(f"没有摘要为{digest[:12]}的规则。它可能来自另一套系统，或者规则文件已被移走。") from None


def words_of(pack: Pack) -> str:
    """The words a pack was read from: its file, or the release that has its digest."""
    for name in pack_files():
        if load(name).digest == pack.digest:
            return (PACKS / f"{name}.toml").read_text(encoding="utf-8")
    return release_text(pack.digest)[0]


@cache
def released(digest: str) -> Pack:
    """A release as it was published, read once. Raises LookupError when there is none, PackError when its text no longer
    has that digest.
    """
    body, name = release_text(digest)
    pack = load_pack(body, name, vocabulary())
    if pack.digest != digest:
        raise PackError(
            f"{name}: this release has digest {pack.digest[:12]}, but {digest[:12]} was published. A release never "
            "changes: restore its row from a backup, or the word of the vocabulary that moved."
        )
    return pack


@cache
def _dated(digest: str, ends: tuple[tuple[str, date | None], ...]) -> Pack:
    """A release with the last day of each kind as it stands now."""
    pack = released(digest)
    days = [day for _, day in ends]
    last = None if None in days else max(day for day in days if day is not None)
    return dataclasses.replace(
        pack, in_force_to=last, kind_ends={kind: day for kind, day in ends if day is not None and day != last}
    )


@lru_cache(maxsize=256)
def tried(text: str, cases: str, name: str) -> Trial:
    """What a text and its cases give, remembered: see policies.engine.trial."""
    return try_text(text, cases, name=name, vocabulary=vocabulary())


def trial_of(draft: Draft) -> Trial:
    """What a draft and its cases give as they stand."""
    return tried(draft.text, draft.cases, DRAFT)


def texts_beside(draft: Draft, on: date) -> list[str]:
    """The digests of the texts in force that an estimate of a draft compares it with; none for a text that does not load."""
    pack = trial_of(draft).pack
    return [] if pack is None else shelf().compared_with(pack, places_of_region(draft.region).values(), on)


def files_of(name: str) -> tuple[str, str]:
    """The words of a pack of the portal and of its cases, "" where it has none."""
    path = PACKS / f"{name}.cases.toml"
    cases = path.read_text(encoding="utf-8") if path.exists() else ""
    return (PACKS / f"{name}.toml").read_text(encoding="utf-8"), cases


def publish(name: str, digest: str) -> None:
    """Puts the digest of a pack on record. Raises AlreadyPublished when another one is there."""
    digests = published()
    if digests.get(name, digest) != digest:
        raise AlreadyPublished(
            f"{name}已经登记（摘要{digests[name][:12]}），登记后的规则不得改动。请恢复原文；新的数值写进新的版本文件。"
        )
    digests[name] = digest
    lines = [
        "# 已登记规则的摘要，由 manage.py packs --publish 写入。登记后的规则不得再改，注释除外。",
        "",
        "[digests]",
        *(f'"{one}" = "{digests[one]}"' for one in sorted(digests)),
    ]
    PUBLISHED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    forget()


def forget() -> None:
    """Drops what was read, so that changed files are read again."""
    for cached in (vocabulary, load, shipped, released, _dated, tried):
        cached.cache_clear()


def _clash(one: Pack, two: Pack) -> bool:
    if (one.programme, one.region) != (two.programme, two.region) or not set(one.kinds) & set(two.kinds):
        return False
    return any(
        one.covers(two.in_force_from, kind) or two.covers(one.in_force_from, kind)
        for kind in set(one.kinds) & set(two.kinds)
    )
