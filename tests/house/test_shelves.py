"""What each shelf may hold: no tables in views or exports, every deed signed and recorded, the clock read at the doors."""

import ast
import subprocess
import sys

import pytest

from tests.house.source import ROOT, named, parsed, python_files

MANAGERS = {"objects", "_default_manager", "_base_manager"}


def manager_uses(tree: ast.AST) -> list[int]:
    """The lines that reach for a model's manager."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in MANAGERS]


def test_views_and_exports_read_through_queries():
    files = python_files("**/views/*.py", "**/views.py", "**/exports.py", "**/exports/*.py")
    assert len(files) > 5
    assert [f"{named(path)}:{line}" for path in files for line in manager_uses(parsed(path))] == []


def test_a_manager_in_a_view_would_be_seen():
    assert manager_uses(ast.parse("def show(request):\n    return Enterprise.objects.all()")) == [2]


class Module:
    """The deeds of one module of actions, and whom they call."""

    def __init__(self, tree: ast.Module) -> None:
        self.functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
        self.deeds = {name: node for name, node in self.functions.items() if not name.startswith("_")}
        self.foreign_actions = {
            alias.asname or alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and "actions" in (node.module or "").split(".")
            for alias in node.names
        }

    def signed(self, name: str) -> bool:
        """Whether a deed takes the person who does it, by name only."""
        return "by" in {argument.arg for argument in self.deeds[name].args.kwonlyargs}

    def recorded(self, name: str, seen: frozenset = frozenset()) -> bool:
        """Whether a deed calls record() or record_many(), itself, through a function of its module, or by another signed deed."""
        if name in seen:
            return False
        for call in (node for node in ast.walk(self.functions[name]) if isinstance(node, ast.Call)):
            called = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if called in ("record", "record_many"):
                return True
            if called in self.foreign_actions and "by" in {keyword.arg for keyword in call.keywords}:
                return True
            if called in self.functions and self.recorded(called, seen | {name}):
                return True
        return False


def action_modules() -> dict[str, Module]:
    files = [path for path in python_files("**/actions/*.py", "**/actions.py") if path.name != "__init__.py"]
    return {named(path): Module(parsed(path)) for path in files}


def test_every_deed_takes_by_and_is_recorded():
    modules = action_modules()
    assert sum(len(module.deeds) for module in modules.values()) > 10
    unsigned = [
        f"{path}: {name}" for path, module in modules.items() for name in module.deeds if not module.signed(name)
    ]
    silent = [
        f"{path}: {name}" for path, module in modules.items() for name in module.deeds if not module.recorded(name)
    ]
    assert unsigned == [], "every public action takes by= (keyword-only)"
    assert silent == [], "every public action calls record(...)"


@pytest.mark.parametrize(
    ("source", "signed", "recorded"),
    [
        ("def revise(firm, *, by):\n    record('x', firm, by=by)", True, True),
        ("def revise(firm, *, by):\n    firm.save()", True, False),
        ("def revise(firm, by):\n    record('x', firm, by=by)", False, True),
        (
            "def revise(firm, *, by):\n    _write(firm, by)\ndef _write(firm, by):\n    record('x', firm, by=by)",
            True,
            True,
        ),
        ("from a.actions.b import move\ndef revise(firm, *, by):\n    move(firm, by=by)", True, True),
        ("from a.actions.b import move\ndef revise(firm, *, by):\n    move(firm)", True, False),
        ("def revise(firm, *, by):\n    _loop(firm)\ndef _loop(firm):\n    _loop(firm)", True, False),
    ],
)
def test_the_measure_of_deeds_itself(source, signed, recorded):
    module = Module(ast.parse(source))
    assert (module.signed("revise"), module.recorded("revise")) == (signed, recorded)


def ruff_finds(code: str, filename: str) -> str:
    """The rules that ruff, with the project's settings, finds broken in a piece of code at a place."""
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--output-format=concise",
            "--stdin-filename",
            str(ROOT / filename),
            "-",
        ],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
        check=False,
    ).stdout


CLOCKS = [
    "from django.utils import timezone\n\nmoment = timezone.now()\n",
    "from datetime import date\n\nday = date.today()\n",
    "from datetime import datetime\n\nmoment = datetime.now()\n",
]


@pytest.mark.parametrize("code", CLOCKS)
def test_the_clock_is_banned_from_the_inner_shelves(code):
    for place in ("enterprises/actions/revise.py", "cultivation/pools/queries.py", "policies/engine/judge.py"):
        assert "TID251" in ruff_finds(code, place)


@pytest.mark.parametrize("code", CLOCKS)
def test_the_clock_is_read_at_the_doors(code):
    for place in ("enterprises/views/detail.py", "enterprises/tasks.py", "portal/jobs/management/commands/run.py"):
        assert "TID251" not in ruff_finds(code, place)


def test_inline_imports_are_banned():
    assert "PLC0415" in ruff_finds("def load():\n    import json\n\n    return json\n", "enterprises/queries.py")
