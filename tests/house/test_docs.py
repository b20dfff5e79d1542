"""The documents are true: links lead somewhere, the map shows the whole house, the glossary speaks the code's words."""

import re

import pytest
from django.apps import apps

from tests.house.source import ROOMS, ROOT, named, python_files

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "README.zh-CN.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")
CODE_WORD = re.compile(r"`([A-Za-z_][A-Za-z_0-9]{2,})`")
PATH = re.compile(r"`((?:portal|enterprises|policies|cultivation|templates|static|tests|docs)/[A-Za-z0-9_./-]*)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document):
    text = document.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_paths_that_are_named_exist(document):
    generated = {"static/vendor"}
    paths = PATH.findall(document.read_text(encoding="utf-8"))
    assert [path for path in paths if path.rstrip("/") not in generated and not (ROOT / path).exists()] == []


def test_the_map_shows_every_app():
    text = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    ours = [config.name.replace(".", "/") for config in apps.get_app_configs() if config.name.split(".")[0] in ROOMS]
    assert len(ours) > 10
    assert [path for path in ours if f"{path}/" not in text and f"`{path.split('/')[-1]}/`" not in text] == []


def test_the_glossary_speaks_the_words_of_the_code():
    code = "\n".join(path.read_text(encoding="utf-8") for path in python_files("**/*.py"))
    known = set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", code))
    words = CODE_WORD.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    assert len(words) > 40
    assert [word for word in words if word not in known and not any(name.endswith(word) for name in known)] == []


def test_every_decision_has_its_parts_and_its_number():
    records = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert re.match(rf"# {path.name[:4]} \S", text), named(path)
        assert re.search(r"^Status: (accepted|superseded by \d{4})$", text, re.MULTILINE), named(path)
        assert [part for part in ("## Context", "## Decision", "## Price") if part not in text] == [], named(path)


def test_the_verbs_of_the_readme_are_those_of_the_makefile():
    verbs = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    documents = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    told = set(re.findall(r"(?:^|`)make ([a-z]+)", documents, re.MULTILINE))
    assert "run" in told
    assert told - verbs == set()


def test_under_way_holds_at_most_five():
    rows = [
        line
        for line in (ROOT / "docs" / "under-way.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    assert len(rows) - 2 <= 5


def test_every_setting_that_the_environment_may_give_is_told_to_whoever_deploys():
    settings = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "portal" / "settings").glob("*.py"))
    read = set(re.findall(r"\benv(?:\.[a-z]+)?\(\s*\"([A-Z_]+)\"", settings))
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")))
    assert len(read) > 10
    assert sorted(read - told) == []
