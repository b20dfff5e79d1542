"""Judging alone, ours against openfisca-core: the same rules over the same firms in one run, and both against exact fractions."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv-bench"
PACKS = {"tech_sme": "tech_sme/2017", "hnte": "hnte/2016"}
DAYS = {"tech_sme": date(2026, 6, 15), "hnte": date(2020, 6, 30)}  # the days for which the rules by hand are written
LINES = 20_000  # so many firms, all on, above or below a line, stand first and are judged by fractions as well
MOST = 1_000_000
TIMES = 3


def duel(size: int) -> list[str]:
    """The lines of the table; a sentence where openfisca-core cannot be had."""
    size = min(size, MOST)
    python, problem = _environment()
    with tempfile.TemporaryDirectory(prefix="tidu-duel-") as folder:
        facts = Path(folder) / "facts.npz"
        _run([sys.executable, "-m", "benchmarks.duel", "facts", str(size), str(facts)])
        ours = _run([sys.executable, "-m", "benchmarks.duel", "ours", str(facts), f"{folder}/ours.npz"])
        theirs = (
            _run([str(python), str(ROOT / "benchmarks" / "fisca.py"), str(facts), f"{folder}/theirs.npz", str(LINES)])
            if python
            else None
        )
        sides = {"ours": ours} | ({"theirs": theirs} if theirs else {})
        wrong = {
            side: _run([sys.executable, "-m", "benchmarks.duel", "wrong", str(facts), f"{folder}/{side}.npz"])
            for side in sides
        }
    return _table(size, sides, wrong, problem)


def _table(size: int, sides: dict[str, Any], wrong: dict[str, Any], problem: str) -> list[str]:
    lines = [
        "",
        f"### Against openfisca-core, judging alone: {size:,} firms, and {LINES:,} on or beside a line",
        "",
        "| engine | tech_sme | hnte | set up | peak memory | wrong, tech_sme | wrong, hnte |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    names = {"ours": "ours", "theirs": "openfisca-core"}
    for side, run in sides.items():
        lines.append(
            f"| {names[side]} | {run['seconds']['tech_sme']:.3f} s | {run['seconds']['hnte']:.3f} s | {run['built']:.3f} s "
            f"| {run['peak_mb']:,.0f} MB | {wrong[side]['tech_sme']:,} | {wrong[side]['hnte']:,} |"
        )
    if problem:
        return [*lines, "", problem]
    ours, theirs = sides["ours"], sides["theirs"]
    total = [sum(run["seconds"].values()) for run in (ours, theirs)]
    # Both processes carry the facts themselves; what counts is what an engine needs beyond them.
    memory = (ours["peak_mb"] - ours["input_mb"], theirs["peak_mb"] - ours["input_mb"])
    return [
        *lines,
        "",
        f"{total[1] / total[0]:.1f} times as fast ({'met' if total[0] < total[1] else 'missed'}: faster); "
        f"{sum(wrong['ours'].values())} wrong verdicts ({'met' if not any(wrong['ours'].values()) else 'missed'}: 0); "
        f"beyond the facts {memory[0]:,.0f} MB against {memory[1]:,.0f} MB, 1/{memory[1] / max(memory[0], 1):.1f} "
        f"({'met' if memory[0] * 5 <= memory[1] else 'missed'}: ≤ 1/5).",
    ]


def _environment() -> tuple[Path | None, str]:
    """The interpreter of .venv-bench, made when it is missing; or nothing and why."""
    python = ENVIRONMENT / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True, stdout=subprocess.DEVNULL)
        wanted = str(ROOT / "requirements-bench.in")
        subprocess.run([str(python), "-m", "pip", "install", "-q", "-r", wanted], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        return None, f"openfisca-core could not be installed here ({fault}); only our side was measured."
    return python, ""


def _run(command: list[str]) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    print(f"  duel {' '.join(command[2:4])}", file=sys.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def lay_down(size: int, target: str) -> dict[str, Any]:
    """LINES firms on or beside a line, then `size` ordinary ones, whose figures are spread and rarely meet one."""
    from tests.policies.engine.firms import table  # noqa: PLC0415  slow import

    on_lines, ordinary = table(20_261_127, LINES), table(7, size)
    rng = np.random.default_rng(7)
    columns = {}
    for word in _words():
        values = ordinary.columns[word].values
        if values.dtype != np.bool_ and values.max(initial=0) > 100_000:
            values = values + rng.integers(0, np.abs(values) // 8 + 2)
        columns[word] = np.concatenate([on_lines.columns[word].values, values])
    np.savez(target, on=np.int64((DAYS["hnte"] - date(1970, 1, 1)).days), **columns)
    return {"size": size}


def _words() -> list[str]:
    from policies.library import load  # noqa: PLC0415  slow import

    return sorted(frozenset().union(*(load(name).words for name in PACKS.values())))


def _evidence(source: str, rows: slice = slice(None)) -> Any:
    from policies.engine import Column, Evidence  # noqa: PLC0415  slow import

    columns = {}
    with np.load(source) as facts:
        for word in facts.files:
            if word != "on":
                values = facts[word][rows]
                columns[word] = Column(values, np.ones(values.shape, dtype=np.int8))
    return Evidence(len(columns["staff"].values), columns)


def ours(source: str, target: str) -> dict[str, Any]:
    """Our side: the packs as they are, judged by the column."""
    from policies.engine import judge  # noqa: PLC0415  slow import
    from policies.library import load  # noqa: PLC0415  slow import

    began = time.perf_counter()
    packs = {rule: load(name) for rule, name in PACKS.items()}
    built = time.perf_counter() - began
    evidence = _evidence(source, slice(LINES, None))
    input_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    runs: dict[str, list[float]] = {rule: [] for rule in packs}
    found = {}
    for _ in range(TIMES):
        for rule, pack in packs.items():
            began = time.perf_counter()
            found[rule] = judge(pack, evidence, DAYS[rule]).outcome.astype(np.int64)
            runs[rule].append(time.perf_counter() - began)
    for rule, pack in packs.items():
        lines = judge(pack, _evidence(source, slice(0, LINES)), DAYS[rule]).outcome.astype(np.int64)
        found[rule] = np.concatenate([lines, found[rule]])
    np.savez(target, **found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = {rule: sorted(times)[1] for rule, times in runs.items()}
    return {"built": built, "seconds": seconds, "peak_mb": peak, "input_mb": input_mb}


def wrong(source: str, verdicts: str) -> dict[str, Any]:
    """How many verdicts over the first LINES firms differ from the rules by hand in exact fractions."""
    from tests.policies.engine import law  # noqa: PLC0415  slow import
    from tests.policies.engine.test_exactness import rows  # noqa: PLC0415  slow import

    firms = rows(_evidence(source, slice(0, LINES)))
    exact = {
        "tech_sme": np.array([law.tech_sme(firm)[0] for firm in firms]),
        "hnte": np.array([law.hnte(firm, DAYS["hnte"])[0] for firm in firms]),
    }
    with np.load(verdicts) as found:
        return {rule: int((found[rule][: len(firms)] != expected).sum()) for rule, expected in exact.items()}


if __name__ == "__main__":
    import django

    django.setup()
    step, *arguments = sys.argv[1:]
    print(
        json.dumps(
            {"facts": lambda size, path: lay_down(int(size), path), "ours": ours, "wrong": wrong}[step](*arguments)
        )
    )
