"""What the workbench shows each role at half past eight, in a fixed order (8:30 的问题).

Every number is counted by the very query of the list it leads to, so that list and number agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django.utils import timezone

from cultivation.cockpit.dashboards.block import Block, Gauge, Line, gather, link
from cultivation.cockpit.queries import new_enterprises, open_queues, pool_moves, verdict_changes
from cultivation.pools.enums import ProposalKind
from cultivation.pools.queries.funnel import ladders_for, tiers_of
from cultivation.targets.exports import LIGHTS, NO_TARGET
from cultivation.targets.queries.ranking import Cell, default_division, ranking, ranking_city
from cultivation.targets.queries.ranking import Line as RankingLine
from cultivation.targets.queries.standing import elapsed_share
from enterprises.models import IntakeState
from enterprises.queries import RegisterFilter, fiscal_year_of, register_lines
from enterprises.queries.intakes import visible_intakes
from enterprises.queries.register_lines import MISSING, NONE
from portal.accounts.models import User
from portal.accounts.queries import matching_people, visible_people
from portal.accounts.roles import Role
from portal.audit.queries import entries_within, matching_entries
from portal.jobs.models import State
from portal.jobs.queries import matching_jobs, visible_jobs
from portal.web import formats

LEDGER = "enterprises:list"
FILES_SHOWN = 3
FIRMS_SHOWN = 8
GAUGES_SHOWN = 6


def yesterday(at: datetime) -> date:
    """The day before, in Beijing."""
    return timezone.localtime(at).date() - timedelta(days=1)


def _bound(make: Callable[[User, datetime], Block], user: User, at: datetime) -> Callable[[], Block]:
    return lambda: make(user, at)


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _age(since: date, on: date) -> str:
    days = (on - since).days
    return "今天提出" if days <= 0 else f"最早的已等{days}天"


def _to_do(user: User, at: datetime) -> Block:
    """待办: proposals to confirm, files checked and not yet written, reports to confirm."""
    on = _day(at)
    lines = []
    if user.acting.may("pool.confirm"):
        for queue in open_queues(user):
            lines.append(
                Line(
                    f"{queue.tier_name}·{ProposalKind(queue.kind).label}",
                    formats.number(queue.count),
                    "家",
                    link("pools:proposals", queue.tier_code, kind=queue.kind),
                    _age(queue.oldest_on, on),
                )
            )
    waiting = sum(int(line.value.replace(",", "")) for line in lines)
    files = list(visible_intakes(user).filter(state=IntakeState.CHECKED)[:FILES_SHOWN])
    for file in files:
        lines.append(
            Line(
                f"导入待确认：{file.file_name}",
                formats.number(file.counts.get("all")),
                "行",
                link("enterprises:intake", file.ref),
                formats.ago(file.uploaded_at, at),
            )
        )
    reports = register_lines(user, RegisterFilter(report="submitted"), on=on).count()
    if reports and user.acting.may("enterprise.revise"):
        lines.append(
            Line(f"{fiscal_year_of(on)}年年报待审核", formats.number(reports), "家", link(LEDGER, report="submitted"))
        )
        waiting += reports
    return Block("to-do", "待办", lines, empty="现在没有等您办的事。", waiting=waiting + len(files))


def _due(user: User, at: datetime) -> Block:
    """到期: titles that end soon."""
    on = _day(at)
    lines = []
    for days in (30, 90, 180):
        count = register_lines(user, RegisterFilter(ends_within=days), on=on).count()
        if count:
            until = formats.day(on + timedelta(days=days))
            lines.append(
                Line(
                    f"{days}天内有资质到期",
                    formats.number(count),
                    "家",
                    link(LEDGER, ends=days),
                    f"{until}前",
                    "blue",
                    "临期",
                )
            )
    return Block("due", "快到期的", lines, empty="180天内没有资质到期。")


def _changes(user: User, at: datetime) -> Block:
    """昨天以来的变化."""
    since = yesterday(at)
    start = timezone.make_aware(datetime.combine(since, time.min))
    counts = (
        ("诊断结论有变化", verdict_changes(user, since=since).count(), "次", "verdicts"),
        ("新登记企业", new_enterprises(user, since=start).count(), "家", "firms"),
        ("入库、出库", pool_moves(user, since=since).count(), "次", "pools"),
    )
    lines = [
        Line(title, formats.number(count), unit, link("cockpit:changes", kind=kind, since=since.isoformat()))
        for title, count, unit, kind in counts
        if count
    ]
    return Block("changes", "昨天以来的变化", lines, empty="昨天以来没有变化。")


def _quality(user: User, at: datetime) -> Block:
    """数据质量: what nobody knows, and what failed."""
    on = _day(at)
    year = fiscal_year_of(on)
    asked = (
        ("县区未知", RegisterFilter(counties=(NONE,)), {"county": NONE}),
        (f"{year}年年报未报", RegisterFilter(report=MISSING), {"report": MISSING}),
        ("行业未知", RegisterFilter(sections=(NONE,)), {"section": NONE}),
        ("规模未知", RegisterFilter(sizes=(NONE,)), {"scale": NONE}),
        ("没有包联人", RegisterFilter(officer=NONE), {"officer": NONE}),
    )
    lines = []
    for title, wanted, query in asked:
        count = register_lines(user, wanted, on=on).count()
        if count:
            lines.append(Line(title, formats.number(count), "家", link(LEDGER, **query)))
    failed = matching_jobs(visible_jobs(user), user=user, state=State.FAILED).count()
    if failed:
        lines.append(
            Line("失败的作业", formats.number(failed), "个", link("jobs:list", state=State.FAILED), "", "red", "失败")
        )
    return Block("quality", "数据质量", lines, empty="资料齐全，没有失败的作业。")


def _progress(user: User, at: datetime) -> Block:
    """序时: the city's or the county's own targets against the share of the year that has passed."""
    on = _day(at)
    city, ladders = ranking_city(user), ladders_for(user)
    tiers = tiers_of(ladders[0])[:GAUGES_SHOWN] if ladders else []
    if city is None or not tiers:
        return Block("progress", "序时进度", empty="还没有下达任务指标。")
    table = ranking(
        user,
        city=city,
        division=default_division(user),
        year=on.year,
        tiers=tiers,
        chosen=tiers[-1],
        measure="rate",
        on=on,
    )
    line = table.total if table.is_whole else table.lines[0]
    elapsed = elapsed_share(on.year, on=on)
    gauges = [_gauge(cell, elapsed) for cell in _cells(line)]
    return Block(
        "progress",
        f"{on.year}年序时进度",
        gauges=gauges,
        empty="还没有下达任务指标。",
        url=link("targets:ranking"),
        more="看县区排名",
    )


def _cells(line: RankingLine) -> list[Cell]:
    return [cell for cell in line.cells if cell.standing.target is not None or cell.standing.count]


def _gauge(cell: Cell, elapsed: Fraction) -> Gauge:
    """One target, the gap in enterprises: 差49家，序时差38家."""
    standing = cell.standing
    url = link("targets:ranking", tier=cell.tier.code)
    growth = formats.growth(standing.count, standing.before)
    if standing.target is None or standing.rate is None or standing.gap is None:
        return Gauge(
            cell.tier.name, formats.number(standing.count), "家", url, "grey", NO_TARGET, lines=((f"同比{growth}", ""),)
        )
    behind = max(0, math.ceil(standing.target * elapsed) - standing.count)
    gap = f"还差{formats.number(standing.gap)}家" if standing.gap else "已完成"
    pace = f"序时差{formats.number(behind)}家" if behind else "不落后序时"
    return Gauge(
        cell.tier.name,
        formats.number(standing.count),
        "家",
        url,
        cell.light,
        LIGHTS.get(cell.light, "样本小"),
        float(standing.rate),
        float(elapsed),
        f"完成{formats.percent(standing.rate)}，序时{formats.percent(elapsed)}",
        ((f"目标{formats.number(standing.target)}", gap), (pace, f"同比{growth}")),
    )


def _mine(user: User, at: datetime) -> Block:
    """包联干部, 企业: the enterprises themselves, those whose title ends first at the top."""
    on = _day(at)
    firms = register_lines(user, RegisterFilter(), on=on, sort="name")
    total = firms.count()
    shown = list(firms.select_related("county")[:FIRMS_SHOWN])
    lines = [
        Line(
            firm.name,
            "",
            url=link("enterprises:detail", firm.ref),
            note=firm.county.name if firm.county else "县区未知",
        )
        for firm in shown
    ]
    return Block(
        "mine",
        f"我的企业（{formats.number(total)}家）",
        lines,
        empty="还没有企业交给您。请找科技局分派包联。",
        url=link(LEDGER),
        more="看全部",
    )


def _mine_due(user: User, at: datetime) -> Block:
    """包联干部: what to bring up at the next visit."""
    on = _day(at)
    year = fiscal_year_of(on)
    asked = (
        ("30天内有资质到期", RegisterFilter(ends_within=30), {"ends": 30}, "blue", "临期"),
        ("90天内有资质到期", RegisterFilter(ends_within=90), {"ends": 90}, "blue", "临期"),
        (f"{year}年年报未报", RegisterFilter(report=MISSING), {"report": MISSING}, "", ""),
        ("还没有任何资质", RegisterFilter(titles=(NONE,)), {"title": NONE}, "", ""),
    )
    lines = []
    for title, wanted, query, light, word in asked:
        count = register_lines(user, wanted, on=on).count()
        if count:
            lines.append(Line(title, formats.number(count), "家", link(LEDGER, **query), "", light, word))
    return Block("raise", "走访时要提的", lines, empty="名下企业暂时没有要提醒的事。")


def _log(user: User, at: datetime) -> Block:
    """审计: the last seven days of the log by what happened."""
    since = _day(at) - timedelta(days=6)
    start = timezone.make_aware(datetime.combine(since, time.min))
    lines = []
    for group, title in (
        ("refused", "登录未成功"),
        ("people", "账号与授权变动"),
        ("enterprises", "企业资料修改"),
        ("imports", "导入与导出"),
        ("pools", "梯队与诊断处理"),
    ):
        count = matching_entries(entries_within(user.acting.region), group=group, since=start).count()
        if count:
            lines.append(
                Line(title, formats.number(count), "条", link("audit:log", group=group, since=since.isoformat()))
            )
    return Block("log", "近七天的操作", lines, empty="近七天没有操作记录。", url=link("audit:log"), more="看操作日志")


def _jobs(user: User, at: datetime) -> Block:
    """作业 by state; for whoever runs the portal."""
    lines = []
    for state, light in ((State.FAILED, "red"), (State.RUNNING, "blue"), (State.QUEUED, "grey")):
        count = matching_jobs(visible_jobs(user), user=user, state=state).count()
        if count:
            lines.append(
                Line(
                    f"{state.label}的作业",
                    formats.number(count),
                    "个",
                    link("jobs:list", state=state),
                    "",
                    light,
                    state.label,
                )
            )
    return Block(
        "jobs", "作业", lines, empty="没有排队、进行中或失败的作业。", url=link("jobs:list"), more="看全部作业"
    )


def _people(user: User, at: datetime) -> Block:
    """账号 that need an administrator's eye."""
    on = _day(at)
    lines = []
    for state, title in (
        ("waiting", "还没改一次性密码"),
        ("bare", "没有有效授权"),
        ("expiring", "30天内授权到期"),
        ("off", "已停用"),
    ):
        count = matching_people(visible_people(user), on=on, state=state).count()
        if count:
            lines.append(Line(title, formats.number(count), "人", link("accounts:users", state=state)))
    return Block(
        "people", "账号与授权", lines, empty="账号和授权都正常。", url=link("accounts:users"), more="看用户与角色"
    )


