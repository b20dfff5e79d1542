"""Assignment (包联): who of the bureau stands by an enterprise; the data scope of the specialist."""

from django.db import models
from django.db.models import Q

from enterprises.enums import AssignmentLayer


class Assignment(models.Model):
    """包联: one person, one enterprise, one layer, from a day, perhaps until a day.

    It lives here, not in cultivation.ledgers, because the scope of what a specialist may see is decided here.
    """

    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="assignments")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="assignments")
    layer = models.CharField("层级", max_length=10, choices=AssignmentLayer, default=AssignmentLayer.OFFICER)
    since = models.DateField("起始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "user", "layer"], condition=Q(until=None), name="assignment_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}包联{self.enterprise}"
