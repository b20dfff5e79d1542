"""Removing result files whose time is over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portal.accounts.models import User
from portal.audit.record import record
from portal.jobs.models import Job


def clear_files(*, by: User, at: datetime) -> int:
    """Deletes the result files kept long enough; the jobs themselves stay. Returns how many files went."""
    count = 0
    for job in Job.objects.filter(result_file_expires_at__lte=at).exclude(result_file="").order_by("id"):
        name = str(job.result_file.name)
        with transaction.atomic():
            cleared = Job.objects.filter(pk=job.pk, result_file=name).update(result_file="")
            if cleared:
                record("job.file_cleared", job, by=by, before={"file": name})
        # After the commit: a row without its file would offer a download that fails, the reverse only wastes space.
        job.result_file.storage.delete(name)
        count += cleared
    return count
