"""Who may import whom: the contracts of pyproject.toml hold, and they bite."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house.source import ROOMS, ROOT

ROOM_APPS = ["pools", "targets", "ledgers", "rewards", "cockpit", "seed"]


def lint(folder: Path) -> subprocess.CompletedProcess:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """The rooms as empty packages, under the same contracts."""
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8")
    packages = [*ROOMS, "policies/engine", "policies/models", "portal/jobs", "portal/regions", "portal/accounts"]
    for package in [*packages, *(f"cultivation/{app}" for app in ROOM_APPS)]:
        (tmp_path / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "policies/library.py").write_text("")
    (tmp_path / "enterprises/models.py").write_text("")
    (tmp_path / "enterprises/queries.py").write_text("")
    return tmp_path


def test_the_contracts_are_kept():
    checked = lint(ROOT)
    assert checked.returncode == 0, checked.stdout[-3000:]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    assert f"{len(contracts)} kept, 0 broken" in checked.stdout


def test_an_empty_house_keeps_them(skeleton):
    checked = lint(skeleton)
    assert checked.returncode == 0, checked.stdout[-3000:] + checked.stderr


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("portal/jobs/__init__.py", "import cultivation.pools"),
        ("enterprises/queries.py", "import policies.models"),
        ("policies/library.py", "import enterprises.models"),
        ("enterprises/models.py", "import enterprises.queries"),
        ("policies/engine/__init__.py", "import django"),
        ("portal/regions/__init__.py", "import portal.accounts"),
        ("cultivation/pools/__init__.py", "import cultivation.cockpit"),
        ("cultivation/ledgers/__init__.py", "import cultivation.rewards"),
        ("enterprises/helpers.py", ""),
    ],
)
def test_one_wrong_arrow_or_an_unnamed_shelf_breaks_them(skeleton, where, line):
    (skeleton / where).write_text(line + "\n")
    checked = lint(skeleton)
    assert checked.returncode != 0
    assert "BROKEN" in checked.stdout


def test_the_linter_is_never_silenced():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "ignore_imports" not in text
