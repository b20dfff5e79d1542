"""最短达标路径: applying a proposal passes, no element and no step is too many, and nothing cheaper was overlooked."""

import itertools
from datetime import date

import numpy as np
import pytest

from policies.engine import (
    ELIGIBLE,
    NEED_DATA,
    NOT_ELIGIBLE,
    Column,
    Evidence,
    judge,
    load_pack,
    load_vocabulary,
    paths,
    read_facts,
)
from policies.engine.moves import Ground
from policies.engine.paths import cost_of
from policies.library import load, pack_files, vocabulary

from . import firms, small

ON = date(2026, 6, 15)
JUDGING = [name for name in pack_files() if not load(name).blank and load(name).covers(ON)]


def moved(evidence, words):
    """The same enterprise with figures moved by word → amount; a series in its last year."""
    columns = dict(evidence.columns)
    for word, amount in words.items():
        values = columns[word].values.copy()
        values[..., -1] += amount
        columns[word] = Column(values, columns[word].known)
    return Evidence(1, columns)


def amounts(pack, elements):
    """Word → stored amount that a set of elements moves it by."""
    total = {}
    for steps, way in elements:
        for word, sign in way.changes:
            total[word] = total.get(word, 0) + sign * steps * way.dimension.step
    return total


def ways_of(pack, found):
    """The elements of a proposal as (steps, way): found again by their words and text."""
    every = [way for owner in (*pack.criteria, *(pack.score.items if pack.score else ())) for way in owner.ways]
    matched = []
    for element in found.elements:
        words = {change.word for change in element.changes}
        way = next(
            one
            for one in every
            if {word for word, _ in one.changes} == words
            and one.text.split("{")[0] == element.text[: len(one.text.split("{")[0])]
        )
        matched.append((element.steps, way))
    return matched


def outcome(pack, evidence, elements, on=ON):
    """Where the enterprise stands after some elements; waiting moves the day."""
    waits = [steps for steps, way in elements if way.wait]
    ground = Ground(pack, evidence, on)
    steps = tuple(steps for steps, _ in elements)
    walk = ground.walk(tuple(way for _, way in elements), [steps], exact=True)
    if not waits:
        assert walk.outcome()[0] == judge(pack, moved(evidence, amounts(pack, elements)), on).outcome[0]
    return int(walk.outcome()[0])


def prove(pack, evidence, proposal, on=ON):
    """Passes with all, fails without any one, fails with one step less of any one."""
    elements = ways_of(pack, proposal)
    assert outcome(pack, evidence, elements, on) == proposal.outcome != NOT_ELIGIBLE
    for place, (steps, way) in enumerate(elements):
        rest = [one for number, one in enumerate(elements) if number != place]
        assert outcome(pack, evidence, rest, on) == NOT_ELIGIBLE
        fewer = [*rest, (steps - 1, way)] if steps > 1 else rest
        assert outcome(pack, evidence, fewer, on) == NOT_ELIGIBLE


@pytest.mark.parametrize("name", JUDGING)
def test_every_proposal_is_minimal(name):
    pack, table = load(name), firms.table(7, 150, hidden=0.02)
    failing = np.flatnonzero(judge(pack, table, ON).outcome == NOT_ELIGIBLE)[:40]
    for row in failing.tolist():
        firm = table.one(row)
        found = paths(pack, firm, ON)
        assert not found.is_open
        for proposal in found.proposals:
            prove(pack, firm, proposal)


def test_two_thousand_firms_near_the_line_of_the_national_rules():
    tried = 0
    for name, seed in (("tech_sme/2017", 3), ("hnte/2016", 4)):
        pack, table = load(name), firms.table(seed, 6_000)
        judgement = judge(pack, table, ON)
        few = np.array(
            [bin(int(mask)).count("1") for mask in judgement.unmet & (pack.mask("gate") | pack.mask("score"))]
        )
        near = np.flatnonzero((judgement.outcome == NOT_ELIGIBLE) & (few <= 2))[:1_000]
        for row in near.tolist():
            firm = table.one(row)
            found = paths(pack, firm, ON, most=2, limit=2)
            for proposal in found.proposals[:1]:
                prove(pack, firm, proposal)
            tried += 1
    assert tried == 2_000


