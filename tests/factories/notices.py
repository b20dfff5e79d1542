"""Notices for tests."""

import factory

from portal.notices.models import Notice
from tests.factories.accounts import UserFactory
from tests.factories.jobs import AT


class NoticeFactory(factory.django.DjangoModelFactory):
    """A notice nobody has read yet."""

    class Meta:
        model = Notice

    to = factory.SubFactory(UserFactory)
    kind = "job_done"
    text = factory.Sequence(lambda n: f"作业“重新计算 {n}”已完成。")
    url = "/help/"
    created_at = AT
