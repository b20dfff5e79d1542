"""Who said each figure of one enterprise, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cultivation.pools.evidence.bindings import (
    BINDINGS,
    AnyRight,
    Clean,
    Held,
    Registered,
    RegisteredFlag,
    Reported,
    Rights,
    Won,
)
from enterprises.enums import ReportState, Source
from enterprises.models import AnnualReport, Enterprise, ListCheck
from enterprises.queries.columns import YEARS

_REGISTERED_FIELDS = {"founded": "founded_on", "tax_by_audit": "tax_collection", "field_declared": "field_code"}
_CHECK_FIELDS = {"rights": "rights_on", "titles": "titles_on", "merits": "merits_on"}


@dataclass(frozen=True)
class _Held:
    enterprise: Enterprise
    reports: Mapping[int, AnnualReport]
    check: ListCheck | None
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

    def checked(self, field: str, done: str) -> tuple[str, ...]:
        day = getattr(self.check, field, None) if self.check else None
        return (f"{day}{done}",) if day else ()


def sources_of(enterprise: Enterprise, *, on: date) -> dict[str, tuple[str, ...]]:
    """Word → where its figure came from, in Chinese, a piece per report or list; empty where nobody said anything."""
    reports = AnnualReport.objects.filter(
        enterprise=enterprise, is_current=True, fiscal_year__range=(on.year - YEARS, on.year - 1)
    ).exclude(state=ReportState.DRAFT)
    held = _Held(
        enterprise,
        {report.fiscal_year: report for report in reports},
        ListCheck.objects.filter(enterprise=enterprise).first(),
        on,
    )
    return {word: _source(binding, held) for word, binding in BINDINGS.items()}


def _source(binding: object, held: _Held) -> tuple[str, ...]:
    match binding:
        case Reported(years=years):
            return held.reported(years)
        case Registered(name=name) | RegisteredFlag(name=name):
            return held.registered(name)
        case Rights() | AnyRight():
            return held.checked(_CHECK_FIELDS["rights"], "核对知识产权台账")
        case Held():
            return held.checked(_CHECK_FIELDS["titles"], "核对资质")
        case Won():
            return held.checked(_CHECK_FIELDS["merits"], "核对奖励与标准")
        case Clean(kind=kind):
            return held.checked(f"{kind}_on", "与主管部门名单比对")
        case _:
            return ()


def _report(report: AnnualReport) -> str:
    state = ReportState(report.state).label
    day = f"，{report.reported_on}报告" if report.reported_on else ""
    revision = f"第{report.revision}版" if report.revision > 1 else ""
    return f"{report.fiscal_year}年度报告{revision}（{Source(report.source).label}{day}，{state}）"
