"""Mark: the trace a probing job leaves for each step."""

from django.db import models


class Mark(models.Model):
    """One step that was committed; deliberately without a constraint, so that a doubled step shows."""

    job = models.CharField(max_length=26)
    number = models.IntegerField()
    attempt = models.IntegerField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.job} {self.number}"
