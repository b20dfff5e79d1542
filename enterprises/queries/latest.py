"""The latest report of enterprises."""

from __future__ import annotations

from collections.abc import Collection

from enterprises.models import AnnualReport


def latest_reports(enterprise_ids: Collection[int]) -> dict[int, AnnualReport]:
    """Enterprise id → its current report of the latest fiscal year; enterprises without any are left out.

    The ids go into one statement: give at most a thousand.
    """
    reports = AnnualReport.objects.filter(enterprise__in=enterprise_ids, is_current=True).order_by("fiscal_year")
    return {report.enterprise_id: report for report in reports}
