"""Reading is noted once."""

from datetime import timedelta

import pytest

from portal.notices.actions.mark_read import mark_all_read, mark_read
from portal.notices.queries import unread_count
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AT
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db


def test_the_first_reading_counts():
    notice = NoticeFactory()
    mark_read(notice, by=notice.to, at=AT)
    mark_read(notice, by=notice.to, at=AT + timedelta(days=1))
    notice.refresh_from_db()
    assert notice.read_at == AT


def test_all_means_all_of_that_person():
    me = UserFactory()
    NoticeFactory.create_batch(2, to=me)
    other = NoticeFactory()
    assert mark_all_read(me, by=me, at=AT) == 2
    assert mark_all_read(me, by=me, at=AT) == 0
    assert (unread_count(me), unread_count(other.to)) == (0, 1)
