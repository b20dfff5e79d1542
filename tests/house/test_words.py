"""Every word that the rules speak of is bound to a fact that is held, and every rule text is published and unmoved."""

import tomllib

import pytest

from cultivation.pools.evidence.bindings import BINDINGS
from policies import library

PACKS = library.pack_files()


def words() -> dict[str, dict]:
    return tomllib.loads((library.PACKS / "vocabulary.toml").read_text(encoding="utf-8"))["words"]


def test_every_word_has_a_binding_and_every_binding_a_word():
    assert len(words()) > 20
    assert sorted(set(words()) - set(BINDINGS)) == [], "words without a binding"
    assert sorted(set(BINDINGS) - set(words())) == [], "bindings without a word"


def test_every_word_says_what_it_is_and_where_it_is_written():
    unsaid = [
        f"{name}: {part}"
        for name, word in words().items()
        for part in ("label", "kind", "period", "meaning", "source", "supplier")
        if not str(word.get(part, "")).strip()
    ]
    assert unsaid == []


@pytest.mark.parametrize("name", PACKS)
def test_every_pack_is_published_unmoved_and_has_cases(name):
    assert library.published().get(name) == library.read(name).digest, "manage.py packs --publish puts it on record"
    assert library.read(name).blank or len(library.cases(name)) >= 10


def test_what_is_published_is_still_there():
    assert len(PACKS) >= 2
    assert set(library.published()) <= set(PACKS)
