"""Runs the whole suite: on SQLite, again on PostgreSQL and Redis, then the journeys in Chromium.

`python -m tests` runs all passes; `python -m tests sqlite -- -k ranking` one of them, what follows going to pytest.
What this machine lacks is listed at the end with the line that installs it; with CI set it fails the run.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent

# Two workers: the size of the smallest machine that this runs on.
WORKERS = os.environ.get("TEST_WORKERS", "2")
NO_TESTS_COLLECTED = 5


@dataclass(frozen=True)
class Pass:
    """One run of pytest: its name, where it runs, what it is given."""

    name: str
    title: str
    where: str
    options: list[str]
    enter: Callable[[ExitStack], dict[str, str]]


def on_sqlite(_stack: ExitStack) -> dict[str, str]:
    """The embedded defaults: SQLite, the in-process broker, no service at all."""
    return {}


def on_servers(stack: ExitStack) -> dict[str, str]:
    """PostgreSQL and Redis, by TEST_DATABASE_URL and TEST_REDIS_URL or private. Raises services.Missing."""
    return {
        "DATABASE_URL": stack.enter_context(services.given_or_private("TEST_DATABASE_URL", services.postgres)),
        "REDIS_URL": stack.enter_context(services.given_or_private("TEST_REDIS_URL", services.redis)),
    }


def in_browser(_stack: ExitStack) -> dict[str, str]:
    """The embedded defaults and a Chromium with a Chinese font. Raises services.Missing."""
    return {"TEST_CHROMIUM": services.chromium()}


PASSES = [
    Pass(
        "sqlite",
        "SQLite, in-process broker",
        "tests",
        ["--ignore=tests/journeys", "-n", WORKERS, "--cov", "--cov-report="],
        on_sqlite,
    ),
    Pass("servers", "PostgreSQL and Redis", "tests", ["--ignore=tests/journeys", "-n", WORKERS], on_servers),
    Pass("browser", "journeys in Chromium", "tests/journeys", [], in_browser),
]


def main() -> int:
    """Runs the passes asked for and gives the exit code."""
    ours, theirs = _split(sys.argv[1:])
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__.splitlines()[0])
    parser.add_argument("passes", nargs="*", choices=[[], *(each.name for each in PASSES)], help="default: all")
    asked = parser.parse_args(ours).passes
    outcomes, lacks, failed = [], [], False
    for each in PASSES:
        if asked and each.name not in asked:
            continue
        print(f"\n===== {each.title} =====", flush=True)
        began = time.monotonic()
        with ExitStack() as stack:
            try:
                environment = each.enter(stack)
            except services.Missing as missing:
                lacks.append((each, missing))
                outcomes.append((each, "left out", 0.0))
                continue
            where = [] if any((ROOT / argument.partition("::")[0]).exists() for argument in theirs) else [each.where]
            code = _pytest([*where, *each.options, *theirs], environment)
        if code == NO_TESTS_COLLECTED and not theirs:
            print(f"{each.title}: no test was collected", file=sys.stderr)
        failed = failed or (code != 0 and not (code == NO_TESTS_COLLECTED and theirs))
        outcomes.append((each, "passed" if code == 0 else f"failed (pytest {code})", time.monotonic() - began))
    if not asked and not theirs:
        failed = _coverage() != 0 or failed
    return _report(outcomes, lacks, failed=failed)


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """What stands before and after `--`."""
    if "--" not in arguments:
        return arguments, []
    cut = arguments.index("--")
    return arguments[:cut], arguments[cut + 1 :]


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    """One run of pytest; of the databases and brokers, it sees only those of its pass."""
    command = [sys.executable, "-m", "pytest", *arguments]
    inherited = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(command, cwd=ROOT, env={**inherited, **environment}, check=False).returncode


def _coverage() -> int:
    """Every branch of the rule engine and of the permissions is taken by some test; the rest is only reported."""
    print("\n===== branch coverage =====", flush=True)
    report = [sys.executable, "-m", "coverage", "report", "--skip-covered", "--skip-empty"]
    subprocess.run([*report, "--format=total"], cwd=ROOT, check=False)
    demanded = ["--include=policies/engine/*,*/permissions.py", "--fail-under=100", "--show-missing"]
    return subprocess.run([*report, *demanded], cwd=ROOT, check=False).returncode


def _report(outcomes: list, lacks: list, *, failed: bool) -> int:
    print("\n===== summary =====")
    for each, outcome, seconds in outcomes:
        print(f"{each.name:8} {each.title:28} {outcome}  {seconds:.0f} s")
    for each, missing in lacks:
        print(f"left out: {each.title}. This machine lacks {missing.what}; install it with: {missing.install}")
    if lacks and os.environ.get("CI"):
        print("CI is set: a pass that was left out is a failure.")
        failed = True
    print("make test: failed" if failed else "make test: all passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
