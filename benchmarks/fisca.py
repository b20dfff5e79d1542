"""The two national rules in openfisca-core, over firms another process has laid down; runs in .venv-bench, where it lives.

Written as its own manual advises: one entity, one variable per quantity, money in yuan, numbers of people in persons.
Amounts are float32 there; that is how the library keeps them, and why it is wrong on a line.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FIRM = build_entity(key="firm", plural="firms", label="enterprise", is_person=True)
YEAR = "2025"
LAST, BEFORE, FIRST = "2025", "2024", "2023"
PERSON, YUAN = 10_000, 100
TIMES = 3


def variable(name, kind, formula=None):
    """One variable of the firm, by year."""
    parts = {"value_type": kind, "entity": FIRM, "definition_period": DateUnit.YEAR, "label": name}
    if formula is not None:
        parts["formula"] = formula
    return type(name, (Variable,), parts)


def bands(value, lines):
    """Points by the highest line reached."""
    return np.select([value >= line for line, _ in lines], [points for _, points in lines], 0)


def ratio(part, whole):
    """part / whole, 0 where the whole is 0."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1), 0)


# -- 国科发政〔2017〕115号 -----------------------------------------------------------------------------------------------


def people_points(firm, period):
    share = ratio(firm("tech_staff_6m", period), firm("staff", period))
    return bands(share, [(0.30, 20), (0.25, 16), (0.20, 12), (0.15, 8), (0.10, 4)])


def rd_points(firm, period):
    rd, sales, cost = firm("rd_deductible", period), firm("sales", period), firm("cost_expense", period)
    by_sales = np.where(
        sales > 0, bands(ratio(rd, sales), [(0.06, 50), (0.05, 40), (0.04, 30), (0.03, 20), (0.02, 10)]), 0
    )
    by_cost = np.where(
        cost > 0, bands(ratio(rd, cost), [(0.30, 50), (0.25, 40), (0.20, 30), (0.15, 20), (0.10, 10)]), 0
    )
    return np.maximum(by_sales, by_cost)


def rights_points(firm, period):
    return np.where(firm("ip_class1", period) >= 1, 30, 6 * np.minimum(firm("ip_class2", period), 4))


def tech_sme_score(firm, period):
    return firm("people_points", period) + firm("rd_points", period) + firm("rights_points", period)


def tech_sme_gates(firm, period):
    return (
        firm("is_resident", period) * firm("accounts_sound", period) * firm("tax_by_audit", period)
        * (firm("staff", period) <= 500) * (firm("sales", period) <= 2e8) * (firm("assets", period) <= 2e8)
        * firm("industry_allowed", period) * ~firm("industry_barred", period)
        * firm("clean_safety", period) * firm("clean_quality", period)
        * firm("clean_environment", period) * firm("clean_research", period)
        * firm("not_abnormal_listed", period) * firm("not_dishonest_listed", period)
    )  # fmt: skip


def tech_sme(firm, period):
    direct = (
        firm("holds_hnte", period) + firm("national_award", period)
        + firm("provincial_rd_org", period) + firm("led_standard", period)
    )  # fmt: skip
    scored = (firm("tech_sme_score", period) >= 60) * (firm("people_points", period) > 0)
    return firm("tech_sme_gates", period) * (direct + scored)


# -- 国科发火〔2016〕32号, 195号 ----------------------------------------------------------------------------------------


def three(firm, name):
    """A figure of three years added up."""
    return firm(name, FIRST) + firm(name, BEFORE) + firm(name, LAST)


def hnte_gates(firm, period):
    sales = firm("sales", period)
    floor = np.select([sales <= 5e7, sales <= 2e8], [0.05, 0.04], 0.03)
    income = firm("income_total", period) - firm("income_nontax", period)
    rd = three(firm, "rd_expense")
    return (
        (firm("age_days", period) >= 365) * firm("core_ip", period)
        * firm("field_declared", period) * firm("field_recognised", period)
        * (ratio(firm("tech_staff", period), firm("staff", period)) >= 0.10)
        * (ratio(rd, three(firm, "sales")) >= floor)
        * (rd > 0) * (ratio(three(firm, "rd_domestic"), rd) >= 0.60)
        * (ratio(firm("income_hightech", period), income) >= 0.60)
        * firm("clean_safety_365", period) * firm("clean_quality_365", period) * firm("clean_environment_365", period)
    )  # fmt: skip


def growth_points(firm, name):
    """The span of points of an average growth."""
    first, second, third = firm(name, FIRST), firm(name, BEFORE), firm(name, LAST)
    safe_first, safe_second = np.where(first > 0, first, 1), np.where(second > 0, second, 1)
    growth = np.where(first > 0, (second / safe_first + third / safe_second) / 2 - 1, third / safe_second - 1)
    low = np.select([growth >= 0.35, growth >= 0.25, growth >= 0.15, growth >= 0.05, growth > 0], [9, 7, 5, 3, 1], 0)
    high = np.where(low > 0, low + 1, 0)
    judged = (second > 0) * (first >= 0)
    return np.where(judged, low, 0), np.where(judged, high, 0)


