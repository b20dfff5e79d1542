"""Jobs whose every step leaves a mark, and which wait at the gates they are told to wait at."""

import time
from collections.abc import Sequence
from pathlib import Path

from portal.jobs.registry import job
from portal.jobs.running import Run
from tests.portal.jobs.probe.models import Mark


@job("probe.count", max_attempts=4)
def count(run: Run, *, to: int, folder: str, gates: Sequence[str] = (), **_: object) -> dict[str, int]:
    """Leaves the marks 0 … to-1, one per step.

    gates: where the first attempt waits: "begin", "in N" (inside the transaction of step N), "after N", "end".
    """

    def gate(name: str) -> None:
        if name not in gates or run.job.attempts > 1:
            return
        place = Path(folder) / f"{run.job.ref} {name}"
        place.with_suffix(".reached").touch()
        while not place.with_suffix(".open").exists():
            time.sleep(0.01)

    gate("begin")
    for number in range(run.checkpoint or 0, to):
        with run.step(done=number + 1, total=to, checkpoint=number + 1):
            Mark.objects.create(job=run.job.ref, number=number, attempt=run.job.attempts)
            gate(f"in {number}")
        gate(f"after {number}")
    gate("end")
    return {"计数": to}


@job("probe.nightly", title="每夜计数", nightly=True)
def nightly(run: Run, **_: object) -> dict[str, int]:
    """One mark a night."""
    with run.step():
        Mark.objects.create(job=run.job.ref, number=0, attempt=run.job.attempts)
    return {"计数": 1}
