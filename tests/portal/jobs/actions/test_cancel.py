"""Cancelling ends what waits, and asks what runs."""

import pytest

from portal.jobs.actions.cancel import CannotCancel, cancel
from portal.jobs.models import State
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db


def test_a_waiting_job_ends_at_once():
    job = JobFactory()
    cancel(job, by=job.asked_by, at=AT)
    assert (job.state, job.finished_at) == (State.CANCELLED, AT)


def test_a_running_job_is_asked_to_end():
    job = JobFactory(running=True)
    cancel(job, by=job.asked_by, at=AT)
    assert (job.state, job.cancel_requested) == (State.RUNNING, True)


@pytest.mark.parametrize("end", ["done", "failed", "cancelled"])
def test_what_has_ended_cannot_be_cancelled(end):
    job = JobFactory(**{end: True})
    with pytest.raises(CannotCancel, match="已经结束"):
        cancel(job, by=job.asked_by, at=AT)
