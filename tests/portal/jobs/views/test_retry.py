"""重试 by POST."""

import pytest
from django.urls import reverse

from portal.jobs.models import State
from tests.factories.accounts import person
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("state", "words"), [({"failed": True}, "已重新排队"), ({"done": True}, "不需要重试")])
def test_the_person_reads_what_was_done_or_why_not(client, state, words):
    job = JobFactory(**state)
    client.force_login(job.asked_by)
    assert words in client.post(reverse("jobs:retry", args=[job.ref]), follow=True).content.decode()


def test_an_auditor_may_not_retry(client):
    job = JobFactory(failed=True)
    client.force_login(person("auditor"))
    assert client.post(reverse("jobs:retry", args=[job.ref])).status_code == 403
    job.refresh_from_db()
    assert job.state == State.FAILED
