"""The recompute as a job: it tells what it did, goes on after a death, and is not started twice."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from freezegun import freeze_time

from cultivation.pools.actions.start_recompute import start_recompute
from cultivation.pools.models import Assessment
from cultivation.pools.recompute import whole
from cultivation.pools.recompute.moves import begin_sweep
from cultivation.pools.tasks import catch_up
from enterprises.models import MovedEnterprise
from portal.jobs.execute import execute
from portal.jobs.models import Job, State
from portal.jobs.sharing import help_with
from tests.cultivation.pools.recompute.test_recompute import described, touch
from tests.factories.accounts import person
from tests.factories.pools import national_ladder

AT = datetime(2026, 11, 22, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def ladders():
    national_ladder()


def run_now(job):
    execute(job.ref, clock=lambda: AT)
    job.refresh_from_db()
    return job


@freeze_time(AT)
def test_the_job_judges_everybody_and_says_what_it_did():
    enterprises = [described() for _ in range(3)]
    job = run_now(start_recompute(by=person(), at=AT))
    assert (job.state, job.progress_done, job.progress_total) == (State.DONE, 3, 3)
    assert job.result["判定企业"] == "3家"
    assert job.result["首次得出结论"] == "6条"
    assert "高新技术企业认定（2016）" in job.result["适用规则"]
    assert Assessment.objects.filter(enterprise__in=enterprises).count() == 6


@freeze_time(AT)
def test_a_job_that_died_between_two_chunks_goes_on_and_counts_each_chunk_once(monkeypatch):
    monkeypatch.setattr(whole, "_size", lambda: 2)
    for _ in range(5):
        described()
    job = start_recompute(by=person(), at=AT, everything=True)
    real, calls = whole.assess, []

    def die_at_the_third(chunk, **given):
        calls.append(chunk.low)
        if len(calls) == 3:
            raise SystemExit
        return real(chunk, **given)

    monkeypatch.setattr(whole, "assess", die_at_the_third)
    with pytest.raises(SystemExit):
        execute(job.ref, clock=lambda: AT)
    assert Assessment.objects.count() == 8
    monkeypatch.setattr(whole, "assess", real)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    job = run_now(job)
    assert job.state == State.DONE
    assert job.result["判定企业"] == "5家"
    assert job.result["首次得出结论"] == "10条"
    assert Assessment.objects.count() == 10


@freeze_time(AT)
def test_helpers_judge_shares_and_everything_is_counted_once(monkeypatch):
    monkeypatch.setattr(whole, "_size", lambda: 2)
    enterprises = [described() for _ in range(7)]
    job = start_recompute(by=person(), at=AT)
    real, helped = whole.assess, []

    def helped_along(chunk, **given):
        if not helped:
            helped.append(None)
            helped[0] = [help_with(job.ref, clock=lambda: AT) for _ in range(2)]
        return real(chunk, **given)

    monkeypatch.setattr(whole, "assess", helped_along)
    job = run_now(job)
    assert helped == [[True, True]]
    assert (job.state, job.result["判定企业"], job.result["首次得出结论"]) == (State.DONE, "7家", "14条")
    assert (job.progress_done, job.progress_total) == (7, 7)
    assert Assessment.objects.filter(enterprise__in=enterprises).count() == 14
    assert not MovedEnterprise.objects.exists()


@freeze_time(AT)
def test_a_helper_that_knows_other_texts_leaves_the_share_alone(monkeypatch):
    monkeypatch.setattr(whole, "_size", lambda: 1)
    for _ in range(3):
        described()
    job = start_recompute(by=person(), at=AT)
    real, helped = whole.assess, []

    def released_meanwhile(chunk, **given):
        with monkeypatch.context() as patch:
            patch.setattr(whole, "texts_of", lambda rulings: "newer")
            helped.append(help_with(job.ref, clock=lambda: AT))
        return real(chunk, **given)

    monkeypatch.setattr(whole, "assess", released_meanwhile)
    assert run_now(job).result["判定企业"] == "3家"
    assert helped == [False] * 3


@freeze_time(AT)
def test_an_attempt_begins_anew_when_other_texts_judged_in_between(monkeypatch):
    monkeypatch.setattr(whole, "_size", lambda: 2)
    for _ in range(4):
        described()
    job = start_recompute(by=person(), at=AT)
    real, judged = whole.assess, []

    def die_at_the_second(chunk, **given):
        judged.append(chunk.low)
        if len(judged) == 2:
            raise SystemExit
        return real(chunk, **given)

    monkeypatch.setattr(whole, "assess", die_at_the_second)
    with pytest.raises(SystemExit):
        execute(job.ref, clock=lambda: AT)
    begin_sweep("other texts")
    Assessment.objects.update(pack_digest="1" * 64)
    Job.objects.filter(pk=job.pk).update(state=State.QUEUED)
    assert run_now(job).state == State.DONE
    assert len(judged) == 4
    assert not Assessment.objects.filter(pack_digest="1" * 64).exists()


@freeze_time(AT)
def test_a_second_request_joins_the_one_under_way():
    officer = person()
    first = start_recompute(by=officer, at=AT)
    assert start_recompute(by=officer, at=AT) == first
    run_now(first)
    assert start_recompute(by=officer, at=AT) != first


@freeze_time(AT)
def test_catching_up_starts_nothing_while_nothing_is_stale():
    enterprise = described()
    run_now(start_recompute(by=person(), at=AT))
    before = Job.objects.count()
    catch_up()
    assert Job.objects.count() == before
    touch(enterprise, tech_staff_6m_e4=0)
    catch_up()
    job = Job.objects.latest("pk")
    assert (job.task, job.title, job.asked_by.is_system) == ("pools.recompute", "更新判定（1家有新数据）", True)


@freeze_time(AT)
def test_the_day_of_the_job_is_the_day_it_runs():
    enterprise = described(founded_on=date(2025, 11, 23))
    run_now(start_recompute(by=person(), at=AT))
    assert Assessment.objects.get(enterprise=enterprise, programme="hnte").recheck_on == date(2026, 11, 23)
