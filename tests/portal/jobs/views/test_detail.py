"""作业详情: progress, result, and what a person may do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from freezegun import freeze_time

from portal.jobs.models import State
from portal.jobs.views.detail import duration
from tests.factories.accounts import person, stranger
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(client):
    """The page of a job as its asker, or somebody else, sees it a while after it was asked for."""

    def show(job, *, user=None, seconds=10, **headers):
        with freeze_time(AT + timedelta(seconds=seconds)):
            client.force_login(user or job.asked_by)
            return client.get(reverse("jobs:detail", args=[job.ref]), headers=headers).content.decode()

    return show


def test_a_running_job_shows_its_counts_rate_and_remaining_time(show):
    text = show(JobFactory(running=True, progress_done=40_000, progress_total=100_000, rate=500.0))
    for words in ("40,000 / 100,000", "每秒500条", "大约还要2分钟", "进行中", "取消作业"):
        assert words in text


@pytest.mark.parametrize(
    ("rate", "left", "words"),
    [(0.5, 100, "每分钟30.0条"), (0.5, 100, "大约还要3分钟"), (10.0, 20, "马上完成"), (1.0, 44, "大约还要40秒")],
)
def test_rates_and_estimates_are_worded_by_their_size(show, rate, left, words):
    assert words in show(JobFactory(running=True, progress_done=0, progress_total=left, rate=rate))


def test_an_unknown_total_gives_no_estimate(show):
    text = show(JobFactory(running=True, progress_done=7, rate=3.0))
    assert "每秒3条" in text and "大约还要" not in text


def test_it_is_asked_again_every_two_seconds_then_every_five_and_not_after_the_end(show):
    job = JobFactory(running=True)
    assert 'hx-trigger="every 2s"' in show(job, seconds=59)
    assert 'hx-trigger="every 5s"' in show(job, seconds=60)
    done = show(JobFactory(done=True))
    assert "hx-trigger" not in done and 'http-equiv="refresh"' not in done


def test_without_our_script_the_page_reloads_itself_while_the_job_is_open(show):
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in show(JobFactory())


def test_the_part_that_is_asked_for_again_is_the_part_of_the_page(show):
    job = JobFactory(running=True, progress_done=5, progress_total=9)
    part = show(job, **{"HX-Request": "true"})
    assert part.lstrip().startswith('<div class="stack" id="live"') and "<html" not in part
    assert "5 / 9" in part and "5 / 9" in show(job)


def test_a_finished_job_shows_what_changed_and_leads_to_the_outcome(show):
    text = show(JobFactory(done=True, link="/w/imports/abc/"))
    for words in ("新增", "1,312", "未变", 'href="/w/imports/abc/"', "查看结果", "3分钟"):
        assert words in text


def test_a_failed_job_says_why_and_offers_another_try(show):
    job = JobFactory(failed=True)
    text = show(job)
    assert "没有成功。" in text and reverse("jobs:retry", args=[job.ref]) in text
    assert "Traceback: secret" not in text
    assert "Traceback: secret" in show(job, user=person("sysadmin"))


def test_a_job_that_waits_for_another_try_says_so(show):
    assert "第2次没有成功，稍后会自动再试（最多5次）" in show(JobFactory(attempts=2))


def test_a_job_that_is_to_stop_says_so_and_offers_no_second_stop(show):
    job = JobFactory(running=True, cancel_requested=True)
    text = show(job)
    assert "已要求取消" in text and reverse("jobs:cancel", args=[job.ref]) not in text


@pytest.mark.parametrize("role", ["bureau_admin", "section", "county", "auditor"])
def test_a_stranger_finds_nothing(client, role):
    job = JobFactory(done=True, with_file=True)
    client.force_login(stranger(role))
    for name in ("jobs:detail", "jobs:download"):
        assert client.get(reverse(name, args=[job.ref])).status_code == 404
    for name in ("jobs:cancel", "jobs:retry"):
        assert client.post(reverse(name, args=[job.ref])).status_code == 404
    job.refresh_from_db()
    assert job.state == State.DONE


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "不到1秒"), (45, "45秒"), (60, "1分钟"), (200, "3分20秒"), (7200, "2小时"), (7500, "2小时5分")],
)
def test_durations_are_said_as_people_say_them(seconds, words):
    assert duration(seconds) == words
