"""The figures of a fiscal year that follow from a firm's proportions; parts never exceed their totals."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

WAN_FEN = 1_000_000
YUAN_FEN = 100
E4 = 10_000


@dataclass
class Shape:
    """Proportions of a firm. sales_wan: sales of the last year in 万元; growth: a year; the others are shares."""

    sales_wan: float
    growth: float
    sales_per_head: float
    rd_ratio: float
    tech_ratio: float
    hightech_ratio: float
    domestic_ratio: float
    asset_ratio: float
    debt_ratio: float
    profit_ratio: float
    conversions: int


def year_figures(shape: Shape, *, years_back: int, random: Random) -> dict[str, int | None]:
    """Every figure the demo reports for one year; years_back counts from the last year, 0."""
    noise = random.uniform(0.99, 1.01) if years_back else 1.0
    sales = _yuan(shape.sales_wan * WAN_FEN / (1 + shape.growth) ** years_back * noise)
    rd = _yuan(sales * shape.rd_ratio)
    staff = _people(max(2.0, sales / WAN_FEN / shape.sales_per_head))
    return {
        **_people_figures(staff, shape, random),
        **_money_figures(sales, rd, shape, years_back, random),
        **_research_figures(rd, shape, random),
        "conversions_count": max(0, shape.conversions + random.choice((-1, 0, 0, 1)) if shape.conversions else 0),
    }


def _people_figures(staff: int, shape: Shape, random: Random) -> dict[str, int | None]:
    tech = _people(staff * shape.tech_ratio / E4)
    parttime = _people(staff * 0.03 / E4)
    end = staff // E4 + random.randint(0, 3)
    graduates = min(end, round(end * random.uniform(0.2, 0.4)))
    return {
        "staff_e4": staff,
        "staff_onjob_e4": staff - parttime,
        "staff_parttime_e4": parttime,
        "staff_temporary_e4": 0,
        "tech_staff_e4": tech,
        "tech_staff_6m_e4": tech,
        "rd_staff_e4": _people(tech * 0.8 / E4),
        "staff_end_count": end,
        "new_hires_count": random.randint(0, max(1, end // 8)),
        "doctor_count": graduates // 40,
        "master_count": graduates // 8,
        "bachelor_count": graduates - graduates // 8 - graduates // 40,
        "insured_count": max(0, end - random.randint(0, 2)),
    }


def _money_figures(sales: int, rd: int, shape: Shape, years_back: int, random: Random) -> dict[str, int | None]:
    profit = _yuan(sales * shape.profit_ratio)
    assets = _yuan(sales * shape.asset_ratio)
    hightech = _yuan(sales * shape.hightech_ratio)
    return {
        "sales_fen": sales,
        "revenue_operating_fen": sales,
        "revenue_main_fen": _yuan(sales * 0.98),
        "income_total_fen": sales,
        "income_nontax_fen": 0,
        "income_hightech_fen": min(sales, hightech),
        "income_tech_fen": min(sales, _yuan(hightech * random.uniform(0, 0.15))),
        "tech_contract_fen": _yuan(rd * random.uniform(0, 0.4)),
        "cost_expense_fen": _yuan(sales * (1 - shape.profit_ratio)),
        "assets_fen": assets,
        "liabilities_fen": _yuan(assets * min(0.95, shape.debt_ratio * (1 + 0.02 * years_back))),
        "profit_fen": profit,
        "net_profit_fen": _yuan(profit * 0.85),
        "tax_paid_fen": _yuan(sales * 0.035),
        "super_deduction_fen": rd,
    }


def _research_figures(rd: int, shape: Shape, random: Random) -> dict[str, int | None]:
    """Eight items that give the total back: 委托 counts by 80 %, 其他 stays under its cap."""
    outsourced = _yuan(rd * random.uniform(0.0, 0.08))
    overseas = _yuan(rd * (1 - shape.domestic_ratio))
    # 5 fen of every 4 counted, so that 80 % of it is whole.
    domestic_paid, overseas_paid = outsourced // 4 * 5, overseas // 4 * 5
    counted = (domestic_paid + overseas_paid) * 4 // 5
    other = min(_yuan(rd * 0.05), (rd - counted) // 5)
    inner = rd - counted - other
    staff_cost = _yuan(inner * random.uniform(0.38, 0.5))
    depreciation = _yuan(inner * 0.08)
    trial = _yuan(inner * 0.05)
    design = _yuan(inner * 0.03)
    return {
        "rd_staff_cost_fen": staff_cost,
        "rd_direct_fen": inner - staff_cost - depreciation - trial - design,
        "rd_depreciation_fen": depreciation,
        "rd_amortisation_fen": 0,
        "rd_design_fen": design,
        "rd_trial_fen": trial,
        "rd_other_fen": other,
        "rd_outsourced_domestic_fen": domestic_paid,
        "rd_outsourced_overseas_fen": overseas_paid,
        "rd_expense_fen": rd,
        "rd_domestic_fen": rd - overseas_paid * 4 // 5,
        "rd_deductible_fen": rd,
        "rd_internal_fen": inner + other,
        "st_activity_fen": _yuan(rd * 1.12),
    }


def _yuan(fen: float) -> int:
    """Whole 元, in fen."""
    return round(fen / YUAN_FEN) * YUAN_FEN


def _people(average: float) -> int:
    """A monthly average with two decimals, in 1/10000 person."""
    return round(average * 100) * (E4 // 100)