Recipe = tuple[str, str, Callable[[User, datetime], Block]]
Row = tuple[tuple[Recipe, ...], ...]
"""Columns beside each other, each a pile of blocks; read from left to right and from top to bottom."""

TO_DO: Recipe = ("to-do", "待办", _to_do)
DUE: Recipe = ("due", "快到期的", _due)
CHANGES: Recipe = ("changes", "昨天以来的变化", _changes)
QUALITY: Recipe = ("quality", "数据质量", _quality)
PROGRESS: Recipe = ("progress", "序时进度", _progress)
MINE: Recipe = ("mine", "我的企业", _mine)
RAISE: Recipe = ("raise", "走访时要提的", _mine_due)
LOG: Recipe = ("log", "近七天的操作", _log)
JOBS: Recipe = ("jobs", "作业", _jobs)
PEOPLE: Recipe = ("people", "账号与授权", _people)

_WHOLE_CITY: tuple[Row, ...] = (((TO_DO,), (DUE, CHANGES)), ((PROGRESS,),), ((QUALITY,),))
_ROWS: dict[str, tuple[Row, ...]] = {
    Role.BUREAU_ADMIN: _WHOLE_CITY,
    Role.SECTION: _WHOLE_CITY,
    Role.COUNTY: (((PROGRESS,),), ((TO_DO, DUE), (CHANGES, QUALITY))),
    Role.SPECIALIST: (((RAISE, CHANGES), (MINE,)),),
    Role.ENTERPRISE: (((MINE,),),),
    Role.LEADER: (((PROGRESS,),), ((DUE,), (CHANGES,))),
    Role.AUDITOR: (((LOG,), (QUALITY,)), ((PROGRESS,),)),
    Role.SYSADMIN: (((JOBS,), (PEOPLE,)),),
}


def rows_for(user: User, *, at: datetime) -> list[list[list[Block]]]:
    """The workbench of the role the person acts in: rows of columns of blocks."""
    return [
        [gather([(key, title, _bound(make, user, at)) for key, title, make in column]) for column in row]
        for row in _ROWS[Role(user.acting.role)]
    ]
