"""What the workbench shows each role at half past eight, in a fixed order."""

from __future__ import annotations

from datetime import datetime

from cultivation.cockpit.dashboards.block import Block, Maker, gather
from portal.accounts.models import User
from portal.accounts.roles import Role


def blocks_for(user: User, *, at: datetime) -> list[Block]:
    """The blocks of the role the person acts in."""
    makers = {
        Role.SYSADMIN: (_jobs_of_all,),
    }.get(Role(user.acting.role), (_jobs,))
    return gather([make(user, at) for make in makers])


def _jobs(user: User, at: datetime) -> Maker:
    return Maker("jobs", "作业", lambda: Block("jobs", "作业", (), "没有进行中的作业。"))


_jobs_of_all = _jobs
