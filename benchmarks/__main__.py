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
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.dealt import dealt
from benchmarks.duel import duel
from benchmarks.network import Network, NoNetwork, network
from tests.services import Missing, postgres, redis

ROOT = Path(__file__).resolve().parents[1]
SMALL = 3_000
TIMES = 3
WORKERS = (1, 2, 4)
# The first job opens a proposal for everybody who passes: minutes at this size, so it is run once.
ONCE_ABOVE = 50_000
MOST_ON_SQLITE = 100_000


def main() -> int:
    """Runs the stages and writes the table. Exit code 1 when a database is missing."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--size", type=int, default=100_000, help="enterprises (default 100,000)")
    arguments.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    chosen = arguments.parse_args()
    report = [_head(chosen.size)]
    for vendor, size in (("PostgreSQL", chosen.size), ("SQLite", min(chosen.size, MOST_ON_SQLITE))):
        try:
            report.append(_measure(vendor, size))
        except Missing as missing:
            print(missing, file=sys.stderr)
            return 1
    chosen.output.write_text("\n".join(report), encoding="utf-8")
    print("\n".join(report))
    return 0


def _measure(vendor: str, size: int) -> str:
    with ExitStack() as stack:
        net, why = _network(stack) if vendor == "PostgreSQL" else (None, "")
        large = stack.enter_context(_database(vendor, address=net.address if net else ""))
        _stage(large, "prepare", size)
        floors = [_stage(large, "floor", size) for _ in range(TIMES)]
        base = _median(floors, "seconds")
        firsts = [_stage(large, "first", size) for _ in range(TIMES)]
        nothings = [_stage(large, "nothing", size) for _ in range(TIMES)]
        somes = [_stage(large, "some", size) for _ in range(TIMES)]
        steadies = [_stage(large, "steady", size) for _ in range(TIMES)]
        more = _more(large, size, base, net, why) if vendor == "PostgreSQL" else []
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
    lines += more
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


def _network(stack: ExitStack) -> tuple[Network | None, str]:
    """Namespaces for the workers while the stack lasts, or why there are none."""
    try:
        return stack.enter_context(network(max(WORKERS))), ""
    except NoNetwork as reason:
        return None, str(reason)


def _more(environment: dict[str, str], size: int, base: float, net: Network | None, why: str) -> list[str]:
    """Workers, k changed enterprises, judging alone and single answers."""
    lines = [
        "",
        "| full first run, workers | seconds | × floor | goal | peak memory of a worker |",
        "| --- | --- | --- | --- | --- |",
    ]
    for workers in WORKERS:
        runs = []
        for _ in range(TIMES):
            _stage(environment, "empty", size)
            runs.append(_parallel(environment, size, workers))
        seconds = _median(runs, "seconds")
        goal = ("met" if seconds / base <= 1.6 else "missed") + " (≤ 1.6)" if workers == 2 else ""
        lines.append(
            f"| {workers} | {seconds:.2f} | {seconds / base:.2f} | {goal} | {_median(runs, 'peak_mb'):.0f} MB |"
        )
    steady = statistics.median(_parallel(environment, size, 2)["seconds"] for _ in range(TIMES))
    goal = "met" if steady / base <= 0.8 else "missed"
    lines += [
        "",
        f"Everything again, nothing changed, two workers: {steady:.2f} s, {steady / base:.2f} × floor ({goal}: ≤ 0.8).",
    ]
    lines += ["", "| changed enterprises judged again | seconds |", "| --- | --- |"]
    for number, seconds in _stage(environment, "changed", size)["seconds"].items():
        lines.append(f"| {int(number):,} | {seconds:.3f} |")
    lines += _jobs(environment, size, base, net, why)
    lines += duel(size)
    judged = _stage(environment, "evaluation", size)
    lines += ["", f"| judging alone, {judged['n']:,} enterprises | enterprises/s |", "| --- | --- |"]
    lines += [f"| {name} | {rate:,.0f} |" for name, rate in judged["per_second"].items()]
    lines += ["", "| one answer, engine only | p50 | p95 |", "| --- | --- | --- |"]
    for name, times in _stage(environment, "answers", size).items():
        lines.append(f"| {name} | {times['p50_ms']:.1f} ms | {times['p95_ms']:.1f} ms |")
    return lines


def _jobs(environment: dict[str, str], size: int, base: float, net: Network | None, why: str) -> list[str]:
    """The portal's own job: by several workers here, by as many in network namespaces, and after k changes."""
    lines = [
        "",
        "The portal's own job, with proposals, progress and shares, from its start to its end by Celery workers (Redis):",
        "",
        "| workers | first, everything new | × floor | everything again, nothing changed | × floor | peak memory of a worker |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    places: list[tuple[dict[str, str], str, tuple[str, ...]]] = [(environment, "127.0.0.1", ())]
    if net is not None:
        there = environment | {"DATABASE_URL": f"postgres://tidu@{net.address}:5432/postgres"}
        places.append((there, net.address, net.machines))
    for place, address, machines in places:
        with redis(address=address) as broker:
            for workers in WORKERS:
                first, steady = (
                    [
                        dealt(
                            place | {"REDIS_URL": broker.url}, stage, size, workers=workers, machines=machines[:workers]
                        )
                        for _ in range(times)
                    ]
                    for stage, times in (("job_first", 1 if size > ONCE_ABOVE else TIMES), ("job_steady", TIMES))
                )
                lines.append(
                    f"| {workers}{', each in a network namespace' if machines else ''} "
                    f"| {_median(first, 'seconds'):.2f} s | {_median(first, 'seconds') / base:.2f} "
                    f"| {_median(steady, 'seconds'):.2f} s | {_median(steady, 'seconds') / base:.2f} "
                    f"| {max(each['peak_mb'] for each in (*first, *steady)):.0f} MB |"
                )
    if why:
        lines += ["", f"Workers in network namespaces were not measured: {why}."]
    lines += ["", "| the portal's own job, one process | seconds | × floor |", "| --- | --- | --- |"]
    names = {-1: "nothing stale, everybody compared (at night)", 0: "nothing stale (between two nights)"}
    for number, seconds in _stage(environment, "job_changed", size)["seconds"].items():
        name = names.get(int(number), f"{int(number):,} changed")
        lines.append(f"| {name} | {seconds:.3f} | {seconds / base:.3f} |")
    return lines


def _parallel(environment: dict[str, str], size: int, workers: int) -> dict[str, Any]:
    """A full run by several processes that begin together."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "benchmarks.stages", "part", str(size)],
            cwd=ROOT,
            env={
                **os.environ,
                **environment,
                "DJANGO_SETTINGS_MODULE": "portal.settings.test",
                "BENCH_PART": f"{place}/{workers}",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for place in range(workers)
    ]
    for process in processes:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise RuntimeError("a worker did not begin")
    began = time.perf_counter()
    for process in processes:
        if process.stdin is not None:
            process.stdin.write("go\n")
            process.stdin.flush()
    done = [process.communicate()[0] for process in processes]
    seconds = time.perf_counter() - began
    told = [json.loads(text.splitlines()[-1]) for text in done if text]
    print(f"  {workers} workers {size:,}: {seconds:.1f} s", file=sys.stderr)
    return {"seconds": seconds, "peak_mb": max(each["peak_mb"] for each in told)}


@contextmanager
def _database(vendor: str, *, address: str = "") -> Iterator[dict[str, str]]:
    with tempfile.TemporaryDirectory(prefix="tidu-bench-") as folder:
        environment = {"TIDU_DATA": folder}
        if vendor == "SQLite":
            yield environment
            return
        with postgres(address=address) as server:
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
