"""The shelf of rule texts: which pack is in force for a programme, in a region, on a day."""

import tomllib
from datetime import date
from functools import lru_cache
from pathlib import Path

from policies.engine.cases import Case, load_cases
from policies.engine.loading import load_pack
from policies.engine.packs import Pack
from policies.engine.text import PackError
from policies.engine.vocabulary import Vocabulary, load_vocabulary

PACKS = Path(__file__).parent / "packs"
PUBLISHED = PACKS / "published.toml"
NATION = "000000"


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
def load_all() -> tuple[Pack, ...]:
    """Every pack on the shelf. Raises PackError also where two packs would be in force at once."""
    packs = tuple(load(name) for name in pack_files())
    for index, one in enumerate(packs):
        for two in packs[:index]:
            if _clash(one, two):
                raise PackError(
                    f"{one.file} and {two.file} are both in force for {one.programme} in {one.region}. "
                    "End the older one with in_force_to the day before the newer one begins."
                )
    return packs


def programmes() -> tuple[str, ...]:
    """The programmes that have a pack."""
    return tuple(dict.fromkeys(pack.programme for pack in load_all()))


def packs_in_force(*, on: date, region: str | None = None, kind: str = "first") -> tuple[Pack, ...]:
    """The pack of every programme that has one in force in a region on a day, in the order of programmes()."""
    found: list[Pack] = []
    for programme in programmes():
        try:
            found.append(in_force(programme, region, on, kind))
        except NoPack:
            continue
    return tuple(found)


def in_force(programme: str, region: str | None, on: date, kind: str = "first") -> Pack:
    """The pack of a programme in force in a region on a day for a kind of application (first, again, recheck).

    A pack of the county stands before one of the city, the province and the nation; no region means the nation.
    Raises NoPack with a sentence.
    """
    region = region or NATION
    texts = [pack for pack in load_all() if pack.programme == programme]
    if not texts:
        raise NoPack(f"没有“{programme}”的规则。现有：{'、'.join(programmes())}。")
    for code in (region, f"{region[:4]}00", f"{region[:2]}0000", NATION):
        for pack in texts:
            if pack.region == code and kind in pack.kinds and pack.covers(on):
                return pack
    spans = "；".join(f"{pack.version}：{pack.in_force_from} ～ {pack.in_force_to or '今'}" for pack in texts)
    raise NoPack(f"{texts[0].title}在{on}没有施行中的规则。现有：{spans}。")


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
    for cached in (vocabulary, load, load_all):
        cached.cache_clear()


def _clash(one: Pack, two: Pack) -> bool:
    if (one.programme, one.region) != (two.programme, two.region) or not set(one.kinds) & set(two.kinds):
        return False
    return one.covers(two.in_force_from) or two.covers(one.in_force_from)
