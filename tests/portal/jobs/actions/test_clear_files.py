"""Result files go when their week is over; their jobs stay."""

from datetime import timedelta

import pytest

from portal.accounts.queries import system_user
from portal.jobs.actions.clear_files import clear_files
from tests.factories.jobs import AT, JobFactory

pytestmark = pytest.mark.django_db


def test_only_files_past_their_time_go():
    old = JobFactory(done=True, with_file=True, result_file_expires_at=AT)
    fresh = JobFactory(done=True, with_file=True)
    path, storage = old.result_file.name, old.result_file.storage
    assert clear_files(by=system_user(), at=AT) == 1
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert not old.result_file and not storage.exists(path)
    assert fresh.result_file and storage.exists(fresh.result_file.name)
    assert clear_files(by=system_user(), at=AT + timedelta(days=6)) == 0
