from datetime import date
from fractions import Fraction

import pytest

from policies.engine import PackError, load_pack, load_vocabulary
from policies.engine.text import MAX_BYTES

from . import small


def refusal(*changes):
    with pytest.raises(PackError) as problem:
        small.pack(*changes)
    return str(problem.value)


def test_the_small_pack_loads():
    pack = small.pack()
    assert [criterion.bit for criterion in pack.criteria] == [0, 1, 2]
    assert pack.parameters["staff_max"].on(date(2022, 12, 31)) == (date(2020, 1, 1), Fraction(5_000_000))
    assert pack.parameters["staff_max"].on(date(2023, 1, 1))[1] == 4_000_000
    assert pack.words == {"staff", "sales", "rd_expense", "rights", "expert_level"}
    assert pack.criterion("line").clause.citation == "《试行办法》（试〔2020〕1号）第一条"
    assert pack.mask("gate") == 0b011
    assert pack.in_force_text == "2020-01-01起施行"
    with pytest.raises(KeyError):
        pack.criterion("other")


def test_a_day_before_the_first_value_has_none():
    pack = small.pack()
    with pytest.raises(LookupError, match="staff_max"):
        pack.parameters["staff_max"].on(date(2019, 12, 31))
    with pytest.raises(LookupError, match="rd_floor"):
        pack.scales["rd_floor"].on(date(2019, 12, 31))


STEPS = "{ at_least = 6, points = 4 },\n  { above = 3, below = 6, points = [1, 2] },\n  { up_to = 3, points = 0 },"


