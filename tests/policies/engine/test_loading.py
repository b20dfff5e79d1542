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
            'trial/2020.toml:75，criteria[2].require：词汇表（vocabulary.toml）里没有"rd"这个词，本文本前面也没有声明。'
            '您是不是要写"rd_ratio"？新词加在词汇表里，带上单位和条款。',
        ),
        (
            ('require     = "staff <= staff_max"', 'require     = "staff <= pass_line"'),
            'trial/2020.toml:64，criteria[1].require："staff <= pass_line"拿人和分相比，两边的单位要同类。',
        ),
        (
            ('source      = "measures#第二条"\n', ""),
            'trial/2020.toml:70，criteria[2]：缺少键"source"。每个数值、每个条件都要写明条款：'
            'source = "measures#第十一条(一)"。',
        ),
        (
            ('source  = "measures#第一条"\nvalues', 'source  = "measures#第九条"\nvalues'),
            'trial/2020.toml:21，parameters.staff_max.source：[sources.measures]里没有条款"第九条"。您是不是要写'
            '"第二条"？条款有：第一条、第二条。',
        ),
        (
            ('source  = "measures#第一条"\nvalues', 'source  = "measure#第一条"\nvalues'),
            '没有声明来源"measure"。您是不是要写"measures"？已声明：measures。',
        ),
        (
            ('source  = "measures#第一条"\nvalues', 'source  = "measures"\nvalues'),
            '请写明条款：source = "measures#第一条"。',
        ),
        (
            ("{ from = 2020-01-01, value = 500 }", "{ value = 500 }"),
            '缺少键"from"。每个值都要写明从哪天起施行：{ from = 2016',
        ),
        (
            ("{ from = 2020-01-01, value = 500 }", "{ from = 2021-01-01, value = 500 }"),
            "第一个值从2021-01-01起，本文本却从2020-01-01起施行。",
        ),
        (("{ from = 2023-01-01, value = 400 }", "{ from = 2020-01-01, value = 400 }"), "日期要从早到晚"),
        (("[{ from = 2020-01-01, value = 6 }]", "[]"), "这个列表是空的。"),
        (("{ from = 2020-01-01, value = 6 }", '{ from = "2020-01-01", value = 6 }'), "'2020-01-01'不是日期。"),
        (("{ from = 2020-01-01, value = 6 }", "{ from = 2020-01-01T08:00:00, value = 6 }"), "不是日期。"),
        (("value = 500", 'value = "500"'), "'500'不是数。数不加引号。"),
        (("value = 500", "value = true"), "True不是数。"),
        (("value = 500", "value = 1e999999999"), "1E+999999999不像规则里的数。"),
        (("value = 500", "value = 1e-30"), "1E-30不像规则里的数。"),
        (("value = 500", "value = 9999999999999999999999"), "不像规则里的数。"),
        (("value = 500", "value = " + "9" * 5000), "trial/2020.toml：有一个数读不了"),
        (('title         = "试行办法"', "title         = 1e999999999"), "不是文本，请加引号。"),
        (("[[score.sections]]", "[score.sections]"), "有一处的写法不对"),
        (("value = 500", "value = nan"), "NaN不像规则里的数。"),
        (("value = 500", "value = 0.00001"), "0.00001人比数据记到的还细"),
        (('unit    = "人"', 'unit    = "个"'), '"个"不是单位。可用的单位：分钱、元、'),
        (('unit    = "人"\n', ""), "没有单位的数不能比较"),
        (('meaning = "职工上限"', 'meanin = "职工上限"'), '这里不用键"meanin"。您是不是要写"meaning"？'),
        (("[parameters.staff_max]", "[parameters.staff]"), '名字"staff"已经另有所指'),
        (("[parameters.staff_max]", "[parameters.total]"), '名字"total"已经另有所指'),
        (("[parameters.staff_max]", '[parameters."Staff Max"]'), "'Staff Max'不是代码。代码用小写字母"),
        (("in_force_from = 2020-01-01", 'in_force_from = "2020"'), "'2020'不是日期。"),
        (
            ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2019-01-01"),
            "早于in_force_from",
        ),
        (('region        = "000000"', 'region        = "4106"'), '"4106"不是地区代码。地区代码是六位数字'),
        (('kinds         = ["first"]', 'kinds         = ["once"]'), '"once"不是申报类型。'),
        (('programme     = "trial"', 'programme     = "试"'), "'试'不是代码"),
        (('default = "three"', 'default = "two"'), "default要是两个以上选项中的一个：three、actual。"),
        (("up_to = [5000], value = [5, 4]", "up_to = [5000], value = [5]"), "1个界限把数额分成2档，却给了1个值"),
        (("up_to = [5000], value = [5, 4]", "up_to = [5000, 5000], value = [5, 4, 3]"), "界限要从小到大"),
        (('formula = "total(rd_expense) / total(sales)"', ""), "formula和cases要写一个"),
        (
            ('formula = "total(rd_expense) / total(sales)"', 'formula = "total(sales)"'),
            "算出来是万元，单位却写1。",
        ),
        (
            ('{ formula = "total(sales) / 3" }', '{ when = "years(sales) > 5", formula = "total(sales) / 3" }'),
            "最后一种管其余全部",
        ),
        (('{ formula = "total(sales) / 3" }', '{ note = "无" }'), "一种情形要写formula"),
        (
            ('formula = "total(rd_expense) / total(sales)"', 'formula = "mean_sales / total(sales)"'),
            '没有"mean_sales"这个词',
        ),
        (('kind        = "gate"', 'kind        = "must"'), '"must"不是gate、direct、score之一。'),
        (('kind        = "score"', 'kind        = "gate"'), '看得分的条件要写kind = "score"。'),
        (('kind        = "gate"', 'kind        = "score"\nsince = "x"'), "'x'不是日期。"),
        (('code        = "rd_ratio"', 'code        = "staff"'), '代码"staff"用了两次。'),
        (('code        = "rd_ratio"', 'code        = "rights"'), '代码"rights"用了两次。'),
        (('code   = "rd"', 'code   = "rights"'), '代码"rights"用了两次。'),
        (("不超过{staff_max}", "不超过{staff_most}"), '{staff_most}里：词汇表（vocabulary.toml）里没有"staff_most"'),
        (('value       = "{staff}"', "value       = 5"), "5不是文本。"),
        (("超出{gap}", "超出"), "办法的文字里要有{gap}"),
        (('reduce = ["staff"]', 'reduce = ["staf"]'), '您是不是要写"staff"？'),
        (('reduce = ["staff"]', 'reduce = ["staff", "sales"]'), "一种办法里的词要同一种单位"),
        (('reduce = ["staff"]', 'reduce = ["clean"]'), "是与否的词不能改"),
        (
            ('reduce = ["staff"]', 'reduce = ["staff"], wait = true'),
            "一种办法要么等（wait = true），要么改词",
        ),
        (('reduce = ["staff"], ', ""), "一种办法要么等（wait = true），要么改词"),
        (("max        = 10", "max        = 12"), "各评分组合计10分，不是12分。"),
        (("max        = 10", "max        = 10\nper_point = 0"), "per_point是整数"),
        (
            ('since  = 2020-01-01\nmax    = 4\nvalue  = "{rights}"', 'max = 4\nvalue  = "{rights}"'),
            "每个数值都要写明从哪天起施行",
        ),
        (("since  = 2020-01-01", "since  = 2021-01-01"), "2021-01-01晚于本文本施行的2020-01-01"),
        (("points = 4, label", "points = 5, label"), "points的5不在0到本项满分4之间。"),
        (("points = [1, 2]", "points = [2, 1]"), "不在0到本项满分"),
        (("points = [1, 2]", "points = [1, 2, 3]"), "points写一个数，或写[最低, 最高]。"),
        (("points = [1, 2]", "points = 1.5"), "1.5分比数据记到的还细"),
        (
            ('{ points = 0, label = "没有" }', '{ when = "rights > 5", points = 0, label = "没有" }'),
            "最后一种管其余全部",
        ),
        (('when = "rights >= 2"', "when = 'base == \"three\"'"), "口径选项只能写在[derived]的cases里"),
        (('expert = "expert_level"', 'expert = "rights"'), '"rights"不是以分计的词。'),
        (('expert = "expert_level"\n', ""), "评分项要写routes或cases之一，或只写expert。"),
        (('unit  = "%"\nbands', 'unit  = "万元"\nbands'), '"rd_ratio"算出来是没有单位的数，分段却以万元计。'),
        (
            ("at_least = 6", "at_least = 6, above = 6"),
            "一端要么含（at_least、up_to），要么不含（above、below）",
        ),
        (('law           = "measures"', 'law           = "law"'), '没有声明来源"law"。'),
        (('version       = "2020"', 'version       = "2020'), "不合TOML的写法（"),
        (('advice      = "核对人数"\n', ""), '缺少键"advice"。请补上。'),
        (
            ("[sources.measures.clauses]", "[sources.measures.klauses]"),
            '这里不用键"klauses"。您是不是要写"clauses"？',
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
    assert "parameters.staff_max：没有条件用到这个数值，请删去或用上。" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "{ at_least = 6, points = 4 }, { at_least = 3, below = 7, points = 2 }, { below = 3, points = 0 },",
            "score.sections[1].items[2].routes[1].bands：两段重叠（在6%处）。",
        ),
        (
            "{ at_least = 6, points = 4 }, { at_least = 3, below = 5, points = 2 }, { below = 3, points = 0 },",
            "5到6%之间是空档，每个值都要有一段。",
        ),
        (
            "{ at_least = 6, points = 4 }, { at_least = 3, up_to = 6, points = 2 }, { below = 3, points = 0 },",
            "6%：两段都含它。at_least配below，above配up_to，看原文哪一边写着（含）。",
        ),
        (
            "{ above = 6, points = 4 }, { at_least = 3, below = 6, points = 2 }, { below = 3, points = 0 },",
            "6%：哪一段都不含它。",
        ),
        ("{ at_least = 6, points = 4 }, { at_least = 3, below = 6, points = 2 },", "最低一段不写下限"),
        ("{ at_least = 3, below = 6, points = 2 }, { below = 3, points = 0 },", "最高一段不写上限"),
        ("{ points = 4 }, { points = 2 },", "两段重叠。"),
        ("", "最低一段不写下限"),
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
    assert '直通条件代替的是得分，请再写一个kind = "score"的条件。' in said


def test_too_many_criteria_do_not_fit_the_masks():
    head, _, rest = small.PACK.partition("[[criteria]]")
    one = rest.partition("[[criteria]]")[0]
    many = "".join("[[criteria]]" + one.replace('"staff"\ntitle', f'"staff_{n}"\ntitle') for n in range(63))
    score = small.PACK[small.PACK.index("[score]") :]
    with pytest.raises(PackError, match="有1到62个条件，这里有63个"):
        load_pack(head + many + score, "trial/2020.toml", small.words())


def test_a_huge_file_is_refused_before_it_is_read():
    with pytest.raises(PackError, match=r"文件有1,0\d\d,\d\d\d字节，最多200,000字节"):
        load_pack(small.PACK + "#" * 1_048_576, "trial/2020.toml", small.words())
    assert MAX_BYTES == 200_000


def test_brackets_without_end_are_refused():
    with pytest.raises(PackError, match="括号套得太深"):
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