def pinned(span, given):
    """What an expert gave where it lies inside the span, else the span."""
    low, high = span
    inside = (given >= low) * (given <= high)
    return np.where(inside, given, low), np.where(inside, given, high)


def hnte_points(firm, period):
    """The lowest and highest score."""
    one, two = firm("ip_class1", period), firm("ip_class2_unused", period)
    count = np.select([one >= 1, two >= 5, two >= 3, two >= 1], [7, 5, 3, 1], 0)
    way_high = np.where(one + two == 0, 0, np.where(firm("ip_self_developed", period), 6, 3))
    part = firm("standards_taken_part", period)
    rights = [
        pinned((0 * count, 0 * count + 8), firm("expert_ip_level", period)),
        pinned((0 * count, 0 * count + 8), firm("expert_ip_core", period)),
        pinned((count, np.where(count > 0, count + 1, 0)), firm("expert_ip_count", period)),
        pinned((np.where(one + two == 0, 0, 1), way_high), firm("expert_ip_acquisition", period)),
        pinned((np.where(part, 1, 0), np.where(part, 2, 0)), firm("expert_standards", period)),
    ]
    mean = three(firm, "conversions") / 3
    low = np.select([mean >= 5, mean >= 4, mean >= 3, mean >= 2, mean >= 1], [25, 19, 13, 7, 1], 0)
    high = np.select([mean >= 5, mean >= 4, mean >= 3, mean >= 2, mean >= 1], [30, 24, 18, 12, 6], 0)
    others = [pinned((low, high), firm("expert_conversion", period))]
    for place, most in enumerate((6, 6, 4, 4), 1):
        others.append(pinned((0 * count, 0 * count + most), firm(f"expert_management_{place}", period)))
    others.append(pinned(growth_points(firm, "net_assets"), firm("expert_growth_assets", period)))
    others.append(pinned(growth_points(firm, "sales"), firm("expert_growth_sales", period)))
    return tuple(
        np.minimum(sum(span[end] for span in rights), 30) + sum(span[end] for span in others) for end in (0, 1)
    )


def hnte(firm, period):
    low, high = hnte_points(firm, period)
    return np.where(firm("hnte_gates", period) * (high > 70), np.where(low > 70, 1, 2), 0)


FORMULAS = {
    "people_points": (int, people_points),
    "rd_points": (int, rd_points),
    "rights_points": (int, rights_points),
    "tech_sme_score": (int, tech_sme_score),
    "tech_sme_gates": (bool, tech_sme_gates),
    "tech_sme": (bool, tech_sme),
    "hnte_gates": (bool, hnte_gates),
    "hnte": (int, hnte),
}
MONEY = frozenset(
    {"sales", "assets", "cost_expense", "rd_deductible", "rd_expense", "rd_domestic", "net_assets"}
    | {"income_total", "income_nontax", "income_hightech"}
)
PEOPLE = frozenset({"staff", "tech_staff", "tech_staff_6m"})


def simulate(facts):
    """The rules over some firms, ready to be asked."""
    system = TaxBenefitSystem([FIRM])
    for name, values in facts.items():
        kind = bool if values.dtype == np.bool_ else float if name in MONEY | PEOPLE else int
        system.add_variable(variable(name, kind))
    for name, (kind, formula) in FORMULAS.items():
        system.add_variable(variable(name, kind, formula))
    builder = SimulationBuilder()
    builder.create_entities(system)
    count = len(facts["age_days"])
    builder.declare_person_entity("firm", np.arange(count))
    simulation = builder.build(system)
    for name, values in facts.items():
        unit = YUAN if name in MONEY else PERSON if name in PEOPLE else 1
        years = values.T if values.ndim == 2 else [values]
        for year, column in zip((LAST, BEFORE, FIRST), reversed(list(years)), strict=False):
            simulation.set_input(name, year, column / unit if unit > 1 else column)
    return simulation


def main(source: Path, target: Path, beside: int) -> None:
    """Reads the facts, judges by both rules, writes the outcomes, and says how long it took.

    beside: so many firms stand first for the check against fractions; they are not timed.
    """
    facts = dict(np.load(source))
    on = int(facts.pop("on"))
    facts["age_days"] = on - facts.pop("founded_on")
    runs: dict[str, list[float]] = {"tech_sme": [], "hnte": []}
    built = []
    for _ in range(TIMES):
        began = time.perf_counter()
        simulation = simulate({name: values[beside:] for name, values in facts.items()})
        built.append(time.perf_counter() - began)
        found = {}
        for rule in runs:
            began = time.perf_counter()
            found[rule] = simulation.calculate(rule, YEAR).astype(np.int64)
            runs[rule].append(time.perf_counter() - began)
    lines = simulate({name: values[:beside] for name, values in facts.items()})
    np.savez(
        target,
        **{rule: np.concatenate([lines.calculate(rule, YEAR).astype(np.int64), each]) for rule, each in found.items()},
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps({"built": sorted(built)[1], "seconds": {k: sorted(v)[1] for k, v in runs.items()}, "peak_mb": peak})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
