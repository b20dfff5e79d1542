"""MovedEnterprise: whose facts or place have moved since the verdicts were last made from them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, models

_AT_ONCE = 1_000


class MovedEnterpriseQuerySet(models.QuerySet["MovedEnterprise"]):
    """Moves that wait for whoever derives something from facts."""

    def settle(self, marks: Sequence[int]) -> None:
        """Takes away the moves with these marks, read before the facts were; one that came since has another mark and stays.

        On PostgreSQL a row that a writer holds is passed over: it is about to get another mark.
        """
        pass_over = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            for start in range(0, len(marks), _AT_ONCE):
                among = ",".join(str(int(mark)) for mark in marks[start : start + _AT_ONCE])
                cursor.execute(
                    f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE id IN ({among}) "
                    f"ORDER BY id{pass_over})"
                )


class MovedEnterprise(models.Model):
    """One enterprise to look at again; the database itself notes it, so no action can forget to.

    id: the mark of its latest move, never used twice. A trigger on the enterprises' table writes the row when an active
    enterprise is added, when its fact_revision, status, city or county changes, whatever code or console did it.
    """

    enterprise = models.OneToOneField(
        "enterprises.Enterprise", models.CASCADE, related_name="+", db_constraint=False, verbose_name="企业"
    )

    objects = MovedEnterpriseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.enterprise_id}（{self.pk}）"
