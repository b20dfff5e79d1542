"""The demo city's own rules: the national text published again as the city's, and a draft that reads one clause otherwise."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from cultivation.pools.actions.preview_impact import preview_impact
from cultivation.seed.people import Staff
from policies import library
from policies.actions.create_draft import create_draft
from policies.actions.publish_release import publish_release
from policies.actions.save_draft import save_draft
from policies.actions.submit_draft import submit_draft
from policies.models import Draft
from portal.accounts.roles import Role
from portal.regions.models import Region

PACK = "hnte/2016"
# A reading the national text leaves open; no figure of it is invented.
OPEN_READING = 'default = "three"', 'default = "actual"'


def rule(city: Region, staff: Staff, *, on: date) -> str:
    """Publishes and drafts as an officer and the administrator would; in words, what was made."""
    at = timezone.make_aware(datetime.combine(on, time(9)))
    officer, administrator = staff.of(Role.SECTION), staff.of(Role.BUREAU_ADMIN)
    note = "按国科发火〔2016〕32号、195号执行，条文和数值未改（演示）"
    draft = _draft(city, staff, version=f"2016-{city.code}", note=note, on=on, at=at)
    preview_impact(draft, on=on, at=at, by=officer)
    draft.refresh_from_db()
    submit_draft(draft, by=officer, on=on, at=at)
    release = publish_release(draft, note="与国家文本核对一致（演示）", by=administrator, on=on, at=at)

    note = "不满三年的企业，成果转化年平均数试按实际经营年数计算，待与省厅核实（演示）"
    open_draft = _draft(city, staff, version=f"2016-{city.code}-2", note=note, on=on, at=at)
    reading = open_draft.text.replace(*OPEN_READING, 1)
    save_draft(open_draft, text=reading, cases=open_draft.cases, revision=1, by=officer, at=at)
    return f"规则：已发布{release}，另有草稿1份"


def _draft(city: Region, staff: Staff, *, version: str, note: str, on: date, at: datetime) -> Draft:
    return create_draft(
        region=city,
        base=library.load(PACK),
        text=(library.PACKS / f"{PACK}.toml").read_text(encoding="utf-8"),
        cases=(library.PACKS / f"{PACK}.cases.toml").read_text(encoding="utf-8"),
        version=version,
        in_force_from=on,
        note=note,
        by=staff.of(Role.SECTION),
        at=at,
    )
