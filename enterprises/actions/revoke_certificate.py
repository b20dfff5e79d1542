"""Revoke a certificate (取消资质)."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from enterprises.models import Certificate, Enterprise, Refusal
from portal.accounts.models import User
from portal.audit.record import record


class CannotRevoke(Refusal):
    """The certificate cannot be revoked so."""


def revoke_certificate(certificate: Certificate, *, revoked_on: date, reason: str, by: User, on: date) -> Certificate:
    """The certificate, out of force from a day, with the reason; it stays on file. Raises CannotRevoke."""
    problems = {}
    if not reason.strip():
        problems["reason"] = "请写明取消原因和文号，示例：未按期更新信息，豫科〔2026〕12号。"
    elif len(reason.strip()) > 120:
        problems["reason"] = f"取消原因最多120个字，实际有{len(reason.strip())}个字。"
    if revoked_on > on:
        problems["revoked_on"] = f"取消日期{revoked_on}晚于今天（{on}）。"
    elif revoked_on < certificate.valid_from:
        problems["revoked_on"] = f"取消日期{revoked_on}早于发证日期{certificate.valid_from}。"
    if problems:
        raise CannotRevoke(problems)
    with transaction.atomic():
        row = Certificate.objects.select_for_update().get(pk=certificate.pk)
        if row.revoked_on is not None:
            raise CannotRevoke({"": f"{row}已于{row.revoked_on}取消。"})
        row.revoked_on, row.revoked_reason = revoked_on, reason.strip()
        row.save(update_fields=["revoked_on", "revoked_reason"])
        Enterprise.objects.facts_changed([row.enterprise_id])
        after = {"certificate": str(row), "revoked_on": revoked_on}
        record("certificate.revoked", row.enterprise, by=by, after=after, reason=row.revoked_reason)
    return row
