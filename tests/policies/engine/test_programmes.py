"""What programmes beyond the first two need: calendar years, yearly growth, ways in without a score, texts without numbers."""

import random
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest

from policies.engine import (
    ELIGIBLE,
    NEED_DATA,
    NOT_ELIGIBLE,
    NotInForce,
    PackError,
    display,
    explain,
    judge,
    load_pack,
    load_vocabulary,
    read_facts,
)
from policies.engine.numbers import Calculator, constant, whole
from policies.engine.walk import Walk

from . import small

ON = date(2024, 6, 15)
AGE = (
    """[[criteria]]
code        = "rd_ratio\"""",
    """[[criteria]]
code        = "age"
title       = "成立年限"
kind        = "gate"
source      = "measures#第一条"
require     = "founded_on >= years_back(age_most)"
requirement = "{years_back(age_most)}以后成立"
value       = "{founded_on}"
advice      = "超过年限"

[[criteria]]
code        = "rd_ratio\"""",
)
AGE_MOST = (
    "[choices.base]",
    """[parameters.age_most]
meaning = "成立年限上限"
unit    = "年"
source  = "measures#第一条"
values  = [{ from = 2020-01-01, value = 10 }]

[choices.base]""",
)
WAYS_IN = """
programme     = "trial"
version       = "2020"
title         = "试行办法"
region        = "000000"
in_force_from = 2020-01-01
kinds         = ["first"]
law           = "measures"

[sources.measures]
title  = "试行办法"
number = "试〔2020〕1号"

[sources.measures.clauses]
"第一条" = "年均增长20%，或者有三项知识产权；没有重大事故。"

[parameters.growth_floor]
meaning = "三年年均增长"
unit    = "%"
source  = "measures#第一条"
values  = [{ from = 2020-01-01, value = 20 }]

[parameters.rights_floor]
meaning = "知识产权"
unit    = "项"
source  = "measures#第一条"
values  = [{ from = 2020-01-01, value = 3 }]

[derived.multiple]
meaning = "两年倍数"
unit    = "1"
source  = "measures#第一条"
formula = "fy(sales, 1) / fy(sales, 3)"

[derived.multiple_floor]
meaning = "两年倍数下限"
unit    = "1"
source  = "measures#第一条"
formula = "(1 + growth_floor) * (1 + growth_floor)"

[[criteria]]
code        = "clean"
title       = "无事故"
kind        = "gate"
source      = "measures#第一条"
require     = "clean"
requirement = "无"
value       = "{clean}"
advice      = "核对"

[[criteria]]
code        = "growing"
title       = "收入增长"
kind        = "direct"
source      = "measures#第一条"
require     = "multiple >= multiple_floor"
requirement = "年均不低于{growth_floor}"
value       = "年均{yearly(multiple, 2)}"
advice      = "扩大收入"

[[criteria]]
code        = "inventive"
title       = "知识产权"
kind        = "direct"
source      = "measures#第一条"
require     = "rights >= rights_floor"
requirement = "不少于{rights_floor}"
value       = "{rights}"
advice      = "申请"
"""


def ways_in(text=WAYS_IN):
    return load_pack(text, "trial/2020.toml", small.words())


def facts(**given):
    return read_facts({"clean": True, "sales": ["100万元", "120万元", "144万元"], "rights": 0, **given}, small.words())


@pytest.mark.parametrize(("founded", "verdict"), [("2014-06-14", 0), ("2014-06-15", 1), ("2014-06-16", 1)])
def test_calendar_years_are_counted_back_from_the_filing_day(founded, verdict):
    pack = small.pack(AGE_MOST, AGE)
    judgement = judge(pack, read_facts({"founded_on": founded}, small.words()), ON)
    assert judgement.criteria["age"][0] == verdict


def test_the_day_counted_back_is_shown_as_a_day():
    pack = small.pack(AGE_MOST, AGE)
    account = explain(pack, read_facts({"founded_on": "2014-06-14"}, small.words()), ON)
    assert next(one for one in account.accounts if one.code == "age").requirement == "2014-06-15以后成立"


def test_a_leap_day_counts_back_to_the_last_of_february():
    pack = small.pack(AGE_MOST, AGE)
    judgement = judge(pack, read_facts({"founded_on": "2014-02-28"}, small.words()), date(2024, 2, 29))
    assert judgement.criteria["age"][0] == 1


def test_the_first_of_january_of_an_earlier_year():
    pack = small.pack(
        (AGE_MOST[0], AGE_MOST[1].replace("value = 10", "value = 4")),
        (AGE[0], AGE[1].replace("years_back(age_most)", "year_start(age_most)")),
    )
    found = [
        int(judge(pack, read_facts({"founded_on": day}, small.words()), ON).criteria["age"][0])
        for day in ("2019-12-31", "2020-01-01")
    ]
    assert found == [0, 1]


