"""Telling a person something."""

import pytest
from django.template import TemplateDoesNotExist

from portal.accounts.queries import system_user
from portal.notices.models import Notice
from portal.notices.notify import Message, notify
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AT

pytestmark = pytest.mark.django_db
FAR: list[Message] = []


def deliver(message: Message) -> None:
    """A second channel, of the tests."""
    FAR.append(message)


def test_the_words_of_the_kind_arrive_in_the_inbox_with_the_way_to_the_page():
    to = UserFactory()
    notify(to, kind="job_done", at=AT, url="/w/jobs/x/", title="导入<企业>")
    notice = Notice.objects.get()
    assert (notice.to, notice.text, notice.url, notice.created_at, notice.read_at) == (
        to,
        "作业“导入<企业>”已完成。",
        "/w/jobs/x/",
        AT,
        None,
    )


def test_every_channel_that_is_switched_on_delivers(settings):
    settings.NOTICE_CHANNELS = ["portal.notices.channels.inbox", __name__]
    FAR.clear()
    notify(UserFactory(), kind="job_done", at=AT, title="导入")
    assert [message.text for message in FAR] == [Notice.objects.get().text]


def test_the_system_and_closed_accounts_are_told_nothing():
    notify(system_user(), kind="job_done", at=AT, title="导入")
    notify(UserFactory(is_active=False), kind="job_done", at=AT, title="导入")
    assert not Notice.objects.exists()


def test_a_kind_without_words_is_noticed():
    with pytest.raises(TemplateDoesNotExist):
        notify(UserFactory(), kind="job_dome", at=AT)
