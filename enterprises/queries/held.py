"""What actions must know of enterprises before they write: current reports, certificates held."""

from __future__ import annotations

from collections.abc import Collection

from enterprises.models import AnnualReport, Certificate


def latest_reports(enterprise_ids: Collection[int]) -> dict[int, AnnualReport]:
    """Enterprise id → its current report of the latest fiscal year; enterprises without any are left out.

    The ids go into one statement: give at most a thousand.
    """
    reports = AnnualReport.objects.filter(enterprise__in=enterprise_ids, is_current=True).order_by("fiscal_year")
    return {report.enterprise_id: report for report in reports}


def current_reports(
    enterprise_ids: Collection[int], fiscal_years: Collection[int]
) -> dict[tuple[int, int], AnnualReport]:
    """(enterprise id, fiscal year) → the current report. The ids go into one statement: give at most a thousand."""
    reports = AnnualReport.objects.filter(enterprise__in=enterprise_ids, fiscal_year__in=fiscal_years, is_current=True)
    return {(report.enterprise_id, report.fiscal_year): report for report in reports}


def certificates_by_scheme(enterprise_ids: Collection[int]) -> dict[tuple[int, str], list[Certificate]]:
    """(enterprise id, scheme) → its certificates, oldest first. Give at most a thousand ids."""
    found: dict[tuple[int, str], list[Certificate]] = {}
    for certificate in Certificate.objects.filter(enterprise__in=enterprise_ids).order_by("valid_from", "id"):
        found.setdefault((certificate.enterprise_id, certificate.scheme), []).append(certificate)
    return found
