"""Give a mandate (授权服务机构), and revoke it: what an agency may see and do for an enterprise, until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from enterprises.models import Agency, Enterprise, Mandate, Refusal
from portal.accounts.models import User
from portal.audit.record import record

LONGEST_REASON = 200


class CannotGiveMandate(Refusal):
    """The mandate cannot be given or revoked so."""


def give_mandate(
    enterprise: Enterprise,
    *,
    agency: Agency,
    programmes: Collection[str],
    may_fill: bool = False,
    valid_from: date,
    valid_to: date,
    by: User,
    on: date,
) -> Mandate:
    """The agency may see the enterprise and diagnose it under the programmes, from a day through a day.

    Raises CannotGiveMandate without a programme, for days that are over or turned round, an agency of another city,
    or while another mandate of the two overlaps.
    """
    problems = {}
    if not programmes:
        problems["programmes"] = "请至少选一个事项，服务机构只能看选中的事项。"
    if valid_from < on:
        problems["valid_from"] = f"起始日期{valid_from}早于今天，授权不能追溯。请填{on}或以后的日期。"
    if valid_to < valid_from:
        problems["valid_to"] = f"截止日期{valid_to}早于起始日期{valid_from}。"
    if agency.city_id != enterprise.city_id:
        problems["agency"] = f"“{agency.name}”没有在本市登记，请从列表里选。"
    if problems:
        raise CannotGiveMandate(problems)
    with transaction.atomic():
        Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        same = Mandate.objects.filter(
            enterprise=enterprise, agency=agency, revoked_at=None, valid_from__lte=valid_to, valid_to__gte=valid_from
        ).first()
        if same is not None:
            raise CannotGiveMandate(
                {
                    "agency": f"已授权“{agency.name}”，从{same.valid_from}到{same.valid_to}。"
                    "要改范围或日期，请先收回那一份。"
                }
            )
        mandate = Mandate.objects.create(
            enterprise=enterprise,
            agency=agency,
            programmes=sorted(programmes),
            may_fill=may_fill,
            valid_from=valid_from,
            valid_to=valid_to,
            given_by=by,
        )
        record("mandate.given", enterprise, by=by, after=_shown(mandate))
    return mandate


def revoke_mandate(mandate: Mandate, *, by: User, at: datetime, on: date, reason: str = "") -> Mandate:
    """The mandate ends at this moment. Raises CannotGiveMandate when it is over or was revoked before."""
    reason = reason.strip()
    if len(reason) > LONGEST_REASON:
        raise CannotGiveMandate({"": f"收回原因最多{LONGEST_REASON}个字，实际有{len(reason)}个字。"})
    with transaction.atomic():
        row = Mandate.objects.select_for_update(of=("self",)).select_related("enterprise", "agency").get(pk=mandate.pk)
        if row.revoked_at is not None:
            raise CannotGiveMandate({"": f"给“{row.agency.name}”的这份授权已经收回。"})
        if row.valid_to < on:
            raise CannotGiveMandate({"": f"给“{row.agency.name}”的这份授权已于{row.valid_to}到期。"})
        row.revoked_at, row.revoked_by, row.revoked_reason = at, by, reason
        row.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
        record("mandate.revoked", row.enterprise, by=by, before=_shown(row), reason=reason)
    return row


def _shown(mandate: Mandate) -> dict[str, object]:
    return {
        "agency": mandate.agency.name,
        "programmes": "、".join(mandate.programmes),
        "may_fill": mandate.may_fill,
        "mandate_from": mandate.valid_from,
        "mandate_to": mandate.valid_to,
    }
