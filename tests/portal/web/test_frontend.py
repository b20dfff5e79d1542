import json
import re
import shutil

import pytest

from portal.web import frontend

LOCK = json.loads((frontend.ROOT / "package-lock.json").read_text(encoding="utf-8"))


@pytest.fixture
def workshop(tmp_path, monkeypatch):
    """A copy of what the builder reads, with drawings and a style sheet already fetched."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(frontend.ROOT / name, tmp_path / name)
    for name in ("css", "js", "icons"):
        shutil.copytree(frontend.STATIC / name, tmp_path / "static" / name)
    modules = tmp_path / "modules"
    icons = modules / "bootstrap-icons" / "icons"
    css = modules / "bootstrap" / "dist" / "css"
    icons.mkdir(parents=True)
    css.mkdir(parents=True)
    for name in frontend.SYMBOLS:
        (icons / f"{name}.svg").write_text('<svg viewBox="0 0 16 16">\n  <path d="M0 0"/>\n</svg>')
    (css / "bootstrap.min.css").write_text("/*! licence */a{color:red}\n/*# sourceMappingURL=bootstrap.min.css.map */")
    monkeypatch.setattr(frontend, "ROOT", tmp_path)
    monkeypatch.setattr(frontend, "STATIC", tmp_path / "static")
    monkeypatch.setattr(frontend, "VENDOR", tmp_path / "static" / "vendor")
    monkeypatch.setattr(frontend, "STAMP", tmp_path / "static" / "vendor" / "stamp.json")
    return tmp_path


@pytest.fixture
def npm(workshop, monkeypatch):
    """Stands at the door to the network, and counts how often it is opened."""
    calls = []

    def answer(_folder):
        calls.append(1)
        return workshop / "modules"

    monkeypatch.setattr(frontend, "_npm_ci", answer)
    return calls


def test_a_second_run_finds_nothing_to_do(workshop, npm):
    assert not frontend.frontend_ready()
    assert frontend.build()
    assert frontend.frontend_ready()
    assert not frontend.build()
    assert len(npm) == 1


def test_a_changed_style_sheet_is_bundled_without_the_network(workshop, npm):
    frontend.build()
    (workshop / "static" / "css" / "base.css").write_text("/* why */\nb {\n  color: blue;\n}\n")
    assert not frontend.frontend_ready()
    assert frontend.build()
    bundle = (workshop / "static" / "vendor" / "tidu.css").read_text()
    assert "b {\ncolor: blue;\n}" in bundle
    assert "why" not in bundle
    assert len(npm) == 1


def test_a_changed_lock_or_drawing_fetches_again(workshop, npm):
    frontend.build()
    lock = workshop / "package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    frontend.build()
    (workshop / "static" / "icons" / "light-red.svg").write_text('<svg viewBox="0 0 1 1"><path d="M1 1"/></svg>')
    frontend.build()
    assert len(npm) == 3


def test_a_lost_file_is_brought_back(workshop, npm):
    frontend.build()
    (workshop / "static" / "vendor" / "icons.svg").unlink()
    assert not frontend.frontend_ready()
    assert frontend.build()
    assert frontend.frontend_ready()


def test_the_sprite_has_one_symbol_per_name_and_ours_win(workshop, npm):
    frontend.build()
    sprite = (workshop / "static" / "vendor" / "icons.svg").read_text()
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == list(frontend.SYMBOLS)
    assert '<symbol id="light-red" viewBox="0 0 12 12">' in sprite


@pytest.mark.parametrize("name", ["bootstrap.min.css", "tidu.css"])
def test_no_sheet_names_a_map_that_is_not_there_and_the_licence_stays(workshop, npm, name):
    frontend.build()
    text = (workshop / "static" / "vendor" / name).read_text()
    assert "sourceMappingURL" not in text
    assert "/*! licence */" in text


def npm_that(tmp_path, monkeypatch, script):
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, text in (("npm", script), ("node", "echo v20.0.0")):
        (folder / name).write_text(f"#!/bin/sh\n{text}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("echo 'npm error code ENOTFOUND' >&2; exit 1", "连不上软件源"),
        ("echo 'npm error code EINTEGRITY' >&2; exit 1", "校验值不符"),
        ("echo 'npm error something odd' >&2; exit 1", "npm ci 没有成功（npm error something odd）"),
    ],
)
def test_what_npm_could_not_do_is_one_sentence_and_leaves_nothing(workshop, monkeypatch, capsys, script, sentence):
    npm_that(workshop, monkeypatch, script)
    assert frontend.main() == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1
    assert not (workshop / "static" / "vendor" / "tidu.css").exists()


def test_an_old_node_and_no_wheel_is_one_sentence(workshop, monkeypatch, capsys):
    npm_that(workshop, monkeypatch, "exit 1")
    (workshop / "bin" / "node").write_text("#!/bin/sh\necho v12.22.9\n")
    monkeypatch.setattr(frontend.importlib.util, "find_spec", lambda _name: None)
    assert frontend.main() == 1
    assert "没有找到 Node.js 18 或更高版本" in capsys.readouterr().err


def test_the_lock_pins_by_content_and_names_no_source():
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert packages
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert not any("resolved" in entry for entry in packages.values())


def test_every_source_of_ours_is_in_the_bundle():
    styles, scripts = frontend.styles(), frontend.scripts()
    assert styles[:3] == ["vendor/bootstrap.min.css", "css/tokens.css", "css/base.css"]
    assert styles[-1] == "css/print.css"
    assert scripts[0] == "js/say.js"
    assert len(styles) == len(set(styles)) == 1 + len(list((frontend.STATIC / "css").glob("*.css")))
    assert len(scripts) == len(set(scripts)) == len(list((frontend.STATIC / "js").glob("*.js")))


@pytest.mark.parametrize(
    "young",
    [
        r":has\(",
        r"@container",
        r"color-mix\(",
        r"@layer",
        r"\d(?:d|s|l)v[hw]\b",
        r"light-dark\(",
        r"text-wrap",
        r"^\s*&",
        r"\binset-(?:block|inline)\b",
        r"@property",
    ],
)
def test_no_style_sheet_asks_for_more_than_the_oldest_browser_has(young):
    for path in (frontend.STATIC / "css").glob("*.css"):
        assert not re.search(young, path.read_text(encoding="utf-8"), re.MULTILINE), path.name


@pytest.mark.parametrize(
    "young",
    [r"\.at\(", r"structuredClone", r"replaceAll", r"\?\?=", r"\|\|=", r"hasOwn\b", r"#[a-z]+\s*[(=;]", r"\binert\b"],
)
def test_no_script_asks_for_more_than_the_oldest_browser_has(young):
    for path in (frontend.STATIC / "js").glob("*.js"):
        assert not re.search(young, path.read_text(encoding="utf-8")), path.name
