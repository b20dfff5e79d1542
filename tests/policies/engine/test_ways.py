from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.engine import Column, Evidence, explain, judge, read_facts
from policies.engine.ways import reach
from policies.library import load

from . import firms

ON = date(2026, 6, 15)
TECH, HNTE = load("tech_sme/2017"), load("hnte/2016")


def moved(evidence, way, steps):
    """The same firm so many steps along a way, changed by hand."""
    columns = dict(evidence.columns)
    for word, sign in way.changes:
        values = columns[word].values.copy()
        values[(0, -1) if values.ndim == 2 else 0] += steps * sign * way.dimension.step
        columns[word] = Column(values, columns[word].known)
    return Evidence(1, columns)


@pytest.mark.parametrize("pack", [TECH, HNTE], ids=["tech_sme", "hnte"])
@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_distance_reaches_and_one_step_fewer_does_not(pack, seed):
    evidence = firms.table(seed, 8)
    judgement = judge(pack, evidence, ON)
    for row in range(8):
        firm = evidence.one(row)
        for criterion in pack.criteria:
            if judgement.criteria[criterion.code][row] != 0:
                continue
            for way in criterion.ways:
                words = pack.words_behind(criterion.require)
                found = reach(pack, firm, ON, way, words, lambda walk, which=criterion: walk.criterion(which) == 1)
                if found is None or way.wait:
                    continue
                after, before = moved(firm, way, found.steps), moved(firm, way, found.steps - 1)
                assert judge(pack, after, ON).criteria[criterion.code].tolist() == [1]
                assert judge(pack, before, ON).criteria[criterion.code].tolist() == [0]


def test_hiring_raises_the_total_too():
    firm = read_facts({"staff": 86, "tech_staff_6m": 11}, TECH.vocabulary)
    item = next(one for one in explain(TECH, firm, ON).items if one.code == "tech_staff")
    assert [band.ways for band in item.next_bands] == [
        ("内部认定2人", "新招3人"),
        ("内部认定7人", "新招8人"),
    ]
    assert [(band.label, band.points, band.gain) for band in item.next_bands] == [
        ("占职工总数达到15%", "8分", "+4分"),
        ("占职工总数达到20%", "12分", "+8分"),
    ]


def test_a_fact_nobody_has_said_is_no_way():
    firm = read_facts({"staff": 600}, TECH.vocabulary)
    way = TECH.criterion("staff_points").ways[0]
    assert reach(TECH, firm, ON, way, TECH.words, lambda walk: np.ones(walk.n, dtype=bool)) is None
    firm = read_facts({"tech_staff_6m": None}, TECH.vocabulary)
    assert reach(TECH, firm, ON, way, TECH.words, lambda walk: np.ones(walk.n, dtype=bool)) is None


def test_what_cannot_be_reached_is_not_offered():
    firm = read_facts({"staff": 0, "tech_staff": 0}, HNTE.vocabulary)
    criterion = HNTE.criterion("tech_staff")
    account = next(one for one in explain(HNTE, firm, ON).gates if one.code == "tech_staff")
    assert criterion.ways[0].text == "内部认定{gap}"
    assert account.ways == ("新招1人",)


def test_the_largest_gap_is_found_to_the_step():
    firm = read_facts({"sales": ["1元", "1元", "900000000万元"], "rd_expense": ["0元", "0元", "0元"]}, HNTE.vocabulary)
    account = next(one for one in explain(HNTE, firm, ON).gates if one.code == "rd_ratio")
    assert account.distance == "再归集27,000,000.01万元"


def test_waiting_names_the_day():
    firm = read_facts({"founded_on": "2025-07-01"}, HNTE.vocabulary)
    account = next(one for one in explain(HNTE, firm, ON).gates if one.code == "age")
    assert account.distance == "再过16天，2026-07-01起满足"
    later = explain(HNTE, firm, date(2026, 7, 1))
    assert next(one for one in later.gates if one.code == "age").outcome == 1
