"""Who said each figure of one enterprise, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cultivation.pools.evidence.bindings import (
    BINDINGS,
    AnyRight,
    Clean,
    CleanOfAll,
    GrantedRights,
    Held,
    OwnRights,
    Registered,
    RegisteredFlag,
    Reported,
    Rights,
    Stated,
    StatedFlag,
    Won,
)
from enterprises.enums import ComplianceKind, ReportState, Source
from enterprises.models import AnnualReport, Enterprise, ListCheck, Statement
from enterprises.queries.columns import LONG_YEARS

_REGISTERED_FIELDS = {"founded": "founded_on", "tax_by_audit": "tax_collection", "field_declared": "field_code"}
_CHECK_FIELDS = {"rights": "rights_on", "titles": "titles_on", "merits": "merits_on"}


@dataclass(frozen=True)
class _Held:
    enterprise: Enterprise
    reports: Mapping[int, AnnualReport]
    check: ListCheck | None
    statements: Mapping[str, Statement]
    on: date

    def reported(self, years: int) -> tuple[str, ...]:
        wanted = range(self.on.year - years, self.on.year)
        return tuple(_report(self.reports[year]) for year in reversed(wanted) if year in self.reports)

    def registered(self, name: str) -> tuple[str, ...]:
        origin = self.enterprise.origins.get(_REGISTERED_FIELDS.get(name, name))
        if not origin:
            return ()
        source = Source(origin["source"]).label if origin.get("source") in Source.values else origin.get("source", "")
        return ("，".join(part for part in (f"登记信息（{source}）", origin.get("as_of", "")) if part),)

    def stated(self, item: str) -> tuple[str, ...]:
        statement = self.statements.get(item)
        if statement is None or statement.value is None:
            return ()
        who = f"，{statement.stated_by.full_name}" if statement.stated_by else ""
        paper = f"，依据{statement.evidence}" if statement.evidence else ""
        return (f"补充情况（{Source(statement.source).label}，截至{statement.as_of}{who}{paper}）",)

    def checked(self, field: str, done: str) -> tuple[str, ...]:
        day = getattr(self.check, field, None) if self.check else None
        return (f"{day}{done}",) if day else ()


def sources_of(enterprise: Enterprise, *, on: date) -> dict[str, tuple[str, ...]]:
    """Word → where its figure came from, in Chinese, a piece per report or list; empty where nobody said anything."""
    return sources_of_many([enterprise], on=on)[enterprise.pk]


def sources_of_many(enterprises: Sequence[Enterprise], *, on: date) -> dict[int, dict[str, tuple[str, ...]]]:
    """The same for several at once, by key of the enterprise, in as many queries as for one."""
    ids = [enterprise.pk for enterprise in enterprises]
    reports: dict[int, dict[int, AnnualReport]] = defaultdict(dict)
    for report in AnnualReport.objects.filter(
        enterprise__in=ids, is_current=True, fiscal_year__range=(on.year - LONG_YEARS, on.year - 1)
    ).exclude(state=ReportState.DRAFT):
        reports[report.enterprise_id][report.fiscal_year] = report
    checks = {check.enterprise_id: check for check in ListCheck.objects.filter(enterprise__in=ids)}
    statements: dict[int, dict[str, Statement]] = defaultdict(dict)
    for one in Statement.objects.filter(enterprise__in=ids, is_current=True).select_related("stated_by"):
        statements[one.enterprise_id][one.item] = one
    found = {}
    for enterprise in enterprises:
        pk = enterprise.pk
        held = _Held(enterprise, reports[pk], checks.get(pk), statements[pk], on)
        found[pk] = {word: _source(binding, held) for word, binding in BINDINGS.items()}
    return found


def _source(binding: object, held: _Held) -> tuple[str, ...]:
    match binding:
        case Reported(years=years):
            return held.reported(years)
        case RegisteredFlag(name="is_sme"):
            return held.reported(1)
        case Registered(name=name) | RegisteredFlag(name=name):
            return held.registered(name)
        case Rights() | AnyRight() | OwnRights() | GrantedRights():
            return held.checked(_CHECK_FIELDS["rights"], "核对知识产权台账")
        case Held():
            return held.checked(_CHECK_FIELDS["titles"], "核对资质")
        case Won():
            return held.checked(_CHECK_FIELDS["merits"], "核对奖励与标准")
        case Stated(name=name) | StatedFlag(name=name):
            return held.stated(name)
        case CleanOfAll():
            days = [getattr(held.check, f"{kind.value}_on", None) for kind in ComplianceKind]
            oldest = min((day for day in days if day), default=None)
            return (f"{oldest}以后与主管部门名单比对",) if oldest and all(days) else ()
        case Clean(kind=kind):
            return held.checked(f"{kind}_on", "与主管部门名单比对")
        case _:
            return ()


def _report(report: AnnualReport) -> str:
    state = ReportState(report.state).label
    day = f"，{report.reported_on}报告" if report.reported_on else ""
    revision = f"第{report.revision}版" if report.revision > 1 else ""
    file = f"“{report.source_note}”" if report.source == Source.IMPORTED and report.source_note else ""
    return f"{report.fiscal_year}年度报告{revision}（{Source(report.source).label}{file}{day}，{state}）"
