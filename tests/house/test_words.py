"""Every word that the rules speak of is bound to a fact that is held, and nothing else is bound."""

import tomllib

from cultivation.pools.evidence import BINDINGS
from tests.house.source import ROOT

PACKS = ROOT / "policies" / "packs"


def vocabulary() -> dict[str, dict]:
    return tomllib.loads((PACKS / "vocabulary.toml").read_text(encoding="utf-8"))["words"]


def test_every_word_has_a_binding_and_every_binding_a_word():
    words = vocabulary()
    assert len(words) > 20
    assert sorted(set(words) - set(BINDINGS)) == [], "words without a binding"
    assert sorted(set(BINDINGS) - set(words)) == [], "bindings without a word"


def test_every_word_says_what_it_is_and_where_it_is_written():
    unsaid = [
        f"{name}: {part}"
        for name, word in vocabulary().items()
        for part in ("label", "kind", "period", "meaning", "source", "supplier")
        if not str(word.get(part, "")).strip()
    ]
    assert unsaid == []


def test_every_pack_has_cases():
    packs = [path for path in PACKS.rglob("*.toml") if path.name != "vocabulary.toml" and ".cases" not in path.name]
    assert len(packs) >= 2
    assert [path.name for path in packs if not path.with_suffix(".cases.toml").exists()] == []
