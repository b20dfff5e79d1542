import pytest

from policies.engine import units
from policies.engine.expressions import (
    Arithmetic,
    Compare,
    ExpressionError,
    Fact,
    Flag,
    Literal,
    Logic,
    Not,
    Option,
    Points,
    Scope,
    Total,
    Year,
    parse_number,
    parse_shown,
    parse_truth,
    walk,
    words_in,
)

from . import small


@pytest.fixture
def scope():
    return Scope(
        small.words(),
        parameters={"staff_max": units.PEOPLE, "floor": units.RATIO, "line": units.POINTS},
        scales={"rd_floor": (units.MONEY, units.RATIO)},
        derived={"rd_ratio": units.RATIO},
        choices={"base": ("three", "actual")},
        items={"rights_item"},
        score=True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "staff <= staff_max",
        "clean and not recognised or staff > 0",
        "0 < staff <= staff_max",
        "total(rd_expense) / total(sales) >= rd_floor(latest(sales))",
        "rd_ratio - 1 >= -floor",
        "min(staff, staff_max) == max(staff, 0)",
        "fy(sales, 3) != fy(sales, 2)",
        "rights / years(sales) >= 2",
        "filing_day - founded_on >= 0",
        'base == "actual" and base != "three"',
        "score > line and points(rights_item) > 0 and 0 < score",
        "staff * floor >= 0 and floor * staff >= 0 and staff / floor > 0",
        "(total(sales) + latest(sales)) / 2 > 0",
    ],
)
def test_the_language_speaks(text, scope):
    assert parse_truth(text, scope, literals=True)


