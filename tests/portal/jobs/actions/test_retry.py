"""A failed or cancelled job can be taken up again where it stopped."""

import pytest

from portal.jobs.actions.retry import CannotRetry, retry
from portal.jobs.models import State
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_it_waits_again_with_all_its_attempts_and_its_checkpoint(end, sent, django_capture_on_commit_callbacks):
    job = JobFactory(**{end: True}, checkpoint={"after": 40}, progress_done=40)
    with django_capture_on_commit_callbacks(execute=True):
        retry(job, by=job.asked_by, at=AT)
    assert (job.state, job.attempts, job.error, job.traceback, job.finished_at) == (State.QUEUED, 0, "", "", None)
    assert (job.checkpoint, job.progress_done, job.cancel_requested) == ({"after": 40}, 40, False)
    assert sent() == [("jobs.run_job", {"ref": job.ref})]


@pytest.mark.parametrize("state", [{}, {"running": True}, {"done": True}])
def test_nothing_else_is_taken_up_again(state):
    job = JobFactory(**state)
    with pytest.raises(CannotRetry, match="不需要重试"):
        retry(job, by=job.asked_by, at=AT)
