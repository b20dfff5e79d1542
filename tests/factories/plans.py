"""一企一策 for tests."""

from datetime import date, datetime

from cultivation.pools.enums import PlanState
from cultivation.pools.models import FirmPlan, PlanMeasure
from enterprises.models import Enterprise
from tests.factories.accounts import person
from tests.factories.jobs import AT


def plan_of(enterprise: Enterprise, *, signed: bool = False, programme: str = "tech_sme", year: int = 2026) -> FirmPlan:
    """A plan with one measure, written straight into the tables."""
    at: datetime = AT
    plan = FirmPlan.objects.create(
        enterprise=enterprise,
        programme=programme,
        title="科技型中小企业评价",
        year=year,
        state=PlanState.SIGNED if signed else PlanState.DRAFT,
        on=AT.date(),
        pack_digest="0" * 64,
        standing="差12分",
        goal="60分，可以入库",
        made_by=person(),
        made_at=at,
        signed_by=person() if signed else None,
        signed_at=at if signed else None,
    )
    PlanMeasure.objects.create(
        plan=plan,
        position=1,
        title="科技人员",
        text="内部认定11人",
        figures=[
            {
                "word": "tech_staff_6m",
                "label": "科技人员",
                "before": "10人",
                "after": "21人",
                "was": 100_000,
                "amount": 110_000,
            }
        ],
        owner_name="企业",
        due_on=date(2026, 12, 31),
        evidence="科技人员名单",
    )
    return plan
