"""下载: the right is asked for again each time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from freezegun import freeze_time

from portal.accounts.models import Grant
from portal.audit.queries import history_of
from tests.factories.accounts import GrantFactory, person
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def job():
    return JobFactory(done=True, with_file=True, content=b"the register")


@pytest.fixture
def take(client, job):
    def take(*, user=None, days=1):
        with freeze_time(AT + timedelta(days=days)):
            client.force_login(user or job.asked_by)
            return client.get(reverse("jobs:download", args=[job.ref]), follow=True)

    return take


def test_the_asker_gets_the_file_under_its_name_and_the_log_says_so(take, job):
    answer = take()
    assert b"".join(answer.streaming_content) == b"the register"
    assert "%E4%BC%81%E4%B8%9A%E5%8F%B0%E8%B4%A6" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store" and answer["X-Content-Type-Options"] == "nosniff"
    assert [entry.deed for entry in history_of(job)] == ["job.file_downloaded"]


def test_a_proxy_that_serves_private_files_is_given_the_path(take, job, settings):
    settings.PROTECTED_URL = "/protected/"
    answer = take()
    assert answer["X-Accel-Redirect"].startswith(f"/protected/jobs/{job.ref}/%E4")
    assert answer.content == b""


def test_after_a_week_the_link_leads_back_to_the_job_with_the_reason(take):
    answer = take(days=7)
    assert answer.redirect_chain and "已过保留期限" in answer.content.decode()


def test_a_colleague_who_sees_the_job_does_not_get_the_file(take):
    for role in ("bureau_admin", "sysadmin", "auditor"):
        assert "文件属于别人" in take(user=person(role)).content.decode()


def test_a_withdrawn_grant_closes_the_file_even_for_the_asker(take, job):
    GrantFactory(user=job.asked_by, role="section")
    Grant.objects.filter(pk=job.asked_as_id).update(withdrawn_at=AT)
    assert "授权已经结束" in take().content.decode()


def test_a_file_that_is_gone_from_the_storage_is_said_to_be_gone(take, job):
    job.result_file.storage.delete(job.result_file.name)
    assert "文件已被清理" in take().content.decode()
