"""The demo city's clinics, and a check-up of the enterprise that the demo's enterprise user belongs to."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from django.utils import timezone

from cultivation.pools.actions.keep_clinic import add_clinic
from cultivation.pools.actions.make_checkup import make_checkup
from cultivation.seed.people import Staff
from enterprises.models import Member
from portal.accounts.roles import Role
from portal.regions.models import Region

# Invented: host institutions are called by what they are, never by a real name.
CLINICS: Final = (
    ("智能制造企业创新诊所", "演示生产力促进中心", "数控机床、汽车零部件"),
    ("新材料企业创新诊所", "演示新材料研究院", "有色金属材料、化工新材料"),
    ("农产品加工企业创新诊所", "演示职业技术学院", "食品加工、冷链物流"),
)
PROGRAMMES: Final = ("tech_sme", "hnte")


def examine_demo(city: Region, staff: Staff, *, on: date) -> str:
    """Names clinics and makes one check-up as an officer would; in words, what was made."""
    officer = staff.of(Role.SECTION)
    at = timezone.make_aware(datetime.combine(on, time(9)))
    clinics = [
        add_clinic(region=city, name=name, host=host, domain=domain, started_on=date(on.year - 1, 3, 1), by=officer)
        for name, host, domain in CLINICS
    ]
    member = Member.objects.select_related("enterprise__city", "enterprise__county").get(user=staff.of(Role.ENTERPRISE))
    made = make_checkup(
        member.enterprise,
        programmes=PROGRAMMES,
        clinic=clinics[0],
        remark="研发费用按项目归集，辅助账先建起来（演示）。",
        on=on,
        at=at,
        by=officer,
    )
    return f"体检：{len(clinics)}家企业创新诊所，{made.enterprise}的体检报告1份"
