"""Tables of invented enterprises, many of them exactly on a line, one step above it or one below."""

from fractions import Fraction

import numpy as np

from policies.engine import Column, Evidence, Vocabulary
from policies.library import vocabulary

PERSON = 10_000
WAN = 1_000_000
STEPS = (-1, 0, 1)
JUDGED_ON = 18_443  # 2020-06-30
MOST = {
    "expert_conversion": 28,
    "expert_ip_level": 8,
    "expert_ip_core": 8,
    "expert_ip_count": 8,
    "expert_ip_acquisition": 6,
}
MOST |= {"expert_management_1": 6, "expert_management_2": 6, "expert_management_3": 4, "expert_management_4": 4}


def on_the_line(rng, whole, shares):
    """Amounts that are exactly a share of `whole`, one stored unit less or one more; whole is divisible by 10,000."""
    share = rng.choice(np.array([int(share * 10_000) for share in shares]), whole.shape)
    return np.maximum(whole // 10_000 * share + rng.choice(STEPS, whole.shape), 0)


def hide(rng, columns, vocabulary: Vocabulary, share):
    """The same columns with a share of the facts unsaid, and some early years before the founding."""
    hidden = {}
    for word, column in columns.items():
        known = column.known.copy()
        if vocabulary[word].years:
            young = rng.random(known.shape[0])
            for place, share_of_young in zip(range(vocabulary[word].years), (0.15, 0.08, 0.03, 0.01), strict=False):
                known[young < share_of_young, place] = 2
        known[(rng.random(known.shape) < share) & (known == 1)] = 0
        hidden[word] = Column(column.values, known)
    return hidden


def _said(values):
    return Column(values, np.ones(values.shape, dtype=np.int8))


def table(seed: int, n: int, *, hidden: float = 0.0) -> Evidence:
    """n enterprises for every word of the vocabulary."""
    rng = np.random.default_rng(seed)
    words = vocabulary()
    columns: dict[str, Column] = {}
    for word in words.values():
        shape = (n, word.years) if word.years else (n,)
        match word.dimension.code:
            case "flag":
                rare = word.name in (
                    "holds_hnte",
                    "national_award",
                    "provincial_rd_org",
                    "led_standard",
                    "industry_barred",
                )
                columns[word.name] = _said(rng.random(n) < (0.05 if rare else 0.97))
            case "count":
                columns[word.name] = _said(rng.integers(0, 7, shape))
            case "date":
                year_before = JUDGED_ON - 365 + rng.choice(STEPS, n)
                columns[word.name] = _said(np.where(rng.random(n) < 0.3, year_before, rng.integers(15_000, 20_000, n)))
            case "points":
                most = MOST.get(word.name, 10)
                fair = rng.integers(max(most - 2, 0), most + 1, n)
                columns[word.name] = _said(np.where(rng.random(n) < 0.7, fair, rng.integers(0, most + 3, n)))
            case _:
                columns[word.name] = _said(rng.integers(0, 40_000, shape) * WAN)
    _people(rng, n, columns)
    _money(rng, n, columns)
    _sound(rng, n, columns)
    if hidden:
        columns = hide(rng, columns, words, hidden)
    return Evidence(n, columns)


def _sound(rng, n, columns):
    """A fifth of the firms just clears every line of the ratios, so that the score decides."""
    rows = np.flatnonzero((rng.random(n) < 0.2) & (columns["staff"].values > 0))
    for word, column in columns.items():
        if column.values.dtype == np.bool_:
            column.values[rows] = word != "industry_barred"
    columns["tech_staff"].values[rows] = columns["staff"].values[rows] // 10 + 1
    columns["rd_expense"].values[rows, 2] += 2
    columns["rd_domestic"].values[rows] = columns["rd_expense"].values[rows]
    columns["income_hightech"].values[rows] = columns["income_total"].values[rows] + 1
    columns["conversions"].values[rows] = rng.integers(4, 7, (rows.size, 3))


def _people(rng, n, columns):
    staff = rng.integers(0, 60, n) * 10 * PERSON
    staff[rng.random(n) < 0.2] = rng.choice([500 * PERSON, 500 * PERSON + 1, 500 * PERSON - 1])
    columns["staff"] = _said(staff)
    shares = [Fraction(part, 100) for part in (10, 15, 20, 25, 30)]
    columns["tech_staff_6m"] = _said(on_the_line(rng, staff, shares))
    columns["tech_staff"] = _said(on_the_line(rng, staff, shares[:1]))


def _money(rng, n, columns):
    edges = np.array([5_000, 20_000])
    last = np.where(rng.random(n) < 0.6, rng.choice(edges, n), rng.integers(0, 30_000, n)) * WAN
    last = np.maximum(last + rng.choice((-10_000, -1, 0, 0, 0, 1, 10_000), n), 0)
    sales = np.stack([rng.integers(0, 30_000, n) * WAN, rng.integers(0, 30_000, n) * WAN, last], axis=1)
    sales[:, 0] += (-sales.sum(axis=1)) % 10_000  # the three years together part into exact shares
    columns["sales"] = _said(sales)
    tier = np.select([last <= 5_000 * WAN, last <= 20_000 * WAN], [500, 400], 300)
    rd = np.maximum(sales.sum(axis=1) // 10_000 * tier + rng.choice(STEPS, n), 0)
    parts = np.stack([rd // 3, rd // 3, rd - 2 * (rd // 3)], axis=1)
    columns["rd_expense"] = _said(parts)
    home = rng.random(n) < 0.5
    domestic = np.where(home[:, None], parts, parts * 3 // 5)
    domestic[:, 2] += np.where(home, 0, (rd * 6 + 9) // 10 - domestic.sum(axis=1) + rng.choice(STEPS, n))
    columns["rd_domestic"] = _said(domestic)
    rounded = last - last % 10_000
    columns["cost_expense"] = _said(np.where(rng.random(n) < 0.5, rounded, rng.integers(0, 20_000, n) * WAN))
    shares = [Fraction(part, 100) for part in (2, 3, 4, 5, 6)]
    columns["rd_deductible"] = _said(on_the_line(rng, rounded, shares))
    columns["assets"] = _said(
        np.where(rng.random(n) < 0.3, 20_000 * WAN + rng.choice(STEPS, n), rng.integers(0, 20_000, n) * WAN)
    )
    total = rng.integers(0, 30_000, n) * WAN
    columns["income_total"] = _said(total)
    columns["income_nontax"] = _said(np.where(rng.random(n) < 0.7, 0, total // 10_000 * 1_000))
    columns["income_hightech"] = _said(
        np.maximum((total - columns["income_nontax"].values) * 3 // 5 + rng.choice(STEPS, n), 0)
    )
    columns["net_assets"] = _said(_grown(rng, n))


def _grown(rng, n):
    """Net assets whose growth by the formula is exactly on an edge of the bands, or one fen off, or negative, or zero."""
    first = rng.integers(1, 5_000, n) * 400 * WAN
    factor = rng.integers(10, 40, n)  # second = first × factor ÷ 20
    edge = rng.choice(np.array([0, 5, 15, 25, 35]), n)
    second = first // 20 * factor
    # third ÷ second = 2 × (1 + edge) − factor ÷ 20
    third = second // 100 * (2 * (100 + edge)) - second // 20 * factor + rng.choice(STEPS, n)
    odd = rng.random(n)
    first = np.where(odd < 0.08, 0, np.where(odd < 0.14, -first, first))
    second = np.where((odd > 0.2) & (odd < 0.26), 0, np.where((odd > 0.26) & (odd < 0.32), -second, second))
    return np.stack([first, second, third], axis=1)


def veil(rng, evidence: Evidence, share) -> Evidence:
    """The same firms with a share of the facts unsaid."""
    columns = {}
    for word, column in evidence.columns.items():
        known = column.known.copy()
        known[(rng.random(known.shape) < share) & (known == 1)] = 0
        columns[word] = Column(column.values, known)
    return Evidence(evidence.n, columns)