def banded(text):
    return refusal((STEPS, text))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ('require     = "rd_ratio >=', 'require     = "rd >='),
            'trial/2020.toml:75, criteria[2].require: the word "rd" is not in vocabulary.toml, nor declared above in this '
            'pack. Did you mean "rd_ratio"? Words are added there with a unit and a clause.',
        ),
        (
            ('require     = "staff <= staff_max"', 'require     = "staff <= pass_line"'),
            'trial/2020.toml:64, criteria[1].require: "staff <= pass_line" compares people with points; both sides need '
            "the same kind of unit.",
        ),
        (
            ('source      = "measures#第二条"\n', ""),
            'trial/2020.toml:70, criteria[2]: the key "source" is missing. Every number and every condition carries its '
            'clause: source = "measures#第十一条(一)".',
        ),
        (
            ('source  = "measures#第一条"\nvalues', 'source  = "measures#第九条"\nvalues'),
            'trial/2020.toml:21, parameters.staff_max.source: "第九条" is no clause of [sources.measures]. Did you mean '
            '"第二条"? Clauses: 第一条、第二条.',
        ),
        (
            ('source  = "measures#第一条"\nvalues', 'source  = "measure#第一条"\nvalues'),
            'the source "measure" is not declared. Did you mean "measures"? Declared: measures.',
        ),
        (
            ('source  = "measures#第一条"\nvalues', 'source  = "measures"\nvalues'),
            'name the clause: source = "measures#第一条".',
        ),
        (
            ("{ from = 2020-01-01, value = 500 }", "{ value = 500 }"),
            'the key "from" is missing. Every value carries the day',
        ),
        (
            ("{ from = 2020-01-01, value = 500 }", "{ from = 2021-01-01, value = 500 }"),
            "the first value is from 2021-01-01, but the pack is in force from 2020-01-01.",
        ),
        (("{ from = 2023-01-01, value = 400 }", "{ from = 2020-01-01, value = 400 }"), "the days must run forward"),
        (("[{ from = 2020-01-01, value = 6 }]", "[]"), "the list is empty."),
        (("{ from = 2020-01-01, value = 6 }", '{ from = "2020-01-01", value = 6 }'), "'2020-01-01' is no date."),
        (("{ from = 2020-01-01, value = 6 }", "{ from = 2020-01-01T08:00:00, value = 6 }"), "is no date."),
        (("value = 500", 'value = "500"'), "'500' is no number. Write it without quotation marks."),
        (("value = 500", "value = true"), "True is no number."),
        (("value = 500", "value = 1e999999999"), "1E+999999999 is no number a rule could mean."),
        (("value = 500", "value = 1e-30"), "1E-30 is no number a rule could mean."),
        (("value = 500", "value = 9999999999999999999999"), "is no number a rule could mean."),
        (("value = 500", "value = " + "9" * 5000), "trial/2020.toml: a number cannot be read"),
        (('title         = "试行办法"', "title         = 1e999999999"), "is not text. Put it in quotation marks."),
        (("[[score.sections]]", "[score.sections]"), "a value has the wrong shape"),
        (("value = 500", "value = nan"), "NaN is no number a rule could mean."),
        (("value = 500", "value = 0.00001"), "0.00001人 is finer than facts are stored"),
        (('unit    = "人"', 'unit    = "个"'), '"个" is no unit. Units: 分钱, 元,'),
        (('unit    = "人"\n', ""), "A figure without a unit cannot be compared"),
        (('meaning = "职工上限"', 'meanin = "职工上限"'), 'the key "meanin" is not used here. Did you mean "meaning"?'),
        (("[parameters.staff_max]", "[parameters.staff]"), 'the name "staff" already stands for something else.'),
        (("[parameters.staff_max]", "[parameters.total]"), 'the name "total" already stands for something else.'),
        (("[parameters.staff_max]", '[parameters."Staff Max"]'), "'Staff Max' is no code: small letters"),
        (("in_force_from = 2020-01-01", 'in_force_from = "2020"'), "'2020' is no date."),
        (
            ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2019-01-01"),
            "is before in_force_from",
        ),
        (('region        = "000000"', 'region        = "4106"'), '"4106" is no region code: six digits'),
        (('kinds         = ["first"]', 'kinds         = ["once"]'), '"once" is no kind of application.'),
        (('programme     = "trial"', 'programme     = "试"'), "'试' is no code"),
        (('default = "three"', 'default = "two"'), "the default must be one of two or more options: three, actual."),
        (("up_to = [5000], value = [5, 4]", "up_to = [5000], value = [5]"), "1 edges part the amounts into 2 steps"),
        (("up_to = [5000], value = [5, 4]", "up_to = [5000, 5000], value = [5, 4, 3]"), "the edges must rise"),
        (('formula = "total(rd_expense) / total(sales)"', ""), "give either a formula or cases."),
        (
            ('formula = "total(rd_expense) / total(sales)"', 'formula = "total(sales)"'),
            "gives money, but the unit is 1.",
        ),
        (
            ('{ formula = "total(sales) / 3" }', '{ when = "years(sales) > 5", formula = "total(sales) / 3" }'),
            "the last is for all the rest",
        ),
        (('{ formula = "total(sales) / 3" }', '{ note = "无" }'), "a case gives either a formula or"),
        (
            ('formula = "total(rd_expense) / total(sales)"', 'formula = "mean_sales / total(sales)"'),
            'the word "mean_sales"',
        ),
        (('kind        = "gate"', 'kind        = "must"'), '"must" is not one of gate, direct, score.'),
        (('kind        = "score"', 'kind        = "gate"'), 'a condition on points has kind = "score".'),
        (('kind        = "gate"', 'kind        = "score"\nsince = "x"'), "'x' is no date."),
        (('code        = "rd_ratio"', 'code        = "staff"'), 'the code "staff" is used twice.'),
        (('code        = "rd_ratio"', 'code        = "rights"'), 'the code "rights" is used twice.'),
        (('code   = "rd"', 'code   = "rights"'), 'the code "rights" is used twice.'),
        (("不超过{staff_max}", "不超过{staff_most}"), 'in {staff_most}: the word "staff_most"'),
        (('value       = "{staff}"', "value       = 5"), "5 is not text."),
        (("超出{gap}", "超出"), "the text of a way holds {gap}"),
        (('reduce = ["staff"]', 'reduce = ["staf"]'), 'Did you mean "staff"?'),
        (('reduce = ["staff"]', 'reduce = ["staff", "sales"]'), "the words of one way move by the same unit"),
        (('reduce = ["staff"]', 'reduce = ["clean"]'), "flags do not move"),
        (
            ('reduce = ["staff"]', 'reduce = ["staff"], wait = true'),
            "a way either waits (wait = true) or changes words",
        ),
        (('reduce = ["staff"], ', ""), "a way either waits (wait = true) or changes words"),
        (("max        = 10", "max        = 12"), "the sections add up to 10, not 12."),
        (("max        = 10", "max        = 10\nper_point = 0"), "per_point is a whole number"),
        (
            ('since  = 2020-01-01\nmax    = 4\nvalue  = "{rights}"', 'max = 4\nvalue  = "{rights}"'),
            "Every number carries the day",
        ),
        (("since  = 2020-01-01", "since  = 2021-01-01"), "2021-01-01 is after the pack is in force"),
        (("points = 4, label", "points = 5, label"), "points 5 do not lie within 0 and the item's 4."),
        (("points = [1, 2]", "points = [2, 1]"), "do not lie within 0"),
        (("points = [1, 2]", "points = [1, 2, 3]"), "points are one number, or [least, most]."),
        (("points = [1, 2]", "points = 1.5"), "1.5分 is finer than facts are stored"),
        (
            ('{ points = 0, label = "没有" }', '{ when = "rights > 5", points = 0, label = "没有" }'),
            "the last is for all the rest",
        ),
        (('when = "rights >= 2"', "when = 'base == \"three\"'"), "a choice is asked in the cases of [derived] only"),
        (('expert = "expert_level"', 'expert = "rights"'), '"rights" is no word counted in points.'),
        (('expert = "expert_level"\n', ""), "an item has routes, or cases, or an expert's word alone."),
        (('unit  = "%"\nbands', 'unit  = "万元"\nbands'), '"rd_ratio" gives ratio, but the bands are in 万元.'),
        (
            ("at_least = 6", "at_least = 6, above = 6"),
            "an end is either included (at_least, up_to) or not (above, below).",
        ),
        (('law           = "measures"', 'law           = "law"'), 'the source "law" is not declared.'),
        (('version       = "2020"', 'version       = "2020'), "not valid TOML: "),
        (('advice      = "核对人数"\n', ""), 'the key "advice" is missing. Add it.'),
        (
            ("[sources.measures.clauses]", "[sources.measures.klauses]"),
            'the key "klauses" is not used here. Did you mean "clauses"?',
        ),
    ],
)
def test_a_slip_is_refused_where_it_stands(change, said):
    assert said in refusal(change)


