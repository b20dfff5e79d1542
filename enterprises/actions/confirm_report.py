"""Confirm a report (县区审核通过): the bureau stands by the figures of a year."""

from __future__ import annotations

from django.db import transaction

from enterprises.enums import ReportState
from enterprises.models import AnnualReport, Refusal
from portal.accounts.models import User
from portal.audit.record import record


class CannotConfirm(Refusal):
    """The report cannot be confirmed."""


def confirm_report(report: AnnualReport, *, by: User) -> AnnualReport:
    """The report, confirmed. The figures stay, so nothing derived from them is stale.

    Raises CannotConfirm for a revision that is not the current one, or one already confirmed.
    """
    with transaction.atomic():
        row = AnnualReport.objects.select_for_update().get(pk=report.pk)
        if not row.is_current:
            raise CannotConfirm({"": f"{row.fiscal_year}年的报告已有更新的一版，请核对后再审核。"})
        if row.state == ReportState.CONFIRMED:
            raise CannotConfirm({"": f"{row.fiscal_year}年的报告已经审核通过。"})
        before = {"state": row.state}
        row.state = ReportState.CONFIRMED
        row.save(update_fields=["state"])
        after = {"fiscal_year": row.fiscal_year, "revision": row.revision, "state": row.state}
        record("report.confirmed", row.enterprise, by=by, before=before, after=after)
    return row
