"""Lists about pools as workbooks: the same rows, columns and order as on the page."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Protocol
from urllib.parse import quote

from django.http import HttpResponse

from cultivation.pools.models import Assessment, Membership, Proposal, Tier
from cultivation.pools.queries.criteria import Rulebook
from cultivation.pools.queries.funnel import Funnel
from enterprises.models import Enterprise
from portal.web import formats
from portal.workbooks.spec import ColumnSpec, Kind, SheetSpec
from portal.workbooks.write import Line, write_table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_COUNTY = "未定县区"

_FIRM = (
    ColumnSpec("企业名称", "name", width=36),
    ColumnSpec("统一社会信用代码", "code", Kind.CODE),
    ColumnSpec("县区", "county"),
    ColumnSpec("功能区", "zone"),
)

FUNNEL = SheetSpec(
    "pools_funnel",
    "梯队漏斗",
    (
        ColumnSpec("梯队", "tier"),
        ColumnSpec("在库", "stock", Kind.INTEGER, unit="家"),
        ColumnSpec("有效证书", "certified", Kind.INTEGER, unit="家"),
        ColumnSpec("本年进入", "entered", Kind.INTEGER, unit="家"),
        ColumnSpec("本年退出", "left", Kind.INTEGER, unit="家"),
        ColumnSpec("占上一级", "share"),
        ColumnSpec("待确认入库", "waiting", Kind.INTEGER, unit="家"),
    ),
    key=("tier",),
)
MEMBERS = SheetSpec(
    "pools_members",
    "在库台账",
    (
        *_FIRM,
        ColumnSpec("入库日期", "entered_on", Kind.DATE),
        ColumnSpec("退出日期", "left_on", Kind.DATE),
        ColumnSpec("退出原因", "left_reason", width=24),
        ColumnSpec("依据", "basis", width=30),
        ColumnSpec("证书有效期至", "valid_to", Kind.DATE),
        ColumnSpec("确认人", "confirmed_by"),
    ),
    key=("code",),
)
HOLDERS = SheetSpec(
    "pools_holders",
    "持证名单",
    (
        *_FIRM,
        ColumnSpec("证书编号", "number", Kind.CODE),
        ColumnSpec("发证日期", "valid_from", Kind.DATE),
        ColumnSpec("有效期至", "valid_to", Kind.DATE),
    ),
    key=("code",),
)
PROPOSALS = SheetSpec(
    "pools_proposals",
    "待确认事项",
    (
        *_FIRM,
        ColumnSpec("梯队", "tier"),
        ColumnSpec("类别", "kind"),
        ColumnSpec("说明", "reason", width=40),
        ColumnSpec("到期日", "due_on", Kind.DATE),
        ColumnSpec("提出日期", "made_on", Kind.DATE),
        ColumnSpec("状态", "state"),
    ),
    key=("code",),
)
VERDICTS = SheetSpec(
    "pools_verdicts",
    "判定台账",
    (
        *_FIRM,
        ColumnSpec("结论", "outcome"),
        ColumnSpec("未达标项", "gaps", width=40),
        ColumnSpec("缺数据项", "unknowns", width=40),
        ColumnSpec("得分", "score"),
        ColumnSpec("判定日期", "judged_on", Kind.DATE),
    ),
    key=("code",),
)
NEAREST = SheetSpec(
    "pools_nearest",
    "临界名单",
    (
        *_FIRM,
        ColumnSpec("差几项", "gap_count", Kind.INTEGER, unit="项"),
        ColumnSpec("得分", "score"),
        ColumnSpec("未达标项", "gaps", width=40),
        ColumnSpec("建议", "advice", width=40),
        ColumnSpec("判定日期", "judged_on", Kind.DATE),
    ),
    key=("code",),
)

RETENTION = SheetSpec(
    "pools_retention",
    "高企巩固",
    (
        *_FIRM,
        ColumnSpec("知识产权", "ip"),
        ColumnSpec("知识产权说明", "ip_reason", width=40),
        ColumnSpec("研发项目备案", "rd_project"),
        ColumnSpec("研发项目备案说明", "rd_project_reason", width=30),
        ColumnSpec("辅助账", "ledger"),
        ColumnSpec("加计扣除", "deduction"),
        ColumnSpec("加计扣除说明", "deduction_reason", width=30),
    ),
    key=("code",),
)
_STATES = {1: "已做到", 0: "没做到", -1: "未知", None: "不计入分母"}


class Checked(Protocol):
    """One line of the checklist as the export reads it."""

    @property
    def item(self) -> str: ...

    @property
    def verdict(self) -> int | None: ...

    @property
    def reason(self) -> str: ...


def retention(rows: Iterable[tuple[Enterprise, Sequence[Checked]]], *, title: str, as_of: str) -> HttpResponse:
    """The checklist of every enterprise, as the page shows it."""
    lines = []
    for firm, checks in rows:
        line: Line = _firm(firm)
        for check in checks:
            line |= {check.item: _STATES[check.verdict], f"{check.item}_reason": check.reason}
        lines.append({key: value for key, value in line.items() if key != "ledger_reason"})
    return download(RETENTION, lines, name=f"高企巩固-{as_of}", title=title, as_of=as_of)


def funnel(found: Funnel, *, scope: str) -> HttpResponse:
    """The rungs of a ladder."""
    lines: list[Line] = [{"tier": "在册企业", "stock": found.base}]
    lines += [
        {
            "tier": rung.tier.name,
            "stock": rung.stock,
            "certified": rung.certified,
            "entered": rung.entered,
            "left": rung.left,
            "share": formats.percent(rung.share_of_lower, gap="--"),
            "waiting": rung.waiting.get("enter", 0),
        }
        for rung in found.rungs
    ]
    title = f"{found.ladder.name}（{scope}）"
    return download(FUNNEL, lines, name=f"梯队漏斗-{found.day}", title=title, as_of=f"截至{found.day}")


def members(rows: Iterable[Membership], tier: Tier, *, title: str, as_of: str) -> HttpResponse:
    """Memberships as the ledger shows them."""
    lines = (
        {
            **_firm(row.enterprise),
            "entered_on": row.entered_on,
            "left_on": row.left_on,
            "left_reason": row.left_reason,
            "basis": basis_of(row),
            "valid_to": valid_to_of(row.enterprise),
            "confirmed_by": row.confirmed_by.full_name,
        }
        for row in rows
    )
    return download(MEMBERS, lines, name=f"{tier.name}-{as_of}", title=title, as_of=as_of)


def holders(rows: Iterable[Enterprise], tier: Tier, *, title: str, as_of: str) -> HttpResponse:
    """Certificate holders as the ranking counts them."""
    lines = []
    for row in rows:
        titles = row.titles_of_tier
        held = titles[0] if titles else None
        lines.append(
            {
                **_firm(row),
                "number": held.number if held else None,
                "valid_from": held.valid_from if held else None,
                "valid_to": held.valid_to if held else None,
            }
        )
    return download(HOLDERS, lines, name=f"{tier.name}持证-{as_of}", title=title, as_of=as_of)


def proposals(rows: Iterable[Proposal], *, title: str, as_of: str) -> HttpResponse:
    """Proposals as the queue shows them."""
    lines = (
        {
            **_firm(row.enterprise),
            "tier": row.tier.name,
            "kind": row.get_kind_display(),
            "reason": row.reason,
            "due_on": row.due_on,
            "made_on": row.made_on,
            "state": row.get_state_display(),
        }
        for row in rows
    )
    return download(PROPOSALS, lines, name=f"待确认事项-{as_of}", title=title, as_of=as_of)


def verdicts(rows: Iterable[Assessment], book: Rulebook, *, title: str, as_of: str) -> HttpResponse:
    """Verdicts as their ledger shows them."""
    lines = (
        {
            **_firm(row.enterprise),
            "outcome": row.get_outcome_display(),
            "gaps": "、".join(criterion.title for criterion in book.named(row.gaps)),
            "unknowns": "、".join(criterion.title for criterion in book.named(row.unknowns)),
            "score": score_of(row),
            "judged_on": row.judged_on,
        }
        for row in rows
    )
    return download(VERDICTS, lines, name=f"{book.title}判定-{as_of}", title=title, as_of=as_of)


def nearest(rows: Iterable[Assessment], book: Rulebook, *, title: str, as_of: str) -> HttpResponse:
    """临界名单 as its page orders it: how many conditions are short, and which."""
    lines = (
        {
            **_firm(row.enterprise),
            "gap_count": row.gap_count,
            "score": score_of(row),
            "gaps": "、".join(criterion.title for criterion in book.named(row.gaps)),
            "advice": "".join(criterion.advice for criterion in book.named(row.gaps)[:1]),
            "judged_on": row.judged_on,
        }
        for row in rows
    )
    return download(NEAREST, lines, name=f"{title}-{as_of}", title=title, as_of=as_of)


def basis_of(membership: Membership) -> str:
    """Why a membership began, in words."""
    evidence = membership.evidence
    if evidence.get("basis") == "certificate":
        return f"证书{evidence.get('number', '')}"
    if evidence.get("basis") == "eligible":
        return "预诊断达标"
    return f"人工：{evidence.get('note', '')}"


def valid_to_of(enterprise: Enterprise) -> object:
    """The last day of the newest certificate of the tier, None without one."""
    titles = enterprise.titles_of_tier
    return titles[0].valid_to if titles else None


def score_of(verdict: Assessment) -> str:
    """The score in points: 62, or a range 54～88 while an expert's part is open; nothing where there is no score."""
    if verdict.score_low is None or verdict.score_high is None:
        return ""
    low, high = (f"{points / 100:g}" for points in (verdict.score_low, verdict.score_high))
    return low if low == high else f"{low}～{high}"


def download(spec: SheetSpec, lines: Iterable[Line], *, name: str, title: str, as_of: str) -> HttpResponse:
    """The answer that carries a workbook."""
    file = io.BytesIO()
    write_table(file, spec, lines, title=title, as_of=as_of)
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name.replace(' ', ''))}.xlsx"
    return response


def _firm(enterprise: Enterprise) -> Line:
    return {
        "name": enterprise.name,
        "code": enterprise.code,
        "county": enterprise.county.name if enterprise.county else NO_COUNTY,
        "zone": enterprise.zone.name if enterprise.zone else None,
    }
