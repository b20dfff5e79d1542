"""On whose behalf a job acts."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from portal.accounts.models import User
from portal.accounts.queries import acting_of
from portal.jobs.models import Job
from portal.jobs.running import CannotFinish


class NoLongerAllowed(CannotFinish):
    """The grant the job was asked under has ended."""


def asker_of(job: Job, *, at: datetime) -> User:
    """Who asked, acting under the grant they asked under. Raises NoLongerAllowed when it has ended since."""
    user: User = job.asked_by
    user.acting = acting_of(user, on=timezone.localtime(at).date(), grant_id=job.asked_as_id)
    if not user.is_active:
        raise NoLongerAllowed(f"发起人“{user.full_name}”的账号已停用，作业没有执行。")
    if user.acting.grant_id != job.asked_as_id and not user.is_system:
        raise NoLongerAllowed(f"发起人“{user.full_name}”提交时所用的授权已收回或到期，作业没有执行。")
    return user
