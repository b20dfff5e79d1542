"""No verdict is wrong by a fen: the engine against the rules by hand in exact fractions."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import Column, Evidence, judge
from policies.engine.numbers import WORD_BOUND
from policies.library import load

from . import firms, law

ON = date(2020, 6, 30)
ON_2026 = date(2026, 6, 15)


def rows(evidence):
    """The table as one dict of plain values per enterprise; None where unsaid."""
    columns = {}
    for word, column in evidence.columns.items():
        values, known = column.values.tolist(), column.known.tolist()
        columns[word] = [
            value if isinstance(value, list) else (value if said else None)
            for value, said in zip(values, known, strict=True)
        ]
    names = list(columns)
    return [dict(zip(names, firm, strict=True)) for firm in zip(*columns.values(), strict=True)]


def without_experts(evidence, seed):
    """The same firms, a third of the experts' figures unsaid."""
    rng = np.random.default_rng(seed)
    columns = dict(evidence.columns)
    for word, column in columns.items():
        if word.startswith("expert_"):
            columns[word] = Column(column.values, (rng.random(evidence.n) < 0.66).astype(np.int8))
    return Evidence(evidence.n, columns)


def assert_alike(judgement, expected):
    """Outcome, points and every condition, firm by firm."""
    outcomes, lows, highs, conditions = zip(*expected, strict=True)
    assert judgement.outcome.tolist() == list(outcomes)
    assert judgement.score_min.tolist() == list(lows)
    assert judgement.score_max.tolist() == list(highs)
    for code in conditions[0]:
        assert judgement.criteria[code].tolist() == [int(one[code]) for one in conditions], code


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_tech_sme_verdict_is_wrong_on_above_or_below_any_line(seed):
    evidence = firms.table(seed, 600)
    judgement = judge(load("tech_sme/2017"), evidence, ON_2026)
    assert_alike(judgement, [law.tech_sme(firm) for firm in rows(evidence)])


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_no_hnte_verdict_is_wrong_on_above_or_below_any_line(seed):
    evidence = without_experts(firms.table(seed, 600), seed)
    judgement = judge(load("hnte/2016"), evidence, ON)
    assert_alike(judgement, [law.hnte(firm, ON) for firm in rows(evidence)])


def test_the_invented_firms_do_stand_on_the_lines():
    evidence = firms.table(1, 4_000)
    expected = [law.hnte(firm, ON) for firm in rows(without_experts(evidence, 1))]
    assert {outcome for outcome, *_ in expected} == {0, 1, 2}
    net = evidence.columns["net_assets"].values
    exact = [law._growth_points(years) for years in net.tolist()]
    assert set(exact) >= {(9, 10), (7, 8), (5, 6), (3, 4), (1, 2), (0, 0)}
    sums = evidence.columns["rd_expense"].values.sum(axis=1) * 100, evidence.columns["sales"].values.sum(axis=1) * 5
    for step in (-100, 0, 100):
        assert ((sums[0] - sums[1]) == step).any()


@pytest.mark.parametrize("scale", [1, 10**4, 2**13, 3 * 10**7])
def test_amounts_beyond_the_bound_are_judged_exactly_and_never_overflow(scale):
    evidence = firms.table(7, 300)
    grown = dict(evidence.columns)
    for word in ("rd_expense", "rd_domestic", "income_total", "income_nontax", "income_hightech", "net_assets"):
        grown[word] = Column(evidence.columns[word].values * scale, evidence.columns[word].known)
    large = Evidence(300, grown)
    judgement = judge(load("hnte/2016"), large, ON)
    assert_alike(judgement, [law.hnte(firm, ON) for firm in rows(large)])
    assert scale < 10**7 or abs(grown["rd_expense"].values).max() > WORD_BOUND


def test_garbage_under_the_mask_is_never_read():
    evidence = firms.table(3, 200, hidden=0.3)
    spoiled = {}
    for word, column in evidence.columns.items():
        values = column.values.copy()
        values[column.known != 1] = True if values.dtype == np.bool_ else np.iinfo(np.int64).min
        spoiled[word] = Column(values, column.known)
    for name, on in (("tech_sme/2017", ON_2026), ("hnte/2016", ON)):
        one, two = judge(load(name), evidence, on), judge(load(name), Evidence(200, spoiled), on)
        assert one.outcome.tolist() == two.outcome.tolist()
        assert one.score_max.tolist() == two.score_max.tolist()