WORDS = small.VOCABULARY.replace(
    "[words.sales]",
    """[words.tech]
label = "科技人员"
kind = "people"
period = "FY-1"
meaning = "科技"
source = "办法第一条"
supplier = "企业年报"

[words.debt]
label = "负债"
kind = "count"
period = "at filing"
meaning = "负债"
source = "办法第一条"
supplier = "企业年报"
may_fall = true

[words.doctors]
label = "博士"
kind = "people"
period = "FY-1"
meaning = "博士"
source = "办法第一条"
supplier = "企业年报"
effort = 3

[words.sales]""",
)
COUPLED = """
programme     = "coupled"
version       = "2020"
title         = "相互牵连"
region        = "000000"
in_force_from = 2020-01-01
kinds         = ["first"]
law           = "measures"

[sources.measures]
title  = "试行办法"
number = "试〔2020〕1号"

[sources.measures.clauses]
"第一条" = "两个比例同一个分母。"

[parameters.tech_floor]
meaning = "科技人员占比"
unit    = "%"
source  = "measures#第一条"
values  = [{ from = 2020-01-01, value = 30 }]

[parameters.line]
meaning = "及格线"
unit    = "分"
source  = "measures#第一条"
values  = [{ from = 2020-01-01, value = 5 }]

[derived.tech_share]
meaning = "科技人员占比"
unit    = "1"
source  = "measures#第一条"
formula = "tech / staff"

[derived.doctor_share]
meaning = "博士占比"
unit    = "1"
source  = "measures#第一条"
formula = "doctors / staff"

[[criteria]]
code        = "tech"
title       = "科技人员占比"
kind        = "gate"
source      = "measures#第一条"
require     = "tech_share >= tech_floor"
requirement = "不低于{tech_floor}"
value       = "{tech_share}"
advice      = "招人"
ways        = [{ add = ["tech"], text = "认定{gap}" }, { add = ["tech", "staff"], text = "新招{gap}" }]

[[criteria]]
code        = "line"
title       = "得分"
kind        = "score"
source      = "measures#第一条"
require     = "score >= line"
requirement = "不低于{line}"
value       = "{score}"
advice      = "补短板"

[score]
title      = "评价"
line_title = "及格线"
max        = 10

[[score.sections]]
code   = "all"
title  = "全部"
source = "measures#第一条"
max    = 10

[[score.sections.items]]
code   = "doctor"
title  = "博士"
source = "measures#第一条"
since  = 2020-01-01
max    = 6
value  = "{doctor_share}"
advice = "引进"
ways   = [{ add = ["doctors", "staff"], text = "引进{gap}" }]

[[score.sections.items.routes]]
label = "占比"
value = "doctor_share"
unit  = "%"
bands = [{ at_least = 20, points = 6 }, { at_least = 10, below = 20, points = 3 }, { below = 10, points = 0 }]

[[score.sections.items]]
code   = "rights_item"
title  = "知识产权"
source = "measures#第一条"
since  = 2020-01-01
max    = 4
value  = "{rights}"
advice = "申请"
ways   = [{ add = ["rights"], text = "取得{gap}" }]
cases  = [{ when = "rights >= 4", points = 4, label = "4项" }, { when = "rights >= 2", points = 2, label = "2项" }, { points = 0, label = "没有" }]
"""
GRID = 13


def coupled():
    return load_pack(COUPLED, "coupled/2020.toml", load_vocabulary(WORDS))


def the_best_by_trying_all(pack, evidence):
    """(elements, cost) of the cheapest set with the fewest elements, by trying every count up to GRID of every way."""
    ground = Ground(pack, evidence, ON)
    ways = [way for owner in (*pack.criteria, *pack.score.items) for way in owner.ways]
    rows = list(itertools.product(range(GRID), repeat=len(ways)))
    passed = ground.walk(tuple(ways), rows, exact=False).outcome() != NOT_ELIGIBLE
    best = None
    for place in np.flatnonzero(passed).tolist():
        steps = rows[place]
        size = sum(count > 0 for count in steps)
        cost = sum(cost_of(ground, way, count) for way, count in zip(ways, steps, strict=True) if count)
        if best is None or (size, cost) < best:
            best = size, cost
    return best