def test_days_that_pass_move_the_day_counted_back():
    pack = small.pack(AGE_MOST, AGE)
    evidence = read_facts({"founded_on": "2014-06-16"}, small.words())
    rows = evidence.take(np.zeros(3, dtype=np.int64))
    walk = Walk(pack, rows, ON, exact=True, later=np.array([0, 1, 2]))
    assert walk.criterion(pack.criterion("age")).tolist() == [1, 1, 0]


@pytest.mark.parametrize("years", ["2.5", "101", "-1"])
def test_years_counted_back_are_whole_and_within_a_century(years):
    with pytest.raises(PackError, match=r"trial.*要整年数"):
        small.pack((AGE_MOST[0], AGE_MOST[1].replace("value = 10", f"value = {years}")), AGE)


@pytest.mark.parametrize("call", ["years_back()", "years_back(sales)", "years_back(staff_max)"])
def test_only_a_number_of_years_can_be_counted_back(call):
    with pytest.raises(PackError, match=r"整年数|数列"):
        small.pack(AGE_MOST, (AGE[0], AGE[1].replace("years_back(age_most)", call, 1)))


@pytest.mark.parametrize(
    ("given", "outcome", "sentence"),
    [
        ({}, ELIGIBLE, "路径2条，符合“收入增长”。"),
        ({"rights": 3}, ELIGIBLE, "符合“收入增长”“知识产权”。"),
        ({"sales": ["100万元", "120万元", "143.999999万元"]}, NOT_ELIGIBLE, "路径2条，有一条即可：2条不达标。"),
        ({"sales": None, "rights": 2}, NEED_DATA, "路径2条，有一条即可：1条不达标，1条缺数据。"),
        ({"sales": None, "rights": 3}, ELIGIBLE, "符合“知识产权”"),
        ({"rights": 3, "clean": False}, NOT_ELIGIBLE, "符合“收入增长”"),
    ],
)
def test_where_nothing_is_scored_one_way_in_is_enough_and_none_is_not(given, outcome, sentence):
    account = explain(ways_in(), facts(**given), ON)
    assert account.outcome == outcome == judge(ways_in(), facts(**given), ON).outcome[0]
    assert sentence in account.sentence


def test_yearly_growth_just_below_its_line_is_not_shown_on_it():
    account = explain(ways_in(), facts(sales=["100万元", "1元", "143.999999万元"]), ON)
    growing = next(one for one in account.accounts if one.code == "growing")
    assert (growing.requirement, growing.value) == ("年均不低于20%", "年均19.9999996%")
    assert explain(ways_in(), facts(), ON).accounts[1].value == "年均20.00%"


def test_no_yearly_growth_crosses_its_line_when_shown_in_ten_thousand_cases():
    rng = random.Random(2026)
    for _ in range(10_000):
        years, line = rng.choice([2, 3, 4]), Fraction(rng.choice([105, 110, 120, 125, 130]), 100)
        base = rng.randint(1, 10**10)
        multiple = Fraction(int(line**years * base) + rng.choice([-1, 0, 1]), base)
        shown = display.yearly(multiple, years, [line**years])
        compounded = (1 + Fraction(shown.rstrip("%")) / 100) ** years
        sides = [(value > line**years) - (value < line**years) for value in (multiple, compounded)]
        assert sides[0] == sides[1], (multiple, shown)


@pytest.mark.parametrize(
    ("multiple", "years", "shown"),
    [
        (Fraction(1728, 1000), 3, "20.00%"),
        (Fraction(0), 3, "-100.00%"),
        (Fraction(1), 2, "0.00%"),
        (Fraction(-1), 2, "--"),
    ],
)
def test_yearly_growth_is_the_root_less_one(multiple, years, shown):
    assert display.yearly(multiple, years) == shown


@pytest.mark.parametrize("call", ["yearly(multiple)", "yearly(multiple, 1)", "yearly(staff, 3)", "yearly()"])
def test_yearly_growth_takes_a_multiple_and_a_few_years(call):
    with pytest.raises(PackError, match="yearly要一个倍数"):
        ways_in(WAYS_IN.replace("yearly(multiple, 2)", call))


def test_yearly_growth_cannot_be_calculated_with():
    with pytest.raises(PackError, match="yearly"):
        ways_in(WAYS_IN.replace('require     = "multiple >=', 'require     = "yearly(multiple, 2) >='))


BLANK = (
    WAYS_IN.partition("[derived.multiple]")[0]
    .replace(
        'law           = "measures"',
        'law           = "measures"\nblank         = "本省没有公布量化条件"\nlike          = "trial/2019"',
    )
    .replace("values  = [{ from = 2020-01-01, value = 3 }]", "values  = []")
)