def test_an_idle_figure_is_refused():
    said = refusal(
        ('require     = "staff <= staff_max"', 'require     = "staff <= staff"'),
        ("不超过{staff_max}", "不超过"),
    )
    assert "parameters.staff_max: no condition reads this figure; remove it or use it." in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{ at_least = 6, points = 4 }, { at_least = 3, below = 7, points = 2 }, { below = 3, points = 0 },",
            "score.sections[1].items[2].routes[1].bands: two bands overlap at 6%.",
        ),
        (
            "{ at_least = 6, points = 4 }, { at_least = 3, below = 5, points = 2 }, { below = 3, points = 0 },",
            "between 5 and 6% there is a gap; every value must have a band.",
        ),
        (
            "{ at_least = 6, points = 4 }, { at_least = 3, up_to = 6, points = 2 }, { below = 3, points = 0 },",
            "at 6% both bands include it. Use at_least with below, or above with up_to, as the text says （含）.",
        ),
        (
            "{ above = 6, points = 4 }, { at_least = 3, below = 6, points = 2 }, { below = 3, points = 0 },",
            "at 6% no band includes it.",
        ),
        ("{ at_least = 6, points = 4 }, { at_least = 3, below = 6, points = 2 },", "the lowest band has no lower end"),
        ("{ at_least = 3, below = 6, points = 2 }, { below = 3, points = 0 },", "the highest band has no upper end"),
        ("{ points = 4 }, { points = 2 },", "two bands overlap."),
        ("", "the lowest band has no lower end"),
    ],
)
def test_bands_leave_no_value_without_one_and_none_with_two(text, said):
    assert said in banded(text)


def test_a_direct_route_needs_a_score_to_replace():
    said = refusal(
        ('kind        = "gate"', 'kind        = "direct"'),
        ('require     = "score >= pass_line"', 'require     = "rights >= 0"'),
        ('kind        = "score"', 'kind        = "gate"'),
        ("{score}", "{rights}"),
        ("不低于{pass_line}", "不低于"),
    )
    assert 'a direct route replaces the score: name a criterion of kind "score" too.' in said


def test_too_many_criteria_do_not_fit_the_masks():
    head, _, rest = small.PACK.partition("[[criteria]]")
    one = rest.partition("[[criteria]]")[0]
    many = "".join("[[criteria]]" + one.replace('"staff"\ntitle', f'"staff_{n}"\ntitle') for n in range(63))
    score = small.PACK[small.PACK.index("[score]") :]
    with pytest.raises(PackError, match="a pack has 1 to 62 criteria, this one 63"):
        load_pack(head + many + score, "trial/2020.toml", small.words())


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(PackError, match=r"the file has 1,0\d\d,\d\d\d bytes; a pack may have 200,000"):
        load_pack(small.PACK + "#" * 1_048_576, "trial/2020.toml", small.words())
    assert MAX_BYTES == 200_000


def test_brackets_without_end_are_refused():
    with pytest.raises(PackError, match="brackets are nested too deeply"):
        load_pack("a = " + "[" * 90_000 + "]" * 90_000, "trial/2020.toml", small.words())


@pytest.mark.parametrize(
    "change",
    [
        ("[[criteria]]", "[criteria]"),
        ('law           = "measures"', 'law           = "measures"\nnotes = [07:30:00]'),
        ('kinds         = ["first"]', "kinds         = 5"),
        ('options = { three = "三年", actual = "实际" }', "options = 5"),
    ],
)
def test_a_wrong_shape_is_refused(change):
    assert "trial/2020.toml" in refusal(change)


def test_comments_and_order_do_not_move_the_digest():
    digest = small.pack().digest
    assert small.pack(("[parameters.staff_max]", "# 说明\n[parameters.staff_max]   # 上限")).digest == digest
    moved = small.pack(("value = 500", "value = 501"))
    assert moved.digest != digest
    assert small.pack(("value = 500", "value = 500.0")).digest == digest


def test_a_figure_nobody_reads_still_has_a_digest():
    one, two = (small.pack(('version       = "2020"', f"version       = {odd}")) for odd in ("1e999999999", "0.25"))
    assert one.digest != two.digest


def test_what_a_word_means_moves_the_digest():
    digest = small.pack().digest
    words = small.VOCABULARY.replace('missing = "manual"\nmeaning = "评分"', 'meaning = "评分"')
    assert load_pack(small.PACK, "trial/2020.toml", load_vocabulary(words)).digest != digest


def test_another_reading_is_chosen_by_name():
    pack = small.pack()
    assert pack.option("base") == "three"
    assert pack.choosing({"base": "actual"}).option("base") == "actual"
    with pytest.raises(ValueError, match="no option base = two"):
        pack.choosing({"base": "two"})
