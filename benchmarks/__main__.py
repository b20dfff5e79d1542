"""`make bench`: every stage on PostgreSQL and on SQLite, medians of three, written to docs/benchmarks.md as ratios."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services import Missing, postgres

ROOT = Path(__file__).resolve().parents[1]
SMALL = 3_000
TIMES = 3


def main() -> int:
    """Runs the stages and writes the table. Exit code 1 when a database is missing."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=int, default=100_000, help="enterprises (default 100,000)")
    arguments.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    chosen = arguments.parse_args()
    report = [_head(chosen.size)]
    for vendor in ("PostgreSQL", "SQLite"):
        try:
            report.append(_measure(vendor, chosen.size))
        except Missing as missing:
            print(missing, file=sys.stderr)
            return 1
    chosen.output.write_text("\n".join(report), encoding="utf-8")
    print("\n".join(report))
    return 0


def _measure(vendor: str, size: int) -> str:
    with _database(vendor) as large:
        _stage(large, "prepare", size)
        floors = [_stage(large, "floor", size) for _ in range(TIMES)]
        base = _median(floors, "seconds")
        firsts = [_stage(large, "first", size) for _ in range(TIMES)]
        nothings = [_stage(large, "nothing", size) for _ in range(TIMES)]
        somes = [_stage(large, "some", size) for _ in range(TIMES)]
        steadies = [_stage(large, "steady", size) for _ in range(TIMES)]
        large_pages = _stage(large, "pages", size)
    with _database(vendor) as small:
        _stage(small, "prepare", SMALL)
        _stage(small, "first", SMALL)
        small_pages = _stage(small, "pages", SMALL)
    first = _median(firsts, "seconds")
    lines = [
        f"## {vendor}, {size:,} enterprises × {firsts[0]['packs']} packs",
        "",
        f"Floor: {base:.2f} s (columns out {_median(floors, 'read'):.2f} s, rows in {_median(floors, 'write'):.2f} s).",
        "",
        "| recompute | seconds | × floor | × first run | enterprises/s | rows written | peak memory |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, runs in (
        ("first, everything new", firsts),
        ("everything again, nothing changed", steadies),
        ("0.1 % of the enterprises changed", somes),
        ("nothing stale", nothings),
    ):
        seconds = _median(runs, "seconds")
        rate = f"{runs[0]['judged'] / seconds:,.0f}" if runs[0]["judged"] else "–"
        lines.append(
            f"| {name} | {seconds:.3f} | {seconds / base:.2f} | {seconds / first:.3f} | {rate} | "
            f"{runs[-1]['rows']:,} | {_median(runs, 'peak_mb'):.0f} MB |"
        )
    lines += [
        "",
        f"| page | p50 | p95 | queries | p50 at {SMALL:,} | queries at {SMALL:,} | ratio of p50 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, page in large_pages.items():
        small_page = small_pages[name]
        lines.append(
            f"| {name} | {page['p50_ms']:.0f} ms | {page['p95_ms']:.0f} ms | {page['queries']} | "
            f"{small_page['p50_ms']:.0f} ms | {small_page['queries']} | {page['p50_ms'] / small_page['p50_ms']:.2f} |"
        )
    return "\n".join([*lines, ""])


@contextmanager
def _database(vendor: str) -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="tidu-bench-") as folder:
        environment = {"TIDU_DATA": folder}
        if vendor == "SQLite":
            yield environment
            return
        with postgres() as server:
            yield environment | {"DATABASE_URL": server.url}


def _stage(environment: dict[str, str], name: str, size: int) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.stages", name, str(size)],
        cwd=ROOT,
        env={**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    print(f"  {name} {size:,}", file=sys.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def _median(runs: list[dict[str, Any]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def _head(size: int) -> str:
    return "\n".join(
        [
            "# Benchmarks",
            "",
            "Written by `make bench`. Seconds depend on the machine; the ratios, taken in one run, are what counts.",
            "The floor brings the same columns out of the database and as many verdict rows in, with no judging",
            "(design: first recompute ≤ 4 × the bare read on SQLite; a second run with nothing stale < 5 % of the first).",
            "A read by binary COPY is not in the count of queries: on PostgreSQL the diagnosis reads its facts that way.",
            "",
            f"Machine: {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}. "
            f"Medians of {TIMES}.",
            "",
        ]
    )


if __name__ == "__main__":
    raise SystemExit(main())