def test_a_text_without_published_numbers_says_so_and_judges_nothing():
    pack = ways_in(BLANK)
    assert (pack.blank, pack.like, pack.criteria) == ("本省没有公布量化条件", "trial/2019", ())
    assert pack.parameters["rights_floor"].values == ()
    with pytest.raises(NotInForce, match="没有可供判断的数值：本省没有公布量化条件"):
        judge(pack, facts(), ON)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('blank         = "本省没有公布量化条件"', 'blank         = " "', "请写明什么没有公布"),
        ('blank         = "本省没有公布量化条件"\n', "", r'缺少键"criteria"'),
        ('law           = "measures"', 'law           = "measures"\ncriteria = []', "请删去blank，或删去条件"),
    ],
)
def test_a_text_is_either_blank_or_judges(old, new, said):
    with pytest.raises(PackError, match=said):
        ways_in(BLANK.replace(old, new))


def test_a_figure_without_a_value_is_refused_where_something_is_judged():
    with pytest.raises(PackError, match="这个列表是空的"):
        ways_in(WAYS_IN.replace("values  = [{ from = 2020-01-01, value = 3 }]", "values  = []"))


ENDS = 'kinds         = ["first"]', 'kinds         = ["first", "recheck"]\nkind_ends     = { first = 2024-03-31 }'


def test_a_text_may_end_earlier_for_one_kind_of_application():
    pack = ways_in(WAYS_IN.replace(*ENDS))
    last = date(2024, 3, 31)
    assert [pack.covers(last, "first"), pack.covers(last + timedelta(1), "first")] == [True, False]
    assert pack.covers(last + timedelta(1), "recheck")
    assert pack.covers(last + timedelta(1))


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ("{ again = 2024-03-31 }", "不在本文本的申报类型之中"),
        ("{ first = 2019-03-31 }", "不在本文本施行的日子里"),
    ],
)
def test_the_end_of_a_kind_lies_within_the_text(ends, said):
    with pytest.raises(PackError, match=said):
        ways_in(WAYS_IN.replace(ENDS[0], ENDS[1].replace("{ first = 2024-03-31 }", ends)))


def test_dollars_are_a_unit_of_their_own():
    words = load_vocabulary(
        small.VOCABULARY + '[words.valuation]\nlabel = "估值"\nkind = "dollars"\nperiod = "at filing"\n'
        'meaning = "投后"\nsource = "第一条"\nsupplier = "企业"\n'
    )
    evidence = read_facts({"valuation": "10亿美元"}, words)
    assert evidence.columns["valuation"].values.tolist() == [100_000_000_000]
    with pytest.raises(ValueError, match="没有单位"):
        read_facts({"valuation": 10}, words)
    assert display.show(100_000_000_000, words["valuation"].dimension) == "10.00亿美元"


def test_series_may_have_two_three_or_four_years():
    words = load_vocabulary(small.VOCABULARY.replace('period = "FY-3..FY-1"', 'period = "FY-4..FY-1"', 1))
    assert words["sales"].years == 4
    with pytest.raises(ValueError, match="要4个值的列表"):
        read_facts({"sales": ["1万元"] * 3}, words)


def test_the_points_of_a_section_can_be_asked_for():
    criterion = """[[criteria]]
code        = "all_points"
title       = "合计"
kind        = "score"
source      = "measures#第一条"
require     = "points(all) >= pass_line"
requirement = "{pass_line}"
value       = "{points(all)}"
advice      = "补"

[score]"""
    pack = small.pack(("[score]", criterion))
    evidence = read_facts(
        {"rights": 2, "expert_level": 2, "rd_expense": ["6万元"] * 3, "sales": ["100万元"] * 3, "staff": 3},
        small.words(),
    )
    account = explain(pack, evidence, ON)
    told = next(one for one in account.accounts if one.code == "all_points")
    assert (told.value, told.outcome) == ("10分", 1)
    assert set(pack.words_behind(pack.criterion("all_points").require)) == {
        "rights",
        "rd_expense",
        "sales",
        "expert_level",
    }


def test_a_section_and_an_item_cannot_share_a_code():
    with pytest.raises(PackError, match='代码"rights"用了两次'):
        small.pack(('code   = "all"', 'code   = "rights"'))


def test_a_whole_number_and_a_ratio_add_up_exactly():
    calculator = Calculator(2, exact=False)
    ratio = calculator.divide(whole(np.array([1, 2]), None, 4), whole(np.array([3, 5]), None, 8))
    left = calculator.add(constant(1), ratio, sign=-1)
    assert [Fraction(int(top), int(bottom)) for top, bottom in zip(left.top, left.bottom, strict=True)] == [
        Fraction(2, 3),
        Fraction(3, 5),
    ]


def test_waiting_longer_than_the_calendar_goes_ends_with_it():
    pack = small.pack(AGE_MOST, AGE)
    rows = read_facts({"founded_on": "2014-06-16"}, small.words()).take(np.zeros(1, dtype=np.int64))
    walk = Walk(pack, rows, ON, exact=True, later=np.array([2**40]))
    assert walk.criterion(pack.criterion("age")).tolist() == [0]
