"""Signs a 一企一策 for the bureau, and takes the enterprise's own acknowledgement."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cultivation.pools.enums import PlanState
from cultivation.pools.models import FirmPlan
from portal.accounts.models import User
from portal.audit.record import record


class CannotSettle(Exception):
    """Nothing was written; the text says why, for the person."""


def sign_plan(plan: FirmPlan, *, at: datetime, by: User) -> FirmPlan:
    """The bureau stands by a draft; from now on it is changed by a new version only. Raises CannotSettle otherwise."""
    with transaction.atomic():
        plan = FirmPlan.objects.select_for_update().get(pk=plan.pk)
        if plan.state != PlanState.DRAFT:
            raise CannotSettle(f"第{plan.version}版{plan.get_state_display()}，不用再签发。")
        plan.state, plan.signed_by, plan.signed_at = PlanState.SIGNED, by, at
        plan.save(update_fields=["state", "signed_by", "signed_at"])
        record("plan.signed", plan, by=by, after={"version": plan.version})
    return plan


def acknowledge_plan(plan: FirmPlan, *, at: datetime, by: User) -> FirmPlan:
    """Somebody of the enterprise has read the signed plan and agrees. Raises CannotSettle for any other, or the second time."""
    with transaction.atomic():
        plan = FirmPlan.objects.select_for_update().get(pk=plan.pk)
        if plan.state != PlanState.SIGNED:
            raise CannotSettle(f"第{plan.version}版{plan.get_state_display()}，签发后企业才能确认。")
        if plan.acknowledged_at is not None:
            raise CannotSettle("企业已经确认过这一版。")
        plan.acknowledged_by, plan.acknowledged_at = by, at
        plan.save(update_fields=["acknowledged_by", "acknowledged_at"])
        record("plan.acknowledged", plan, by=by, after={"version": plan.version})
    return plan
