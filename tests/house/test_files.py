"""What no file of the repository may hold, and what some must."""

import re
import tomllib

import pytest

from tests.house.source import ROOT, named, templates, tracked_files

# Written in two halves, so that this file does not hold what it forbids.
REGISTRY_HOSTS = re.compile(
    "|".join(
        re.escape(left + right)
        for left, right in [
            ("pypi", ".org"),
            ("files.python", "hosted"),
            ("registry.npm", "js"),
            ("registry.npm", "mirror"),
            ("registry.yarn", "pkg"),
            ("deb.deb", "ian"),
            ("security.deb", "ian"),
            ("/pypi/", "simple"),
            ("mirrors.", "aliyun"),
            ("mirrors.", "tuna"),
            ("cdn.js", "delivr"),
            ("unp", "kg.com"),
            ("cdn", "js.cloudflare"),
        ]
    ),
    re.IGNORECASE,
)
SECRET = re.compile(r"\bs" + r"k-[A-Za-z0-9]{8,}|BEGIN [A-Z ]*PRIVATE" + " KEY")
ISSUE_NUMBER = re.compile(r"(?:issue|closes|fixes) #\d+", re.IGNORECASE)


def lines_with(pattern: re.Pattern, text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]


def readable() -> list:
    """Every tracked file that is text, with its text."""
    found = []
    for path in tracked_files():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


@pytest.mark.parametrize("pattern", [REGISTRY_HOSTS, SECRET, ISSUE_NUMBER], ids=["registry", "secret", "issue"])
def test_no_file_names_a_registry_host_a_secret_or_an_issue(pattern):
    files = readable()
    assert len(files) > 100
    assert [f"{named(path)}:{line}" for path, text in files for line in lines_with(pattern, text)] == []


def test_the_patterns_bite():
    assert lines_with(REGISTRY_HOSTS, "ok\nindex-url = https://pypi" + ".org/simple") == [2]
    assert lines_with(SECRET, "key = 's" + "k-abcdefgh1234'") == [1]
    assert lines_with(ISSUE_NUMBER, "fixes " + "#12") == [1]


def test_nothing_of_others_is_committed():
    paths = [named(path) for path in tracked_files()]
    assert [
        name for name in paths if "vendor/" in name or "node_modules/" in name or re.search(r"\.min\.(js|css)$", name)
    ] == []


# Inline code in a template: what the content security policy of every page refuses.
INLINE = {
    "a script without a source": re.compile(
        r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))", re.IGNORECASE
    ),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "a file from elsewhere": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//(?!www\.w3\.org)", re.IGNORECASE),
}


def test_templates_hold_no_inline_script_or_style():
    files = templates()
    assert len(files) > 10
    broken = [
        f"{named(path)}:{line} {what}"
        for path in files
        for what, pattern in INLINE.items()
        for line in lines_with(pattern, path.read_text(encoding="utf-8"))
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("what", "html"),
    [
        ("a script without a source", "<script>go()</script>"),
        ("a style element", "<style>p{}</style>"),
        ("a style attribute", '<p style="color:red">'),
        ("an event attribute", '<p onclick="go()">'),
        ("a javascript address", '<a href="javascript:go()">'),
        ("a file from elsewhere", '<link href="https://cdn.example/x.css">'),
    ],
)
def test_each_kind_of_inline_code_would_be_seen(what, html):
    assert INLINE[what].search(html)
    assert not any(
        pattern.search('<script src="/static/a.js" defer></script><p class="x">') for pattern in INLINE.values()
    )


PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==(?P<version>[^\s;]+)\s*(?:;[^#]*)?(?P<reason>#.*)?$")


def direct_pins(name: str) -> list[re.Match | None]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [PIN.match(line) for line in lines if line.strip() and not line.startswith(("#", "-r"))]


def pins_of(name: str) -> dict[str, str]:
    """Package to version of a compiled list."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pins = [PIN.match(line) for line in lines if line and not line.startswith((" ", "#"))]
    return {pin["name"].lower().replace("_", "-"): pin["version"] for pin in pins}


@pytest.mark.parametrize("stem", ["requirements", "requirements-dev"])
def test_every_requirement_is_pinned_has_a_reason_and_is_compiled(stem):
    pins = direct_pins(f"{stem}.in")
    assert len(pins) > 10
    assert all(pin and (pin["reason"] or "").strip("# ") for pin in pins)
    compiled = pins_of(f"{stem}.txt")
    moved = [pin["name"] for pin in pins if compiled.get(pin["name"].lower().replace("_", "-")) != pin["version"]]
    assert moved == [], "run make lock"


def test_the_runtime_and_the_developers_pins_agree():
    runtime, dev = pins_of("requirements.txt"), pins_of("requirements-dev.txt")
    assert runtime
    assert {name: pin for name, pin in runtime.items() if dev.get(name) != pin} == {}


def test_every_python_between_the_oldest_and_the_newest_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.14"