def test_trying_everything_finds_nothing_smaller_or_cheaper():
    pack, rng = coupled(), np.random.default_rng(11)
    compared = 0
    while compared < 40:
        staff = int(rng.integers(8, 30))
        facts = {
            "staff": staff,
            "tech": int(rng.integers(0, staff // 2)),
            "doctors": int(rng.integers(0, 4)),
            "rights": int(rng.integers(0, 5)),
        }
        evidence = read_facts(facts, pack.vocabulary)
        if judge(pack, evidence, ON).outcome[0] != NOT_ELIGIBLE:
            continue
        wanted = the_best_by_trying_all(pack, evidence)
        found = paths(pack, evidence, ON)
        if wanted is None:
            continue
        compared += 1
        first = found.proposals[0]
        assert (len(first.elements), pytest.approx(first.cost)) == (wanted[0], float(wanted[1])), facts
        for proposal in found.proposals:
            prove(pack, evidence, proposal)


def test_hiring_raises_the_total_and_recognising_does_not():
    pack = coupled()
    evidence = read_facts({"staff": 20, "tech": 5, "doctors": 4, "rights": 4}, pack.vocabulary)
    texts = [[element.text for element in proposal.elements] for proposal in paths(pack, evidence, ON).proposals]
    assert texts == [["认定1人"], ["新招2人"]]


ORDINARY = {
    "is_resident": True, "accounts_sound": True, "tax_by_audit": True, "staff": 86, "tech_staff_6m": 11,
    "sales": [None, None, "5200万元"], "assets": "3900万元", "cost_expense": "4900万元", "rd_deductible": "178万元",
    "ip_class1": 0, "ip_class2": 4, "industry_allowed": True, "industry_barred": False, "clean_safety": True,
    "clean_quality": True, "clean_environment": True, "clean_research": True, "not_abnormal_listed": True,
    "not_dishonest_listed": True, "holds_hnte": False, "national_award": False, "provincial_rd_org": False,
    "led_standard": False,
}  # fmt: skip


def ordinary(**given):
    return read_facts({**ORDINARY, **given}, vocabulary())


def test_the_ways_of_the_drawing_are_found():
    found = paths(load("tech_sme/2017"), ordinary(), ON)
    told = [("且".join(element.text for element in one.elements), one.score_text) for one in found.proposals]
    assert ("再归集82.00万元", "68分") in told
    assert ("内部认定11人", "60分") in told
    assert ("Ⅰ类再取得1项", "54分") not in told
    pairs = [text for text, _ in told if "且" in text]
    assert any("再归集30.00万元" in text and "内部认定2人" in text for text in pairs) or any(
        "再归集30.00万元" in text and "Ⅰ类再取得1项" in text for text in pairs
    )
    assert [len(one.elements) for one in found.proposals] == sorted(len(one.elements) for one in found.proposals)


def test_what_an_authority_confirmed_is_never_moved():
    fixed = {"rd_deductible": "2025年度报告已由县区审核"}
    found = paths(load("tech_sme/2017"), ordinary(), ON, fixed=fixed)
    assert found.proposals
    assert "rd_deductible" not in {
        change.word for one in found.proposals for element in one.elements for change in element.changes
    }


def test_a_ceiling_that_is_exceeded_blocks_and_nobody_is_told_to_shrink():
    found = paths(load("tech_sme/2017"), ordinary(staff=501), ON)
    assert found.proposals == ()
    assert [(one.code, one.reason) for one in found.blocked] == [("staff", "核对职工总数是否按全年月平均数统计。")]


def test_a_confirmed_figure_in_the_way_says_who_confirmed_it():
    fixed = {"tech_staff": "2025年度报告已由县区审核", "staff": "2025年度报告已由县区审核"}
    sound = read_facts(
        {
            "founded_on": "2020-01-01", "core_ip": True, "field_declared": True, "field_recognised": True, "staff": 100,
            "tech_staff": 5, "sales": ["4000万元"] * 3, "rd_expense": ["400万元"] * 3, "rd_domestic": ["400万元"] * 3,
            "income_total": "4000万元", "income_nontax": "0元", "income_hightech": "3000万元",
            "clean_safety_365": True, "clean_quality_365": True, "clean_environment_365": True,
            "net_assets": ["1000万元", "1300万元", "1755万元"], "conversions": [5, 5, 5], "ip_class1": 1, "ip_class2": 0,
            "ip_class2_unused": 0, "ip_self_developed": True, "standards_taken_part": False,
        },
        vocabulary(),
    )  # fmt: skip
    assert paths(load("hnte/2016"), sound, ON).proposals[0].elements[0].text == "内部认定5人"
    found = paths(load("hnte/2016"), sound, ON, fixed=fixed)
    assert [(one.code, one.reason) for one in found.blocked] == [("tech_staff", "2025年度报告已由县区审核")]


def test_waiting_is_a_way_with_its_day():
    sound = ordinary()
    young = Evidence(1, dict(sound.columns) | dict(read_facts({"niche_since": "2024-01-01"}, vocabulary()).columns))
    pack = load_pack(
        """
programme = "wait"
version = "1"
title = "等待"
region = "000000"
in_force_from = 2020-01-01
kinds = ["first"]
law = "m"
[sources.m]
title = "办法"
number = "1"
[sources.m.clauses]
"一" = "满三年"
[parameters.years_least]
meaning = "年限"
unit = "年"
source = "m#一"
values = [{ from = 2020-01-01, value = 3 }]
[[criteria]]
code = "niche"
title = "细分市场时间"
kind = "gate"
source = "m#一"
require = "niche_since <= years_back(years_least)"
requirement = "满{years_least}"
value = "{niche_since}"
advice = "等满"
ways = [{ wait = true, text = "再过{gap}，{day}起满足" }]
""",
        "wait/1.toml",
        vocabulary(),
    )
    proposal = paths(pack, young, ON).proposals[0]
    assert proposal.elements[0].text == "再过200天，2027-01-01起满足"
    assert proposal.ready_on == "2027-01-01"


def test_rights_take_time_and_that_is_said():
    found = paths(load("tech_sme/2017"), ordinary(tech_staff_6m=22, ip_class2=0), ON)
    rights = next(
        element for one in found.proposals for element in one.elements if element.changes[0].word == "ip_class1"
    )
    assert rights.ready_on == "2027-12-07"
    assert "经验值" in rights.lead


def test_who_passes_or_lacks_data_needs_no_path():
    passing = paths(load("tech_sme/2017"), ordinary(rd_deductible="400万元"), ON)
    assert (passing.is_open, passing.proposals, passing.missing) == (True, (), ())
    assert judge(load("tech_sme/2017"), ordinary(rd_deductible="400万元"), ON).outcome[0] == ELIGIBLE
    lacking = paths(load("tech_sme/2017"), ordinary(assets=None, rd_deductible="400万元"), ON)
    assert lacking.is_open
    assert [fact.word for fact in lacking.missing] == ["assets"]
    assert judge(load("tech_sme/2017"), ordinary(assets=None, rd_deductible="400万元"), ON).outcome[0] == NEED_DATA


def test_paths_take_one_enterprise_and_turn_into_plain_data():
    with pytest.raises(ValueError, match="one enterprise, not 2"):
        paths(load("tech_sme/2017"), firms.table(1, 2), ON)
    plain = paths(load("tech_sme/2017"), ordinary(), ON).as_dict()
    assert plain["proposals"][0]["elements"][0]["changes"][0]["before"] == "178.00万元"


FLOORS = "".join(
    f"""
[parameters.{name}]
meaning = "下限"
unit    = "{unit}"
source  = "measures#第一条"
values  = [{{ from = 2020-01-01, value = {value} }}]
"""
    for name, unit, value in (("rights_floor", "项", 2), ("doctors_floor", "人", 4), ("tech_least", "人", 12))
)
TWO_FLOORS = (
    COUPLED.replace(
        "tech_share >= tech_floor", "rights >= rights_floor and (doctors >= doctors_floor or tech >= tech_least)"
    )
    .replace('{ add = ["tech"], text', '{ add = ["rights"], text = "取得{gap}" }, { add = ["tech"], text')
    .replace('{ add = ["tech", "staff"], text = "新招{gap}" }', '{ add = ["doctors"], text = "聘{gap}" }')
    .replace("value = 5 }", "value = 0 }")
    .replace("[parameters.line]", f"{FLOORS}[parameters.line]")
)


def test_conditions_of_one_gate_that_no_single_way_turns_are_turned_together():
    pack = load_pack(TWO_FLOORS, "coupled/2020.toml", load_vocabulary(WORDS))
    evidence = read_facts({"staff": 30, "tech": 9, "doctors": 2, "rights": 0}, pack.vocabulary)
    found = paths(pack, evidence, ON)
    assert found.blocked == ()
    assert {tuple(sorted(element.text for element in one.elements)) for one in found.proposals} == {
        ("取得2项", "聘2人"),
        ("取得2项", "认定3人"),
    }
    for proposal in found.proposals:
        prove(pack, evidence, proposal)


def test_a_figure_nobody_has_stated_is_moved_by_no_way():
    pack = coupled()
    ground = Ground(pack, read_facts({"staff": 20, "tech": 5}, pack.vocabulary), ON)
    assert ground.said("staff")
    assert not ground.said("doctors")
    assert not Ground(pack, Evidence(1, {}), ON).said("staff")
