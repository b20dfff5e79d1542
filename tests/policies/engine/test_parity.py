"""One evaluator: explaining says what judging says, for every pack; and what is hidden only ever opens an answer."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import NEED_DATA, TO_CONFIRM, explain, judge
from policies.engine.verdicts import MANUAL, UNKNOWN, UNMET
from policies.library import load, pack_files

from . import firms

PACKS = [name for name in pack_files() if not load(name).blank]
ON = date(2026, 6, 15)


def day_of(pack):
    """A day on which a pack is in force."""
    return ON if pack.covers(ON) else pack.in_force_to or pack.in_force_from


@pytest.mark.parametrize("name", PACKS)
@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), hidden=st.sampled_from([0.0, 0.05, 0.3, 1.0]))
def test_the_explanation_says_what_the_judgement_says(name, seed, hidden):
    pack, evidence = load(name), firms.table(seed, 12, hidden=hidden)
    judgement = judge(pack, evidence, day_of(pack))
    for row in range(evidence.n):
        account = explain(pack, evidence.one(row), day_of(pack))
        assert account.outcome == judgement.outcome[row]
        verdicts = {one.code: one.outcome for one in account.accounts if one.kind != "item"}
        assert verdicts == {code: int(column[row]) for code, column in judgement.criteria.items()}
        if account.score is not None:
            assert account.score.points_min == judgement.score_min[row]
            assert account.score.points_max == judgement.score_max[row]


@pytest.mark.parametrize("name", PACKS)
def test_the_masks_say_what_the_criteria_say(name):
    pack, evidence = load(name), firms.table(11, 500, hidden=0.1)
    judgement = judge(pack, evidence, day_of(pack))
    for criterion in pack.criteria:
        for code, mask in ((UNMET, judgement.unmet), (UNKNOWN, judgement.unknown), (MANUAL, judgement.manual)):
            assert ((mask >> criterion.bit & 1) == (judgement.criteria[criterion.code] == code)).all()


@pytest.mark.parametrize("name", PACKS)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), hidden=st.sampled_from([0.02, 0.1, 0.4]))
def test_hiding_a_fact_opens_an_answer_but_never_turns_it(name, seed, hidden):
    pack, full = load(name), firms.table(seed, 400)
    rng = np.random.default_rng(seed)
    veiled = firms.veil(rng, full, hidden)
    on = day_of(pack)
    whole, part = judge(pack, full, on), judge(pack, veiled, on)
    settled = (part.outcome != NEED_DATA) & (part.outcome != TO_CONFIRM)
    assert (part.outcome[settled] == whole.outcome[settled]).all()
    if pack.score is not None:
        assert (part.score_min <= whole.score_min).all()
        assert (part.score_max >= whole.score_max).all()


@pytest.mark.parametrize("name", PACKS)
def test_the_tile_a_firm_falls_into_does_not_matter(name):
    pack, evidence = load(name), firms.table(5, 9_000, hidden=0.05)
    on = day_of(pack)
    whole, part = judge(pack, evidence, on), judge(pack, evidence.take(slice(8_000, 9_000)), on)
    assert (whole.outcome[8_000:] == part.outcome).all()
    assert (whole.unmet[8_000:] == part.unmet).all()
    picked = evidence.take(np.array([8_500, 3]))
    assert judge(pack, picked, on).outcome.tolist() == [whole.outcome[8_500], whole.outcome[3]]


@pytest.mark.parametrize("name", PACKS)
def test_no_firms_no_verdicts(name):
    pack = load(name)
    judgement = judge(pack, firms.table(1, 0), day_of(pack))
    assert judgement.outcome.size == 0
    assert (judgement.score_min is None) == (pack.score is None)
    assert pack.score is None or judgement.score_min.size == 0
