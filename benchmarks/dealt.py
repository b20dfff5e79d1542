"""The portal's own recompute job, dealt to real Celery workers, here or in network namespaces of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
SETTINGS = {"DJANGO_SETTINGS_MODULE": "portal.settings.test"}


def dealt(
    environment: Mapping[str, str], stage: str, size: int, *, workers: int, machines: Sequence[str] = ()
) -> dict[str, Any]:
    """One job by so many workers: what the stage tells, and the highest peak memory of a worker in MB.

    environment: names database and broker, as every worker reaches them. machines: namespaces, one a worker.
    """
    given = {**os.environ, **environment, **SETTINGS, "JOB_QUEUE": f"bench-{uuid.uuid4().hex}"}
    with _workers(given, workers, machines) as processes:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.stages", stage, str(size)],
            cwd=ROOT,
            env=given,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        peak = max(_peak_mb(process.pid) for process in processes)
    told = json.loads(done.stdout.splitlines()[-1])
    where = f", {len(machines)} namespaces" if machines else ""
    print(f"  {stage}, {workers} workers{where} {size:,}: {told['seconds']:.2f} s", file=sys.stderr)
    return {**told, "peak_mb": peak}


@contextmanager
def _workers(
    environment: dict[str, str], number: int, machines: Sequence[str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    folder = Path(environment["TIDU_DATA"])
    logs = [folder / f"worker-{uuid.uuid4().hex}.log" for _ in range(number)]
    processes = []
    try:
        for place, log in enumerate(logs):
            there = ["ip", "netns", "exec", machines[place]] if machines else []
            celery = ["-m", "celery", "-A", "portal", "worker", "--pool", "solo", "--loglevel", "INFO"]
            with log.open("wb") as output:
                processes.append(
                    subprocess.Popen(
                        [*there, sys.executable, *celery, "--hostname", f"{log.stem}@bench", "--without-mingle"],
                        cwd=ROOT,
                        env=environment,
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=output,
                    )
                )
        deadline = time.monotonic() + START_SECONDS
        for process, log in zip(processes, logs, strict=True):
            while " ready." not in log.read_text(errors="replace"):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"a worker did not begin:\n{log.read_text(errors='replace')}")
                time.sleep(0.05)
        yield processes
    finally:
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.wait()


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no peak memory of process {pid}")
