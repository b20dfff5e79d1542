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
            'the word "rd" is not in vocabulary.toml, nor declared above in this pack. Did you mean "rd_ratio"?',
        ),
        ("staf >= 0", 'Did you mean "staff"? Words are added there with a unit and a clause.'),
        ("zzz", 'the word "zzz" is not in vocabulary.toml, nor declared above in this pack. Words are added there'),
        ("sales >= 0", "is a series of 3 years. Say which: latest(sales), fy(sales, 2), total(sales)."),
        ("staff", '"staff" (职工总数) is counted in 人; compare it with something.'),
        ("clean >= 0", '"clean" (重大事故) is yes or no; it cannot be counted.'),
        ("staff_max", "is a number, not a condition. Compare it with something."),
        ("staff + staff", '"staff + staff" is a number, not a condition. Compare it with something.'),
        ("True", "True alone is no condition."),
        ("staff >= True", "True cannot stand in a formula."),
        ("staff >= floor", '"staff >= floor" compares people with ratio; both sides need the same kind of unit.'),
        ("latest(sales) >= 500", '"latest(sales) >= 500" compares money with ratio'),
        ("staff + latest(sales) >= 0", '"staff + latest(sales)" mixes people and money by +, which has no meaning.'),
        ("founded_on * staff >= 0", '"founded_on * staff" mixes date and people by *'),
        ("founded_on + founded_on >= 0", '"founded_on + founded_on" mixes date and date by +'),
        ("staff * staff >= 0", '"staff * staff" mixes people and people by *'),
        ("floor / staff >= 0", '"floor / staff" mixes ratio and people by /'),
        (
            "rd_ratio >= 0.05",
            "0.05 cannot stand in a formula. Only whole numbers can; declare others under [parameters]",
        ),
        ('staff >= "a"', "'a' cannot stand in a formula."),
        ("rights >= 100000", "100000 is too large for a formula. Declare it under [parameters]."),
        ("rights ** 9 >= 0", 'the operator in "rights ** 9" is not allowed. Allowed: comparison, + - * /,'),
        ("rights // 2 >= 0", "is not allowed"),
        ("staff.real >= 0", "attributes (a.b) cannot be used in a pack."),
        ("staff[0] >= 0", "indexing (a[b]) cannot be used in a pack."),
        ("[x for x in staff]", "comprehensions cannot be used in a pack."),
        ("(lambda: 1)() >= 0", 'the call "(lambda: 1)()" is not allowed.'),
        ("lambda: 1", "lambda cannot be used in a pack."),
        ("1 if clean else 2", "if … else (use cases) cannot be used in a pack."),
        ('f"{staff}" >= 0', "formatted text cannot be used in a pack."),
        ("(staff := 1) >= 0", "assignment (:=) cannot be used in a pack."),
        ("__import__('os') >= 0", '"__import__" is no function of packs.'),
        ("totl(sales) >= 0", '"totl" is no function of packs. Did you mean "total"?'),
        ("total(sales, sales) >= 0", "total takes one series."),
        ("total(years(sales)) >= 0", "total takes the name of a series, such as total(sales)."),
        ("total(staff) >= 0", '"staff" (职工总数) is a single figure; total takes a series.'),
        ("total(sale) >= 0", 'Did you mean "sales"?'),
        ("total(key=sales) >= 0", "is not allowed"),
        ("fy(sales, 4) >= 0", "fy takes a series and how many years back, 1 to 3: fy(sales, 1) is the last year."),
        ("fy(sales) >= 0", "fy takes a series and how many years back"),
        ("min(staff) >= 0", "min needs two numbers or more."),
        ("min(staff, floor) >= 0", "compares people with ratio"),
        ("rd_floor(staff) >= 0", 'the scale "rd_floor" is stepped by money, but "staff" is people.'),
        ("rd_floor() >= 0", 'the scale "rd_floor" takes one amount.'),
        ("base", 'the word "base"'),
        ("base + 1 >= 0", '"base" is a choice; compare it: base == "three".'),
        ('base == "five"', 'the choice "base" can only be compared by == or != with one of: three, actual.'),
        ("points(other) >= 0", "points takes the code of a score item or section: rights_item."),
        ("score + 1 > 0", "points and score can only be compared, not calculated with."),
        ("max(score, line) > 0", "points and score can only be compared, not calculated with."),
        ("score == line", "points are compared with a figure, by < <= > or >=."),
        ("score > points(rights_item)", "points are compared with a figure"),
        ("staff is staff", "uses is / in, which are not allowed."),
        ("staff in staff", "uses is / in, which are not allowed."),
        ("(staff > 0) > 0", '"staff > 0" is a condition where a number is needed.'),
        ("+staff > 0", "cannot be used in a pack"),
        ("staff >", "cannot be read: invalid syntax."),
        ("staff\x00 > 0", "cannot be read"),
        ("staff > 0 and " * 60 + "clean", "the formula has"),
        ("(" * 240 + "staff" + ")" * 240, "cannot be read"),
        ("not " * 40 + "clean", "the formula is nested more than 25 deep. Name its parts under [derived]."),
        ("-" * 40 + "staff > 0", "the formula is nested more than 25 deep."),
        (5, "5 is not text. A formula is text, in quotation marks."),
    ],
)
def test_what_strays_is_refused_by_name(text, said, scope):
    with pytest.raises(ExpressionError) as refusal:
        parse_truth(text, scope, literals=True)
    assert said in str(refusal.value)


def test_a_figure_of_the_rule_is_not_written_into_a_condition(scope):
    with pytest.raises(ExpressionError, match=r"4 is a figure of the rule; declare it under \[parameters\]"):
        parse_truth("rights >= 4", scope, literals=False)
    assert parse_truth("rights >= 0", scope, literals=False)


def test_the_score_is_unknown_where_there_is_none(scope):
    scope.score = False
    with pytest.raises(ExpressionError, match='the word "score"'):
        parse_truth("score > line", scope, literals=False)
