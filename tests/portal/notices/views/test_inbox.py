"""消息: one's own, and nobody else's."""

import pytest
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.jobs import AT
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    me = person("county")
    client.force_login(me)
    return me


def test_a_person_reads_their_own_notices_only(client, me):
    mine, other = NoticeFactory(to=me), NoticeFactory()
    text = client.get(reverse("notices:inbox")).content.decode()
    assert mine.text in text and other.text not in text and "未读" in text


def test_what_was_read_leaves_the_unread(client, me):
    old, new = NoticeFactory(to=me, read_at=AT), NoticeFactory(to=me)
    text = client.get(reverse("notices:inbox"), {"show": "unread"}).content.decode()
    assert new.text in text and old.text not in text


def test_opening_marks_it_read_and_leads_on(client, me):
    notice = NoticeFactory(to=me, url="/help/")
    answer = client.get(reverse("notices:open", args=[notice.ref]))
    notice.refresh_from_db()
    assert answer["Location"] == "/help/" and notice.read_at is not None


def test_a_notice_of_somebody_else_is_not_found_and_not_read(client, me):
    notice = NoticeFactory()
    assert client.get(reverse("notices:open", args=[notice.ref])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_at_once_by_post_only(client, me):
    NoticeFactory.create_batch(2, to=me)
    assert client.get(reverse("notices:read_all")).status_code == 405
    assert "已把2条消息标为已读" in client.post(reverse("notices:read_all"), follow=True).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_more_notices_take_no_more_queries(client, me, rows, django_assert_num_queries):
    NoticeFactory.create_batch(rows, to=me)
    client.get(reverse("notices:inbox"))
    with django_assert_num_queries(5):
        client.get(reverse("notices:inbox"))
