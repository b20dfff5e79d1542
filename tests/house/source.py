"""What the house tests walk over: the project's files, its apps, and the floors they stand on."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("portal", "enterprises", "policies", "cultivation")

# From the ground up. A foreign key may point to its own app or to a lower floor; apps of one floor do not know each other.
FLOORS = (
    {"web", "workbooks", "codes", "regions"},
    {"audit"},
    {"accounts"},
    {"notices"},
    {"jobs"},
    {"enterprises", "policies"},
    {"pools"},
    {"targets", "ledgers", "rewards"},
    {"cockpit"},
    {"seed"},
)


def floor_of(label: str) -> int:
    """The number of an app's floor, 0 at the ground. Raises LookupError for an app that stands nowhere."""
    for number, labels in enumerate(FLOORS):
        if label in labels:
            return number
    raise LookupError(f"the app {label} stands on no floor; name it in tests/house/source.py")


def python_files(*patterns: str) -> list[Path]:
    """The Python files of the rooms whose path matches one of the patterns, migrations left out."""
    return sorted(
        path
        for room in ROOMS
        for pattern in patterns
        for path in (ROOT / room).glob(pattern)
        if "migrations" not in path.parts
    )


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """A path as a person would say it."""
    return str(path.relative_to(ROOT))


def tracked_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file()]


def strings(tree: ast.AST) -> Iterator[str]:
    """Every plain string in a piece of code, docstrings too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def templates() -> list[Path]:
    """Every template of ours."""
    return sorted((ROOT / "templates").rglob("*.html")) + sorted(
        path for room in ROOMS for path in (ROOT / room).glob("**/templates/**/*.html")
    )
