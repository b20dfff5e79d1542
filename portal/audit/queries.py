"""Reads of the log."""

from django.db import models
from django.db.models import QuerySet

from portal.audit.models import Entry


def history_of(subject: models.Model) -> QuerySet[Entry]:
    """Every deed done to one row, newest first."""
    return Entry.objects.filter(
        subject_type=subject._meta.label_lower, subject_ref=str(getattr(subject, "ref", "") or subject.pk)
    )
