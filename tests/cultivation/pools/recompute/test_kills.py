"""Workers killed at random moments, two at a time, leave exactly what an undisturbed run leaves."""

import os
import random
import subprocess
import sys
import time
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from benchmarks.city import build_city
from cultivation.pools.models import Assessment, AssessmentChange
from cultivation.pools.recompute.moves import begin_sweep, end_sweep, texts_of
from cultivation.pools.recompute.plan import plan, plan_moved
from cultivation.pools.recompute.rulings import rulings_on
from cultivation.pools.recompute.run import run
from enterprises.models import AnnualReport, Enterprise, MovedEnterprise
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

ON = date(2026, 11, 22)
KILLS = 20
WORKER = """
import sys, django
django.setup()
from datetime import date
from cultivation.pools.recompute.plan import plan_moved
from cultivation.pools.recompute.rulings import rulings_on
from cultivation.pools.recompute.run import run
on = date(2026, 11, 22)
rulings = rulings_on(on)
print("ready", flush=True)
for chunk in plan_moved(rulings, on=on, size=50):
    run(chunk, rulings=rulings, on=on)
print("done", flush=True)
"""


def start() -> subprocess.Popen[str]:
    """A worker of its own on the database of this test, begun and ready to judge."""
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings.test"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def verdicts():
    fields = [field.attname for field in Assessment._meta.concrete_fields if field.attname not in ("id", "judged_on")]
    return sorted(Assessment.objects.values_list(*fields), key=str)


def changes():
    fields = [field.attname for field in AssessmentChange._meta.concrete_fields if field.attname != "id"]
    return sorted(AssessmentChange.objects.values_list(*fields), key=str)


def change_some_facts():
    """Every third enterprise loses its technical staff: a third of the verdicts may move."""
    some = [pk for pk in Enterprise.objects.values_list("pk", flat=True) if pk % 3 == 0]
    AnnualReport.objects.filter(enterprise__in=some).update(tech_staff_6m_e4=0)
    Enterprise.objects.facts_changed(some)


@pytest.mark.only_on("postgresql")  # one writer on SQLite: the whole portal is one process there
def test_twenty_kills_change_nothing():
    call_command("load_reference", verbosity=0)
    call_command("load_ladders", verbosity=0)
    build_city(3_000, on=ON)
    rulings = rulings_on(ON)
    begin_sweep(texts_of(rulings))
    for chunk in plan(rulings, on=ON):
        run(chunk, rulings=rulings, on=ON)
    end_sweep(texts_of(rulings))
    before = list(Assessment.objects.values())
    change_some_facts()
    marks = list(MovedEnterprise.objects.all())
    for chunk in plan(rulings, on=ON):
        run(chunk, rulings=rulings, on=ON)
    wanted = verdicts(), changes()
    assert len(wanted[1]) > 100

    AssessmentChange.objects.all().delete()
    Assessment.objects.all().delete()
    Assessment.objects.bulk_create([Assessment(**row) for row in before], batch_size=1_000)
    MovedEnterprise.objects.bulk_create(marks)
    rng, killed = random.Random(7), 0
    while killed < KILLS:
        workers = [start(), start()]
        time.sleep(rng.uniform(0.0, 0.03))
        for worker in workers:
            killed += worker.poll() is None
            worker.kill()
            worker.communicate()
    last = start()
    assert last.communicate(timeout=120)[0] == "done\n"
    assert plan(rulings, on=ON) == plan_moved(rulings, on=ON) == []
    assert (verdicts(), changes()) == wanted
