"""The scheduler's messages."""

import pytest
from freezegun import freeze_time

from portal.jobs import registry, tasks
from portal.jobs.models import Job, State
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


def nights() -> set[str]:
    return {key.rsplit(":", 1)[1] for key in Job.objects.values_list("key", flat=True)}


def test_every_nightly_job_starts_once_a_night_however_often_it_is_asked_for():
    for moment in ("2026-11-22 02:00", "2026-11-22 02:00", "2026-11-22 23:45", "2026-11-23 01:59"):
        with freeze_time(f"{moment}+08:00"):
            tasks.start_nightly()
    names = [task.name for task in registry.nightly_tasks()]
    assert sorted(Job.objects.values_list("task", flat=True)) == names
    assert nights() == {"2026-11-22"}
    with freeze_time("2026-11-23 02:00+08:00"):
        tasks.start_nightly()
    assert Job.objects.count() == 2 * len(names)
    assert nights() == {"2026-11-22", "2026-11-23"}
    assert all(job.asked_by.is_system for job in Job.objects.all())


def test_a_message_runs_its_job():
    job = JobFactory()
    tasks.run_job(ref=job.ref, from_a_newer_release=True)
    job.refresh_from_db()
    assert (job.state, job.result) == (State.DONE, {"已删除文件": 0})


def test_the_reaper_runs_by_the_clock(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    job = JobFactory(running=True)
    tasks.reap()
    job.refresh_from_db()
    assert job.state == State.QUEUED
