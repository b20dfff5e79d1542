"""Archive (作废／退出): an enterprise leaves the ledger's living part with a reason, and can come back."""

from __future__ import annotations

from django.db import transaction

from enterprises.enums import EnterpriseStatus
from enterprises.models import Enterprise, Refusal
from portal.accounts.models import User
from portal.audit.record import record


class CannotArchive(Refusal):
    """The status cannot be changed so."""


def archive(
    enterprise: Enterprise, *, status: str, reason: str, by: User, successor: Enterprise | None = None
) -> Enterprise:
    """The enterprise with a new status: 注销, 已并入, 迁出, or 存续 again. Rows are never deleted.

    successor: the enterprise it was merged into, demanded for 已并入 and refused otherwise.
    Raises CannotArchive without a reason, for a status it already has, or for a successor that cannot be.
    """
    problems = {}
    if status not in EnterpriseStatus.values:
        problems["status"] = f"状态“{status}”不存在，可选：{'、'.join(EnterpriseStatus.labels)}。"
    if not reason.strip():
        problems["reason"] = "请写明原因，示例：2026-11-03 经登记机关核准注销。"
    if (status == EnterpriseStatus.MERGED) != (successor is not None):
        problems["successor"] = "并入须指明存续企业，其他状态不填。"
    if successor is not None and (successor.pk == enterprise.pk or successor.city_id != enterprise.city_id):
        problems["successor"] = "存续企业应是本市的另一家企业。"
    if problems:
        raise CannotArchive(problems)
    with transaction.atomic():
        row: Enterprise = Enterprise.objects.select_for_update().get(pk=enterprise.pk)
        if row.status == status:
            raise CannotArchive({"status": f"{row.name}的状态已经是“{row.get_status_display()}”。"})
        before = {"status": row.status}
        row.status, row.successor = status, successor
        row.fact_revision += 1
        row.save(update_fields=["status", "successor", "fact_revision", "updated_at"])
        after = {"status": status} | ({"successor": successor.code} if successor else {})
        record("enterprise.archived", row, by=by, before=before, after=after, reason=reason.strip())
    return row
