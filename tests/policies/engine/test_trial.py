from datetime import date

import pytest

from policies.engine.trial import try_text
from tests.policies.engine import small
from tests.policies.engine.test_cases import CASES


def tried(text=small.PACK, cases=CASES):
    return try_text(text, cases, name="草稿", vocabulary=small.words())


def test_a_sound_text_has_every_case_held():
    trial = tried()
    assert trial.is_sound
    assert (trial.held, [case.name for case in trial.cases]) == (2, ["够", "缺"])
    assert trial.cases[0].on == date(2021, 1, 1).isoformat()


def test_a_case_that_does_not_hold_says_expected_and_got():
    wrong = 'outcome = "not_eligible", score = 9, staff = "unmet", rights = 2,'
    trial = tried(cases=CASES.replace('outcome = "eligible", score = 10, staff = "met", rights = 4,', wrong))
    assert not trial.is_sound
    assert trial.held == 1
    assert trial.cases[0].differences == (
        "结论应为不符合，得到符合",
        "职工总数应为不达标，得到达标",
        "知识产权应得[2, 2]，得到[4, 4]",
        "得分应为[9, 9]，得到[10, 10]",
    )
    assert trial.cases[0].line == 9


def test_without_a_case_nothing_is_sound():
    assert not tried(cases="  \n").is_sound
    assert tried(cases="").pack is not None


def test_a_case_may_stand_on_a_day_before_the_text_is_in_force():
    later = small.PACK.replace("in_force_from = 2020-01-01", "in_force_from = 2026-12-01", 1)
    assert tried(later).is_sound


@pytest.mark.parametrize(
    ("day", "text", "said"),
    [
        ("2019-01-01", small.PACK, "试行办法（2020）自2020-01-01至今施行，不能用于2019-01-01。"),
        (
            "2019-06-01",
            small.PACK.replace(
                "values  = [{ from = 2020-01-01, value = 500 }", "values  = [{ from = 2019-01-01, value = 500 }"
            ),
            "on 2019-06-01",
        ),
        (
            "2024-01-01",
            small.PACK.replace("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2023-12-31", 1),
            "试行办法（2020）自2020-01-01至2023-12-31施行，不能用于2024-01-01。",
        ),
    ],
)
def test_a_day_without_a_figure_or_after_the_end_fails_the_case_and_not_the_page(day, text, said):
    trial = tried(text, CASES.replace("on = 2021-01-01", f"on = {day}", 1))
    assert said in trial.cases[0].differences[0]


def test_a_bad_case_is_named_with_its_line():
    trial = tried(cases=CASES.replace('base = "plain"', 'base = "plan"', 1))
    assert trial.pack is not None and trial.cases == () and not trial.is_sound
    (problem,) = trial.problems
    assert (problem.where, problem.line) == ("cases", 12)
    assert problem.said.startswith('草稿.cases.toml:12，case[1].base：没有[base.plan]。您是不是要写"plain"？')


REQUIRE = 'require     = "staff <= staff_max"'
BANDS = "{ above = 3, below = 6, points = [1, 2] },"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        ((REQUIRE, 'require     = "staf <= staff_max"'), 64, '词汇表（vocabulary.toml）里没有"staf"这个词'),
        (('unit    = "人"', 'unit    = "个人"'), 20, '"个人"不是单位。您是不是要写"人"？'),
        ((BANDS, "{ above = 2, below = 6, points = [1, 2] },"), 131, "两段重叠（在2%处）。"),
        ((BANDS, "{ above = 4, below = 6, points = [1, 2] },"), 131, "3到4%之间是空档"),
        (('source  = "measures#第一条"\nvalues', "values"), 18, '缺少键"source"。'),
        ((REQUIRE, "require     = \"staff <= open('x')\""), 64, '"open"'),
        ((REQUIRE, 'require     = "staff.values <= staff_max"'), 64, "规则文本里不能用属性（a.b）"),
        ((REQUIRE, 'require     = "staff <= [x for x in sales]"'), 64, "规则文本里不能用推导式"),
        ((REQUIRE, 'require     = "staff <= 9 ** 9 ** 9"'), 64, '"9 ** 9 ** 9"里的运算符不能用'),
        (("[parameters.staff_max]", "[parameters.staff_max"), 18, "不合TOML的写法"),
    ],
    ids=[
        "unknown word",
        "wrong unit",
        "overlapping bands",
        "gap",
        "missing clause",
        "call",
        "attribute",
        "comprehension",
        "huge power",
        "no TOML",
    ],
)
def test_each_kind_of_bad_text_is_refused_on_its_line(change, line, said):
    old, new = change
    assert old in small.PACK
    trial = tried(small.PACK.replace(old, new, 1))
    (problem,) = trial.problems
    assert problem.line == line
    assert said in problem.said
    assert problem.said.startswith("草稿.toml")
    assert trial.pack is None and trial.cases == ()


def test_a_text_of_a_megabyte_is_refused_unread():
    trial = tried("#" * 1_048_576)
    (problem,) = trial.problems
    assert problem.line is None
    assert "文件有1,048,576字节，最多" in problem.said
