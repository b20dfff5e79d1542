"""`python -m tests.portal.jobs.probe VERB JSON`: what the tests do in a process of its own.

start: starts a job and prints its ref. race: waits for a file, then executes a job and prints what became of it.
"""

import json
import os
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.portal.jobs.probe.settings")
django.setup()

from django.utils import timezone  # noqa: E402  Django must be set up

from portal.accounts.queries import system_user  # noqa: E402
from portal.jobs.actions.start import start  # noqa: E402
from portal.jobs.execute import execute  # noqa: E402


def main(verb: str, text: str) -> None:
    asked = json.loads(text)
    by = system_user()
    if verb == "race":
        Path(asked["ready"]).touch()
        while not Path(asked["go"]).exists():
            time.sleep(0.001)
    if "key" in asked:
        job = start(
            "probe.count", by=by, title="计数", at=timezone.now(), arguments=asked["arguments"], key=asked["key"]
        )
        print(job.ref)  # noqa: T201
    elif verb == "start":
        task = asked.pop("task", "probe.count")
        print(start(task, by=by, title="计数", at=timezone.now(), arguments=asked).ref)  # noqa: T201
    else:
        print(execute(asked["ref"], clock=timezone.now))  # noqa: T201


main(*sys.argv[1:])
