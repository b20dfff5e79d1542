"""The two rules once more, by hand, in plain Python and exact fractions, firm by firm: what the engine is measured by.

Written from the texts, sharing nothing with the engine. Every fact is known; an expert's points may be None.
"""

from datetime import date
from fractions import Fraction


def tech_sme(firm):
    """Outcome, points and conditions of 国科发政〔2017〕115号 with the 2022 guideline."""
    staff, sales = firm["staff"], firm["sales"][2]
    share = Fraction(firm["tech_staff_6m"], staff) if staff else Fraction(0)
    people = next(
        (points for line, points in ((30, 20), (25, 16), (20, 12), (15, 8), (10, 4)) if share * 100 >= line), 0
    )
    routes = [0]
    for amount, lines in ((sales, (6, 5, 4, 3, 2)), (firm["cost_expense"], (30, 25, 20, 15, 10))):
        if amount:
            ratio = Fraction(firm["rd_deductible"], amount) * 100
            routes.append(next((50 - 10 * place for place, line in enumerate(lines) if ratio >= line), 0))
    rights = 30 if firm["ip_class1"] >= 1 else 6 * min(firm["ip_class2"], 4)
    score = people + max(routes) + rights
    gates = {
        "resident": firm["is_resident"],
        "accounts": firm["accounts_sound"] and firm["tax_by_audit"],
        "staff": staff <= 500 * 10_000,
        "sales": sales <= 20_000 * 1_000_000,
        "assets": firm["assets"] <= 20_000 * 1_000_000,
        "industry": firm["industry_allowed"],
        "industry_not_barred": not firm["industry_barred"],
        "clean": all(firm[f"clean_{kind}"] for kind in ("safety", "quality", "environment", "research")),
        "not_listed": firm["not_abnormal_listed"] and firm["not_dishonest_listed"],
    }
    direct = firm["holds_hnte"] or firm["national_award"] or firm["provincial_rd_org"] or firm["led_standard"]
    passes = {"score_line": score >= 60, "staff_points": people > 0}
    outcome = all(gates.values()) and (direct or all(passes.values()))
    return int(outcome), score, score, gates | passes


def hnte(firm, on):
    """Outcome, the range of points and the gates of 国科发火〔2016〕32号 and 195号, with the default readings."""
    sales = firm["sales"]
    floor = 5 if sales[2] <= 5_000 * 1_000_000 else 4 if sales[2] <= 20_000 * 1_000_000 else 3
    rd, revenue = sum(firm["rd_expense"]), sum(sales)
    income = firm["income_total"] - firm["income_nontax"]
    gates = {
        "age": (on - date(1970, 1, 1)).days - firm["founded_on"] >= 365,
        "core_ip": firm["core_ip"],
        "field": firm["field_declared"] and firm["field_recognised"],
        "tech_staff": firm["staff"] > 0 and firm["tech_staff"] * 10 >= firm["staff"],
        "rd_ratio": revenue > 0 and rd * 100 >= floor * revenue,
        "rd_domestic": rd > 0 and sum(firm["rd_domestic"]) * 10 >= 6 * rd,
        "hightech_income": income > 0 and firm["income_hightech"] * 10 >= 6 * income,
        "clean": all(firm[f"clean_{kind}_365"] for kind in ("safety", "quality", "environment")),
    }
    low, high = _innovation(firm)
    if not all(gates.values()) or high <= 70:
        return 0, low, high, gates
    return (1 if low > 70 else 2), low, high, gates


def _innovation(firm):
    one, two = firm["ip_class1"], firm["ip_class2_unused"]
    count = (7, 8) if one else (5, 6) if two >= 5 else (3, 4) if two >= 3 else (1, 2) if two else (0, 0)
    way = (0, 0) if one + two == 0 else (1, 6) if firm["ip_self_developed"] else (1, 3)
    rights = [
        _pinned((0, 8), firm["expert_ip_level"]),
        _pinned((0, 8), firm["expert_ip_core"]),
        _pinned(count, firm["expert_ip_count"]),
        _pinned(way, firm["expert_ip_acquisition"]),
        _pinned((1, 2) if firm["standards_taken_part"] else (0, 0), firm["expert_standards"]),
    ]
    mean = Fraction(sum(firm["conversions"]), 3)
    bands = ((5, (25, 30)), (4, (19, 24)), (3, (13, 18)), (2, (7, 12)), (1, (1, 6)))
    conversion = _pinned(next((points for line, points in bands if mean >= line), (0, 0)), firm["expert_conversion"])
    management = [_pinned((0, most), firm[f"expert_management_{place}"]) for place, most in enumerate((6, 6, 4, 4), 1)]
    growth = [
        _pinned(_growth_points(firm["net_assets"]), firm["expert_growth_assets"]),
        _pinned(_growth_points(firm["sales"]), firm["expert_growth_sales"]),
    ]
    parts = [conversion, *management, *growth]
    low, high = (min(sum(part[end] for part in rights), 30) + sum(part[end] for part in parts) for end in (0, 1))
    return low, high


def _growth_points(years):
    first, second, third = years
    if second <= 0 or first < 0:
        return (0, 0)
    growth = Fraction(third, second) - 1 if first == 0 else (Fraction(second, first) + Fraction(third, second)) / 2 - 1
    bands = ((35, (9, 10)), (25, (7, 8)), (15, (5, 6)), (5, (3, 4)))
    return next((points for line, points in bands if growth * 100 >= line), (1, 2) if growth > 0 else (0, 0))


def _pinned(span, given):
    return (given, given) if given is not None and span[0] <= given <= span[1] else span
