import pytest

from policies.engine import PackError
from policies.engine.cases import load_cases

from . import small

CASES = """
[base.plain]
staff = 10
sales = ["100元", "100元", "100元"]
rd_expense = ["6元", "6元", "6元"]
rights = 2
expert_level = 2

[[case]]
name = "够"
on = 2021-01-01
base = "plain"
expect = { outcome = "eligible", score = 10, staff = "met", rights = 4, level = [2, 2] }

[[case]]
name = "缺"
on = 2021-01-01
base = "plain"
facts = { rights = "未知", sales = ["不适用", "未知", "100元"] }
choices = { base = "actual" }
expect = { outcome = "need_data", score = [2, 10] }
"""


def cases(*changes):
    text = CASES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return load_cases(text, "trial/2020.cases.toml", small.pack())


def test_cases_hold():
    found = cases()
    assert [case.name for case in found] == ["够", "缺"]
    assert [case.line for case in found] == [9, 15]
    assert [list(case.problems()) for case in found] == [[], []]


def test_a_case_that_does_not_hold_says_what_came_instead():
    found = cases(
        (
            'outcome = "eligible", score = 10, staff = "met", rights = 4',
            'outcome = "not_eligible", score = 9, staff = "unmet", rights = 2',
        )
    )
    assert list(found[0].problems()) == [
        "结论应为not_eligible，得到eligible",
        "staff应为unmet，得到met",
        "rights应得[2, 2]，得到[4, 4]",
        "得分应为[9, 9]，得到[10, 10]",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('name = "够"\n', ""), 'trial/2020.cases.toml:9，case[1]：缺少键"name"。'),
        (("on = 2021-01-01", 'on = "2021-01-01"'), "trial/2020.cases.toml:11，case[1].on：'2021-01-01'不是日期"),
        (('base = "plain"', 'base = "plan"'), '没有[base.plan]。您是不是要写"plain"？'),
        (("staff = 10", "stafff = 10"), 'stafff：词汇表里没有这个词。您是不是要写"staff"？'),
        (("choices = { base", "choices = { basis"), "no option basis = actual"),
        (('staff = "met"', 'staf = "met"'), '没有代码为"staf"的条件或评分项。您是不是要写"staff"？'),
        (('staff = "met"', 'staff = "ok"'), '"ok"不是结论。可写：met、unmet、unknown、manual、not_in_force。'),
        (("score = 10", 'score = "x"'), "有一处的写法不对"),
        (("[[case]]", "[case]"), "trial/2020.cases.toml："),
        (('outcome = "eligible"', 'outcome = "met"'), '"met"不是结论。可写：eligible、'),
    ],
)
def test_a_case_that_cannot_be_read_is_refused(change, said):
    with pytest.raises(PackError) as refusal:
        cases(change)
    assert said in str(refusal.value)
