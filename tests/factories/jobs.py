"""Jobs for tests, at any point of their life."""

from datetime import UTC, datetime, timedelta

import factory
from django.core.files.base import ContentFile

from portal.jobs.models import Job, State
from tests.factories.accounts import person

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ENDED = {"started_at": AT, "finished_at": AT + timedelta(minutes=3), "attempts": 1}


class JobFactory(factory.django.DjangoModelFactory):
    """A job that waits, asked for by the bureau's administrator in the grant they act under."""

    class Meta:
        model = Job
        skip_postgeneration_save = True

    class Params:
        running = factory.Trait(
            state=State.RUNNING, token="t", worker="host:1:abc", started_at=AT, heartbeat_at=AT, attempts=1
        )
        done = factory.Trait(state=State.DONE, result={"新增": 1312, "未变": 0}, **ENDED)
        failed = factory.Trait(state=State.FAILED, error="没有成功。", traceback="Traceback: secret", **ENDED)
        cancelled = factory.Trait(state=State.CANCELLED, finished_at=AT, cancel_requested=True)
        with_file = factory.Trait(result_file_expires_at=AT + timedelta(days=7))

    task = "jobs.clear_files"
    title = factory.Sequence(lambda n: f"重新计算 {n}")
    asked_by = factory.LazyFunction(person)
    asked_as_id = factory.LazyAttribute(lambda job: job.asked_by.acting.grant_id)
    created_at = AT

    @factory.post_generation
    def content(self: Job, create: bool, given: bytes | None, **_: object) -> None:
        if create and self.result_file_expires_at:
            self.result_file.save("企业台账.xlsx", ContentFile(given or b"PK"), save=True)
