"""数据完整度: which of the facts that the rules ask for are known."""

from __future__ import annotations

from dataclasses import dataclass

from enterprises.models import AnnualReport, Enterprise
from enterprises.models.figures import LABELS

IDENTITY = {
    "founded_on": ("identity", "注册成立日期"),
    "county": ("place", "县区"),
    "address": ("place", "注册地址"),
    "industry_code": ("place", "国民经济行业"),
    "field_code": ("place", "高新技术领域"),
    "is_resident": ("standing", "居民企业"),
    "tax_collection": ("standing", "企业所得税征收方式"),
    "accounts_sound": ("standing", "会计核算健全"),
    "legal_person": ("people", "法定代表人"),
    "contact_name": ("people", "联系人"),
    "contact_phone": ("people", "联系电话"),
}
"""Fact → block of the edit page, label."""

FIGURES = {
    "staff_e4": "people",
    "tech_staff_e4": "people",
    "tech_staff_6m_e4": "people",
    "sales_fen": "income",
    "income_total_fen": "income",
    "income_nontax_fen": "income",
    "income_hightech_fen": "income",
    "cost_expense_fen": "assets",
    "assets_fen": "assets",
    "liabilities_fen": "assets",
    "rd_expense_fen": "research",
    "rd_domestic_fen": "research",
    "rd_deductible_fen": "research",
    "conversions_count": "research",
}
"""Figure of the fiscal year → section of the report."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One missing fact. block: of the edit page, or "" for a figure; section: of the report, or "" for a fact."""

    label: str
    block: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """known of total facts are there; gaps names the others."""

    known: int
    total: int
    gaps: tuple[Gap, ...]

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.known / self.total


def completeness(enterprise: Enterprise, report: AnnualReport | None, fiscal_year: int) -> Completeness:
    """How much is known of what the rules ask for. report: of the fiscal year, None when not reported.

    Figures of a year before the foundation are not asked for.
    """
    figures = FIGURES if enterprise.owes_report(fiscal_year) else {}
    gaps = [
        Gap(label, block=block) for name, (block, label) in IDENTITY.items() if getattr(enterprise, name) in (None, "")
    ]
    gaps += [
        Gap(LABELS[name], section=section)
        for name, section in figures.items()
        if report is None or getattr(report, name) is None
    ]
    total = len(IDENTITY) + len(figures)
    return Completeness(total - len(gaps), total, tuple(gaps))
