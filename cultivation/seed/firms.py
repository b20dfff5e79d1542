"""Invents the firms of a demo city: a list of plain descriptions, the same for the same seed, no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from cultivation.seed.codes import credit_code
from cultivation.seed.figures import Shape, year_figures
from cultivation.seed.statements import Told, tell
from cultivation.seed.words import (
    FIRST,
    LEGAL_TYPES,
    RIGHT_NAMES,
    SECOND,
    SOFTWARE_NAMES,
    STEMS,
    STREETS,
    SURNAMES,
    TRADES,
    Trade,
)
from enterprises.enums import Acquisition, ComplianceKind, RecognitionKind, RightKind, Scheme, TaxCollection
from enterprises.models import Merit

WAN = 1_000_000

# kind of firm: how many of a thousand
KINDS = {
    "leader": 2,
    "gazelle": 8,
    "hnte": 64,
    "hnte_ended": 9,
    "sme": 150,
    "ready": 62,
    "near_sme": 58,
    "near_hnte": 42,
    "plain": 365,
    "thin": 172,
    "dark": 68,
}

# county: (how many of a hundred, share of recent recognitions, of a hundred)
COUNTIES = {
    "410611": (37, 64),
    "410621": (18, 48),
    "410622": (17, 40),
    "410603": (14, 30),
    "410602": (11, 22),
    "": (3, 40),
}

# zone of a firm by its county: (zone, how many of a hundred); the rest lies in no zone
ZONES = {
    "410611": (("410671", 30), ("410600-SFQ", 14), ("410600-GXQ", 10)),
    "410603": (("410671", 8),),
    "410622": (("410600-GXQ", 6),),
    "": (("410671", 25), ("410600-SFQ", 15)),
}


@dataclass(frozen=True)
class Title:
    """A certificate to be awarded."""

    scheme: str
    number: str
    kind: str
    valid_from: date
    valid_to: date | None
    revoked_on: date | None = None


@dataclass
class Firm:
    """One invented firm, ready for the actions. reports: fiscal year → figures; corrections: later figures of a year."""

    serial: int
    kind: str
    code: str
    county: str
    zone: str
    facts: dict[str, Any]
    reports: dict[int, dict[str, int | None]] = field(default_factory=dict)
    corrections: dict[int, dict[str, int | None]] = field(default_factory=dict)
    rights: list[dict[str, Any]] = field(default_factory=list)
    titles: list[Title] = field(default_factory=list)
    merits: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    checks: dict[str, date] = field(default_factory=dict)
    statements: list[Told] = field(default_factory=list)


def invent(count: int, *, seed: int, on: date) -> list[Firm]:
    """The firms, in the order they are registered; every kind is there as soon as there are a few dozen."""
    random = Random(seed)
    kinds = _kinds(count, random)
    names = _names(count, random)
    firms = [_firm(serial, kinds[serial], names[serial], random, on=on) for serial in range(count)]
    for firm in firms:
        firm.statements = tell(firm.kind, firm.facts["founded_on"], Random(f"statements {seed} {firm.serial}"), on=on)
    return firms


def _kinds(count: int, random: Random) -> list[str]:
    kinds = [kind for kind, of_thousand in KINDS.items() for _ in range(max(1, round(count * of_thousand / 1000)))]
    random.shuffle(kinds)
    kinds += ["plain"] * (count - len(kinds))
    return kinds[:count]


def _names(count: int, random: Random) -> list[str]:
    """Coined words, no two alike: two characters, and three when more are needed."""
    pairs = [first + second for first in FIRST for second in SECOND]
    pairs += [second + first for first in FIRST for second in SECOND]
    random.shuffle(pairs)
    return [
        pairs[place % len(pairs)] + (SECOND[(place // len(pairs) - 1) % len(SECOND)] if place >= len(pairs) else "")
        for place in range(count)
    ]


def _firm(serial: int, kind: str, coined: str, random: Random, *, on: date) -> Firm:
    technical = kind not in ("plain", "thin", "dark")
    trades = [trade for trade in TRADES if trade.field] if technical else list(TRADES)
    trade = random.choices(trades, [each.weight for each in trades])[0]
    county = random.choices(list(COUNTIES), [share for share, _ in COUNTIES.values()])[0]
    if serial < len(COUNTIES):
        county = list(COUNTIES)[serial]  # every county has somebody, however small the city
    founded_on = _founded(kind, random, on=on)
    firm = Firm(
        serial=serial,
        kind=kind,
        code=credit_code(serial + 1),
        county=county,
        zone=_zone(county, random),
        facts=_facts(serial, kind, coined, trade, county, founded_on, random),
    )
    shape = _shape(kind, trade, random)
    years = [year for year in range(on.year - 4, on.year) if year >= founded_on.year]
    _report(firm, shape, years, random)
    _add_rights(firm, trade, random, on=on)
    _add_titles(firm, random, on=on)
    _add_merits(firm, random, on=on)
    _add_checks(firm, random, on=on)
    return firm


def _founded(kind: str, random: Random, *, on: date) -> date:
    if kind == "near_hnte" and random.random() < 0.12:
        return on - timedelta(days=random.randint(230, 364))  # all is there but the age
    if kind in ("plain", "thin", "dark") and random.random() < 0.08:
        return on - timedelta(days=random.randint(20, 500))
    oldest = {"leader": 24, "gazelle": 12, "sme": 14}.get(kind, 18)
    youngest = {"leader": 12, "gazelle": 4, "hnte": 4, "hnte_ended": 8}.get(kind, 3)
    return on - timedelta(days=random.randint(youngest * 366, oldest * 365))


def _zone(county: str, random: Random) -> str:
    draw = random.randrange(100)
    for zone, share in ZONES.get(county, ()):
        if draw < share:
            return zone
        draw -= share
    return ""


def _facts(
    serial: int, kind: str, coined: str, trade: Trade, county: str, founded_on: date, random: Random
) -> dict[str, Any]:
    word = random.choice(trade.words)
    capital = random.choice((50, 100, 200, 300, 500, 500, 1000, 1000, 2000, 3000, 5000)) * (
        4 if kind == "leader" else 1
    )
    known = kind != "dark"
    street = random.choice(STREETS[county]) if county else "示例产业园"
    person = f"{random.choice(SURNAMES)}某{STEMS[serial % len(STEMS)]}"
    facts: dict[str, Any] = {
        "name": f"鹤壁{coined}{word}有限公司",
        "address": f"鹤壁市{street}{random.randint(1, 299)}号" + (f"{random.randint(1, 9)}号楼" if known else ""),
        "founded_on": founded_on,
        "legal_type": random.choice(LEGAL_TYPES),
        "capital_minor": capital * WAN,
        "capital_currency": "CNY",
        "capital_text": f"{capital}万元人民币",
        "business_scope": f"{word}的研发、生产和销售；技术服务、技术开发、技术咨询。（演示数据）",
        "industry_code": trade.industry,
        "legal_person": person,
        "contact_name": f"{random.choice(SURNAMES)}某{random.choice(STEMS)}",
        "contact_phone": f"1000392{serial % 10_000:04d}",
    }
    if known:
        facts |= {
            "is_resident": True,
            "tax_collection": TaxCollection.ASSESSED
            if kind == "plain" and random.random() < 0.12
            else TaxCollection.AUDITED,
            "accounts_sound": not (kind == "plain" and random.random() < 0.1),
            "industry_allowed": not (kind == "plain" and random.random() < 0.04),
            "industry_barred": trade.is_barred,
            "field_code": trade.field,
        }
    if kind == "thin":
        for name in random.sample(("accounts_sound", "industry_allowed", "tax_collection", "field_code"), 2):
            facts.pop(name, None)
    return facts


def _shape(kind: str, trade: Trade, random: Random) -> Shape:
    """The proportions the figures follow. sales in 万元 of the last year; ratios of it."""
    sales_low, sales_high = {
        "leader": (62_000, 150_000),
        "gazelle": (7_000, 19_000),
        "hnte": (900, 18_500),
        "hnte_ended": (700, 9_000),
        "sme": (150, 9_000),
        "ready": (120, 6_500),
        "near_sme": (150, 6_000),
        "near_hnte": (600, 9_500),
    }.get(kind, (40, 6_000))
    # Many small, few large: the square of an even draw bends the distribution downwards.
    sales = sales_low + (sales_high - sales_low) * random.random() ** 2
    growth = random.uniform(0.24, 0.55) if kind == "gazelle" else random.uniform(-0.08, 0.26)
    shape = Shape(
        sales_wan=sales,
        growth=growth,
        sales_per_head=trade.sales_per_head * random.uniform(0.7, 1.4),
        rd_ratio=random.uniform(0.055, 0.085),
        tech_ratio=random.uniform(0.15, 0.36),
        hightech_ratio=random.uniform(0.66, 0.93),
        domestic_ratio=random.uniform(0.88, 1.0),
        asset_ratio=random.uniform(0.7, 1.05),
        debt_ratio=random.uniform(0.25, 0.6),
        profit_ratio=random.uniform(0.02, 0.12),
        conversions=random.randint(3, 7),
    )
    if kind == "leader":
        shape.rd_ratio = random.uniform(0.036, 0.05)
    elif kind in ("plain", "thin"):
        shape.rd_ratio = random.choice((0.0, 0.0, random.uniform(0.002, 0.028)))
        shape.tech_ratio = random.uniform(0.0, 0.12)
        shape.hightech_ratio = random.uniform(0.0, 0.5)
        shape.conversions = random.randint(0, 1)
    elif kind == "near_sme":
        _one_gap_sme(shape, random)
    elif kind == "near_hnte":
        _one_gap_hnte(shape, random)
    elif kind == "sme":
        shape.rd_ratio = random.uniform(0.045, 0.08)
        shape.hightech_ratio = random.uniform(0.35, 0.8)
        shape.conversions = random.randint(1, 4)
    return shape


def _one_gap_sme(shape: Shape, random: Random) -> None:
    """All but one: the score a few points short, or too few science staff, or assets above the line."""
    draw = random.random()
    if draw < 0.62:
        shape.tech_ratio = random.uniform(0.15, 0.19)
        shape.rd_ratio = random.uniform(0.032, 0.0395)
    elif draw < 0.88:
        shape.tech_ratio = random.uniform(0.07, 0.098)
        shape.rd_ratio = random.uniform(0.062, 0.08)
    else:
        shape.sales_wan = random.uniform(12_000, 18_000)
        shape.asset_ratio = 20_800 / shape.sales_wan
    shape.hightech_ratio = random.uniform(0.3, 0.55)


def _one_gap_hnte(shape: Shape, random: Random) -> None:
    """All but one: R&D, share of high-tech income, or science staff just below the line; rights or age in some."""
    draw = random.random()
    if draw < 0.38:
        shape.rd_ratio = random.uniform(0.0455, 0.0492)
        shape.sales_wan = min(shape.sales_wan, 4_600)
    elif draw < 0.66:
        shape.hightech_ratio = random.uniform(0.545, 0.596)
    elif draw < 0.86:
        shape.tech_ratio = random.uniform(0.088, 0.099)


def _report(firm: Firm, shape: Shape, years: list[int], random: Random) -> None:
    if firm.kind == "dark":
        return
    last = years[-1] if years else 0
    for year in years:
        figures = year_figures(shape, years_back=last - year, random=random)
        if firm.kind == "thin":
            for name in random.sample(sorted(figures), random.randint(6, 22)):
                figures[name] = None
        firm.reports[year] = figures
    if firm.kind == "thin" and years and random.random() < 0.45:
        del firm.reports[last]
    elif firm.kind in ("sme", "hnte", "ready") and last and random.random() < 0.08:
        _correct(firm, last, random)


def _correct(firm: Firm, year: int, random: Random) -> None:
    """A figure first reported wrong and corrected later: the audit found other debts, or the tax office other reliefs."""
    figures = firm.reports[year]
    assets, debts = figures["assets_fen"], figures["liabilities_fen"]
    if assets is None or debts is None:
        return
    firm.corrections[year] = {
        "liabilities_fen": min(assets, debts + random.randint(1, 9) * 10 * WAN),
        "new_hires_count": random.randint(0, 12),
    }


def _add_rights(firm: Firm, trade: Trade, random: Random, *, on: date) -> None:
    ones, twos = {
        "leader": (9, 26),
        "gazelle": (4, 14),
        "hnte": (random.choice((0, 1, 1, 2, 3)), random.randint(6, 13)),
        "hnte_ended": (random.choice((0, 0, 1)), random.randint(4, 9)),
        "sme": (random.choice((0, 0, 0, 1)), random.randint(3, 7)),
        "ready": (random.choice((0, 0, 1)), random.randint(4, 7)),
        "near_sme": (0, random.randint(1, 2)),
        "near_hnte": (random.choice((0, 1, 1)), random.randint(5, 9)),
        "plain": (0, random.choice((0, 0, 0, 1))),
    }.get(firm.kind, (0, random.choice((0, 0, 1))))
    if firm.kind == "near_sme" and random.random() < 0.5:
        twos = 4  # these lack science staff or are too large, not rights
    word = random.choice(trade.words)
    oldest = max(firm.facts["founded_on"], date(on.year - 9, 1, 1))
    span = max(1, (on - oldest).days - 30)
    for number in range(ones + twos):
        first_class = number < ones
        kind = (
            RightKind.INVENTION
            if first_class
            else random.choices(
                (RightKind.UTILITY_MODEL, RightKind.SOFTWARE, RightKind.DESIGN),
                (2, 8, 0) if trade.industry.startswith("I") else (8, 2, 1),
            )[0]
        )
        granted_on = oldest + timedelta(days=random.randrange(span))
        serial = firm.serial * 100 + number
        is_software = kind == RightKind.SOFTWARE
        firm.rights.append(
            {
                "kind": kind,
                "number": f"{granted_on.year}SR9{serial:07d}" if is_software else f"ZL{granted_on.year}9{serial:08d}.X",
                "name": random.choice(SOFTWARE_NAMES if is_software else RIGHT_NAMES).format(word=word),
                "applied_on": granted_on - timedelta(days=random.randint(60, 700)),
                "granted_on": granted_on,
                "expires_on": date(granted_on.year + (50 if is_software else 20 if first_class else 10), 12, 31),
                "acquisition": Acquisition.BOUGHT if random.random() < 0.06 else Acquisition.OWN,
                "serves_main_product": None if firm.kind == "thin" else True,
            }
        )


def _add_titles(firm: Firm, random: Random, *, on: date) -> None:
    if firm.kind in ("hnte", "gazelle", "leader"):
        _award_hnte(firm, random, on=on)
    if firm.kind == "hnte_ended":
        began = on - timedelta(days=3 * 365 + random.randint(20, 330))
        firm.titles.append(_hnte_title(firm, began, RecognitionKind.FIRST))
    if firm.kind == "gazelle":
        began = _within_three_years(random, 3, 9, on=on)
        firm.titles.append(_other_title(Scheme.GAZELLE, f"豫瞪羚{began.year}-9{firm.serial:04d}", began, 3))
    if firm.kind == "leader":
        began = _within_three_years(random, 3, 9, on=on)
        firm.titles.append(_other_title(Scheme.LEADER, f"豫领军{began.year}-9{firm.serial:04d}", began, 3))
    if firm.kind == "sme" or (firm.kind in ("hnte", "gazelle", "near_hnte") and random.random() < 0.72):
        _award_sme(firm, random, on=on)
    if firm.kind in ("hnte", "gazelle", "sme") and random.random() < 0.16:
        began = _within_three_years(random, 2, 8, on=on)
        scheme = random.choice((Scheme.SPECIALISED_SME, Scheme.INNOVATIVE_SME))
        firm.titles.append(_other_title(scheme, f"豫{began.year}-9{firm.serial:04d}", began, 3))
    if firm.kind in ("leader", "gazelle") and random.random() < 0.5:
        began = date(on.year - random.randint(1, 4), 6, random.randint(1, 28))
        title = Title(
            Scheme.PROVINCIAL_RD_ORG, f"豫工研{began.year}-9{firm.serial:04d}", RecognitionKind.FIRST, began, None
        )
        firm.titles.append(title)


def _within_three_years(random: Random, first_month: int, last_month: int, *, on: date) -> date:
    """A day between two months of this year or one of the two before, never one to come."""
    day = date(on.year - random.randint(0, 2), random.randint(first_month, last_month), random.randint(1, 28))
    return day if day <= on else _years_earlier(day, 1)


def _award_hnte(firm: Firm, random: Random, *, on: date) -> None:
    """A certificate in force, perhaps one before it; a county with more recent recognitions grows faster."""
    recent = COUNTIES[firm.county][1]
    if random.randrange(100) < recent:
        began = random.choice(
            (on - timedelta(days=random.randint(12, 60)), date(on.year - 1, 12, random.randint(1, 20)))
        )
    else:
        began = date(on.year - random.choice((2, 3)), 11, 25) + timedelta(days=random.randint(0, 25))
    old_enough = firm.facts["founded_on"] <= began - timedelta(days=4 * 366)
    again = old_enough and random.random() < 0.55
    if again:
        firm.titles.append(
            _hnte_title(firm, _years_earlier(began, 3) - timedelta(days=random.randint(1, 20)), RecognitionKind.FIRST)
        )
    revoked_on = on - timedelta(days=random.randint(10, 80)) if random.random() < 0.012 else None
    kind = RecognitionKind.AGAIN if again else RecognitionKind.FIRST
    firm.titles.append(
        _hnte_title(firm, began, kind, revoked_on=revoked_on if revoked_on and revoked_on > began else None)
    )


def _hnte_title(firm: Firm, began: date, kind: str, *, revoked_on: date | None = None) -> Title:
    number = f"GR{began.year}41{firm.serial % 1_000_000:06d}"
    ends = _years_earlier(began, -3) - timedelta(days=1)
    return Title(Scheme.HNTE, number, kind, began, ends, revoked_on)


def _other_title(scheme: str, number: str, began: date, years: int) -> Title:
    return Title(scheme, number, RecognitionKind.FIRST, began, _years_earlier(began, -years) - timedelta(days=1))


def _award_sme(firm: Firm, random: Random, *, on: date) -> None:
    """A registration number for some of the last years; each holds until 31 December (入库登记编号)."""
    founded_on = firm.facts["founded_on"]
    recent = COUNTIES[firm.county][1]
    chances = {on.year - 3: 40, on.year - 2: 55, on.year - 1: 74, on.year: 70 + recent // 3}
    first = True
    for year, chance in chances.items():
        began = date(year, random.randint(7, 10), random.randint(1, 28))
        if began > on or founded_on > began - timedelta(days=60) or random.randrange(100) >= chance:
            continue
        flag = "B" if founded_on.year == year else random.choice("0A")
        number = f"{year}{firm.county or '410600'}{flag}8{firm.serial % 1_000_000:06d}"
        kind = RecognitionKind.FIRST if first else RecognitionKind.AGAIN
        firm.titles.append(Title(Scheme.TECH_SME, number, kind, began, date(year, 12, 31)))
        first = False


def _add_merits(firm: Firm, random: Random, *, on: date) -> None:
    if firm.kind in ("leader", "gazelle") or (firm.kind == "hnte" and random.random() < 0.06):
        firm.merits.append(
            {
                "kind": random.choice((Merit.Kind.STANDARD_NATIONAL, Merit.Kind.STANDARD_INDUSTRY)),
                "name": "参与制定产品标准（演示）",
                "granted_on": date(on.year - random.randint(1, 4), random.randint(1, 12), 15),
                "unit_rank": random.choice((2, 3, 5, 7, None)),
            }
        )


def _add_checks(firm: Firm, random: Random, *, on: date) -> None:
    """The day each list was last compared; firms nobody looked at have none, so their silence stays unknown."""
    if firm.kind == "dark" or (firm.kind == "thin" and random.random() < 0.6):
        return
    checked_on = on - timedelta(days=random.randint(3, 120))
    firm.checks = dict.fromkeys((*ComplianceKind.values, "rights", "titles", "merits"), checked_on)
    if firm.kind == "plain" and random.random() < 0.03:
        happened_on = on - timedelta(days=random.randint(30, 320))
        kind = random.choice((ComplianceKind.SAFETY, ComplianceKind.ENVIRONMENT, ComplianceKind.ABNORMAL))
        authority = "市场监管部门" if kind == ComplianceKind.ABNORMAL else "主管部门"
        firm.events.append(
            {
                "kind": kind,
                "happened_on": happened_on,
                "authority": authority,
                "evidence": f"演示文书〔{happened_on.year}〕号",
            }
        )


def _years_earlier(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