def test_the_tree_is_what_the_text_says(scope):
    assert parse_truth("staff <= staff_max", scope, literals=False).left == Fact("staff", units.PEOPLE)
    assert parse_truth("not clean", scope, literals=False) == Not(Flag("clean"))
    assert parse_truth('base != "three"', scope, literals=False) == Option("base", "three", False)
    chain = parse_truth("0 < staff <= staff_max", scope, literals=False)
    assert isinstance(chain, Logic) and chain.every and [part.operator for part in chain.parts] == ["<", "<="]
    assert parse_number("-latest(sales)", scope) == Arithmetic(
        "-", Literal(0), Year("sales", 1, units.MONEY), units.MONEY
    )
    assert parse_shown("clean", scope) == Flag("clean")
    assert parse_shown("score", scope) == Points("")
    assert parse_number("filing_day - founded_on", scope).dimension is units.DAYS
    compare = parse_truth("total(rd_expense) >= 0", scope, literals=False)
    assert isinstance(compare, Compare)
    assert [type(node) for node in walk(compare)] == [Compare, Total, Literal]
    assert list(words_in(compare)) == ["rd_expense"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "rd >= 0",
            '词汇表（vocabulary.toml）里没有"rd"这个词，本文本前面也没有声明。您是不是要写"rd_ratio"？',
        ),
        ("staf >= 0", '您是不是要写"staff"？新词加在词汇表里，带上单位和条款。'),
        ("zzz", '词汇表（vocabulary.toml）里没有"zzz"这个词，本文本前面也没有声明。新词加在词汇表里'),
        ("sales >= 0", "是3年的数列。请写明哪一年：latest(sales)、fy(sales, 2)、total(sales)。"),
        ("staff", '"staff"（职工总数）以人计，请拿它和别的比较。'),
        ("clean >= 0", '"clean"（重大事故）只有是与否，不能计算。'),
        ("staff_max", "是数，不是条件，请拿它和别的比较。"),
        ("staff + staff", '"staff + staff"是数，不是条件，请拿它和别的比较。'),
        ("True", "单独一个True不是条件"),
        ("staff >= True", "True不能写在公式里。"),
        ("staff >= floor", '"staff >= floor"拿人和没有单位的数相比，两边的单位要同类。'),
        ("latest(sales) >= 500", '"latest(sales) >= 500"拿万元和没有单位的数相比'),
        ("staff + latest(sales) >= 0", '"staff + latest(sales)"把人和万元用+连起来，没有意义。'),
        ("founded_on * staff >= 0", '"founded_on * staff"把日期和人用*连起来'),
        ("founded_on + founded_on >= 0", '"founded_on + founded_on"把日期和日期用+连起来'),
        ("staff * staff >= 0", '"staff * staff"把人和人用*连起来'),
        ("floor / staff >= 0", '"floor / staff"把没有单位的数和人用/连起来'),
        (
            "rd_ratio >= 0.05",
            "0.05不能写在公式里。公式里只能写整数，其他数请写进[parameters]",
        ),
        ('staff >= "a"', "'a'不能写在公式里。"),
        ("rights >= 100000", "100000太大，不能写在公式里，请写进[parameters]。"),
        ("rights ** 9 >= 0", '"rights ** 9"里的运算符不能用。可以用：比较、+ - * /、'),
        ("rights // 2 >= 0", "不能用"),
        ("staff.real >= 0", "规则文本里不能用属性（a.b）。"),
        ("staff[0] >= 0", "规则文本里不能用下标（a[b]）。"),
        ("[x for x in staff]", "规则文本里不能用推导式。"),
        ("(lambda: 1)() >= 0", '"(lambda: 1)()"这样的调用不能用。'),
        ("lambda: 1", "规则文本里不能用lambda。"),
        ("1 if clean else 2", "规则文本里不能用if … else（请用cases分情形写）"),
        ('f"{staff}" >= 0', "规则文本里不能用带花括号的文本。"),
        ("(staff := 1) >= 0", "规则文本里不能用赋值（:=）。"),
        ("__import__('os') >= 0", '没有"__import__"这个函数。'),
        ("totl(sales) >= 0", '没有"totl"这个函数。您是不是要写"total"？'),
        ("total(sales, sales) >= 0", "total只取一个数列。"),
        ("total(years(sales)) >= 0", "total要一个数列的名字，例如total(sales)。"),
        ("total(staff) >= 0", '"staff"（职工总数）只有一个数，total要的是数列。'),
        ("total(sale) >= 0", '您是不是要写"sales"？'),
        ("total(key=sales) >= 0", "不能用"),
        ("fy(sales, 4) >= 0", "fy要一个数列和往前第几年（1到3）：fy(sales, 1)是最近一年。"),
        ("fy(sales) >= 0", "fy要一个数列和往前第几年"),
        ("min(staff) >= 0", "min至少要两个数。"),
        ("min(staff, floor) >= 0", "拿人和没有单位的数相比"),
        ("rd_floor(staff) >= 0", '分档表"rd_floor"按万元分档，"staff"却是人。'),
        ("rd_floor() >= 0", '分档表"rd_floor"只取一个数。'),
        ("base", '没有"base"这个词'),
        ("base + 1 >= 0", '"base"是口径选项，请比较：base == "three"。'),
        ('base == "five"', '口径选项"base"只能用==或!=与这些之一比较：three、actual。'),
        ("points(other) >= 0", "points要评分项或评分组的代码：rights_item。"),
        ("score + 1 > 0", "points和score只能比较，不能参加计算。"),
        ("max(score, line) > 0", "points和score只能比较，不能参加计算。"),
        ("score == line", "得分只能用< <= > >=与一个数比较。"),
        ("score > points(rights_item)", "得分只能用< <= > >=与一个数比较"),
        ("staff is staff", "用了is或in，这里不能用。"),
        ("staff in staff", "用了is或in，这里不能用。"),
        ("(staff > 0) > 0", '"staff > 0"是条件，这里要的是数。'),
        ("+staff > 0", '规则文本里不能用"+staff"'),
        ("staff >", "读不懂（invalid syntax）。"),
        ("staff\x00 > 0", "读不懂"),
        ("staff > 0 and " * 60 + "clean", "公式有"),
        ("(" * 240 + "staff" + ")" * 240, "读不懂"),
        ("not " * 40 + "clean", "公式套了25层以上。请把其中几部分写进[derived]，各起一个名字。"),
        ("-" * 40 + "staff > 0", "公式套了25层以上。"),
        (5, "5不是文本。公式写成文本，放在引号里。"),
    ],
)
def test_what_strays_is_refused_by_name(text, said, scope):
    with pytest.raises(ExpressionError) as refusal:
        parse_truth(text, scope, literals=True)
    assert said in str(refusal.value)


def test_a_figure_of_the_rule_is_not_written_into_a_condition(scope):
    with pytest.raises(ExpressionError, match=r"4是规则的数值，请写进\[parameters\]"):
        parse_truth("rights >= 4", scope, literals=False)
    assert parse_truth("rights >= 0", scope, literals=False)


def test_the_score_is_unknown_where_there_is_none(scope):
    scope.score = False
    with pytest.raises(ExpressionError, match='没有"score"这个词'):
        parse_truth("score > line", scope, literals=False)
