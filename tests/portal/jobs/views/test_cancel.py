"""取消 by POST."""

import pytest
from django.urls import reverse

from portal.jobs.models import State
from tests.factories.accounts import person
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "words"), [({}, "已取消“"), ({"running": True}, "已要求取消“"), ({"done": True}, "已经结束，不能再取消")]
)
def test_the_person_reads_what_was_done_or_why_not(client, state, words):
    job = JobFactory(**state)
    client.force_login(job.asked_by)
    answer = client.post(reverse("jobs:cancel", args=[job.ref]), follow=True)
    assert answer.redirect_chain[0][0] == reverse("jobs:detail", args=[job.ref])
    assert words in answer.content.decode()


def test_a_look_alone_cancels_nothing(client):
    job = JobFactory()
    client.force_login(job.asked_by)
    assert client.get(reverse("jobs:cancel", args=[job.ref])).status_code == 405
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_an_auditor_sees_the_job_and_may_not_stop_it(client):
    job = JobFactory()
    client.force_login(person("auditor"))
    assert client.get(reverse("jobs:detail", args=[job.ref])).status_code == 200
    assert client.post(reverse("jobs:cancel", args=[job.ref])).status_code == 403
    job.refresh_from_db()
    assert job.state == State.QUEUED
