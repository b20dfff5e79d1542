"""Jobs whose every step leaves a mark, and which wait at the gates they are told to wait at."""

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from portal.jobs import workers
from portal.jobs.registry import job
from portal.jobs.running import Run
from portal.jobs.sharing import Part, Turn, deal, work_off
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


def count_share(turn: Turn, *, who: str = "helper") -> None:
    """One mark in the transaction of the share; the first to come to a gate ("run" or "helper", inside it) waits there."""
    with turn.finish() as result:
        number = turn.share.arguments["number"]
        Mark.objects.create(job=turn.job.ref, number=number, attempt=turn.job.attempts)
        result["number"] = number
        place = Path(turn.job.arguments["folder"]) / f"{turn.job.ref} {who}"
        if who in turn.job.arguments["gates"] and not place.with_suffix(".reached").exists():
            place.with_suffix(".reached").write_text(workers.identity())
            while not place.with_suffix(".open").exists():
                time.sleep(0.01)


@job("probe.shared", max_attempts=4, share=count_share)
def shared(run: Run, *, to: int, **_: object) -> dict[str, int]:
    """Leaves the marks 0 … to-1, each a share that any worker may do."""
    if run.checkpoint != "dealt":
        deal(run, [Part({"number": number}, 1) for number in range(to)], checkpoint="dealt")
    done = work_off(run, partial(count_share, who="run"), note="计数")
    return {"计数": len(done)}


@job("probe.nightly", title="每夜计数", nightly=True)
def nightly(run: Run, **_: object) -> dict[str, int]:
    """One mark a night."""
    with run.step():
        Mark.objects.create(job=run.job.ref, number=0, attempt=run.job.attempts)
    return {"计数": 1}
