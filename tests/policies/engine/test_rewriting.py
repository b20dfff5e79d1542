from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import library
from policies.engine import load_pack
from policies.engine.rewriting import CannotRewrite, add_value, drop_head, set_head, set_value
from tests.policies.engine import small

SINCE = date(2020, 1, 1)
SPREAD = """
programme = "x"
[parameters.rate]   # 比例
meaning = "比例 [含] # 不是注释"
unit    = "%"
source  = "measures#第一条"
values  = [
  { from = 2020-01-01, value = 5 },    # 原文“百分之五”，{ from = 2020-01-01, value = 9 }
  # { from = 2021-01-01, value = 6 },
  { from = 2022-01-01, value = 4.5 }   # 下调
]
[parameters.other]
values = [{ from = 2020-01-01, value = 1 }]
"""


def changed_lines(before: str, after: str) -> list[tuple[str, str]]:
    return [(one, two) for one, two in zip(before.split("\n"), after.split("\n"), strict=True) if one != two]


def test_one_value_is_changed_and_only_its_line():
    after = set_value(small.PACK, "staff_max", SINCE, "450")
    assert changed_lines(small.PACK, after) == [
        (
            "values  = [{ from = 2020-01-01, value = 500 }, { from = 2023-01-01, value = 400 }]",
            "values  = [{ from = 2020-01-01, value = 450 }, { from = 2023-01-01, value = 400 }]",
        )
    ]


def test_comments_stay_and_what_only_looks_like_a_value_is_left_alone():
    after = set_value(SPREAD, "rate", SINCE, "5.25")
    assert changed_lines(SPREAD, after) == [
        (
            "  { from = 2020-01-01, value = 5 },    # 原文“百分之五”，{ from = 2020-01-01, value = 9 }",
            "  { from = 2020-01-01, value = 5.25 },    # 原文“百分之五”，{ from = 2020-01-01, value = 9 }",
        )
    ]


def test_words_beside_a_value_are_left_alone():
    text = '[parameters.a]\nvalues = [{ from = 2020-01-01, note = "value = 5 }", value = 5 }]'
    assert set_value(text, "a", SINCE, "7") == text.replace("value = 5 }]", "value = 7 }]")


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ("2019-01-01", "  { from = 2019-01-01, value = 3 }, { from = 2020-01-01, value = 5 },    # 原文"),
        ("2021-06-01", "  { from = 2021-06-01, value = 3 }, { from = 2022-01-01, value = 4.5 }   # 下调"),
        ("2026-01-01", "  { from = 2022-01-01, value = 4.5 }, { from = 2026-01-01, value = 3 }   # 下调"),
    ],
)
def test_a_value_is_added_in_its_place_by_date(day, line):
    after = add_value(SPREAD, "rate", date.fromisoformat(day), "3")
    ((_, new),) = changed_lines(SPREAD, after)
    assert new.startswith(line)


def test_the_first_value_of_a_blank_parameter_is_added():
    after = add_value('[parameters.a]\nunit = "人"\nvalues = []  # 未公布', "a", SINCE, "7")
    assert after == '[parameters.a]\nunit = "人"\nvalues = [{ from = 2020-01-01, value = 7 }]  # 未公布'


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda: set_value(SPREAD, "rate", date(2021, 1, 1), "6"), "没有从2021-01-01起的值"),
        (lambda: add_value(SPREAD, "rate", SINCE, "6"), "从2020-01-01起已有一个值"),
        (lambda: set_value(SPREAD, "rate", SINCE, "5%"), "“5%”不是数。只写数字，例如500或4.5"),
        (lambda: set_value(SPREAD, "rate", SINCE, "1 }, { from = 2030-01-01, value = 2"), "不是数"),
        (lambda: set_value(SPREAD, "none", SINCE, "5"), r"没有\[parameters.none\]这一节"),
        (lambda: set_value('[parameters.a]\nunit = "人"', "a", SINCE, "5"), "没有values这一行"),
        (lambda: set_value("[parameters.a]\nvalues = [{ from = 2020-01-01", "a", SINCE, "5"), "没有合上方括号"),
        (lambda: add_value(SPREAD + "\n= broken", "rate", date(2030, 1, 1), "5"), "文本现在读不了"),
        (
            lambda: set_value(
                "[parameters.a]\nvalues = [{ from = 2020-01-01, x.value = 5, value = 5 }]", "a", SINCE, "7"
            ),
            "这一处的写法不能单独改一个值",
        ),
        (lambda: set_head('version = "1"', "version", '2" # '), "不能有引号"),
        (lambda: set_head('version = """\n1"""', "version", "2"), "不能单独改一个值|读不了"),
    ],
)
def test_what_cannot_be_changed_alone_is_refused_and_nothing_is_changed(edit, said):
    with pytest.raises(CannotRewrite, match=said):
        edit()


def test_the_head_is_changed_or_added_to():
    text = '# 说明\nversion       = "2016"  # 版本\nin_force_from = 2016-01-01\n\n[sources.a]\nversion = "x"\n'
    assert set_head(text, "version", "2026") == text.replace('"2016"', '"2026"')
    assert set_head(text, "in_force_from", date(2026, 1, 1)) == text.replace("2016-01-01", "2026-01-01")
    assert 'version       = "2016"  # 版本\nin_force_to   = 2026-12-31\n' in set_head(
        text, "in_force_to", date(2026, 12, 31)
    )


def test_a_key_of_the_head_is_dropped_where_it_stands_and_nowhere_else():
    text = 'version = "1"\nin_force_to = 2026-12-31\n[a]\nin_force_to = 2026-12-31\n'
    assert drop_head(text, "in_force_to") == 'version = "1"\n[a]\nin_force_to = 2026-12-31\n'
    assert drop_head(text, "kind_ends") == text


@pytest.mark.parametrize("name", library.pack_files())
def test_every_figure_of_every_pack_can_be_changed_in_place(name):
    text = (Path(library.PACKS) / f"{name}.toml").read_text(encoding="utf-8")
    pack = library.load(name)
    for parameter in pack.parameters.values():
        for since, _ in parameter.values:
            after = set_value(text, parameter.name, since, "7")
            assert len(changed_lines(text, after)) <= 1
            changed = load_pack(after, name, library.vocabulary())
            assert changed.parameters[parameter.name].values != () and changed.digest is not None
        day = date(2090, 1, 1) if parameter.values else pack.in_force_from
        after = add_value(text, parameter.name, day, "8")
        assert load_pack(after, name, library.vocabulary()).parameters[parameter.name].values[-1][0] == day


@given(st.integers(0, 10**6), st.dates(date(2020, 1, 2), date(2090, 1, 1)))
def test_a_value_put_in_is_the_value_read_out(value, day):
    after = add_value(SPREAD, "rate", day, str(value)) if day != date(2022, 1, 1) else SPREAD
    if day != date(2022, 1, 1):
        assert set_value(after, "rate", day, "11").count("value = 11") == 1
