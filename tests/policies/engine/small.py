"""A small vocabulary and a small pack, as text, for tests to bend."""

from policies.engine import load_pack, load_vocabulary

VOCABULARY = """
[words.staff]
label = "职工总数"
kind = "people"
period = "FY-1"
meaning = "全年月平均"
source = "办法第一条"
supplier = "企业年报"

[words.sales]
label = "销售收入"
kind = "money"
period = "FY-3..FY-1"
meaning = "主营与其他"
source = "办法第一条"
supplier = "企业年报"

[words.rd_expense]
label = "研发费用"
kind = "money"
period = "FY-3..FY-1"
meaning = "归集"
source = "办法第一条"
supplier = "企业年报"

[words.rights]
label = "知识产权"
kind = "count"
period = "at filing"
meaning = "有效"
source = "办法第一条"
supplier = "知识产权台账"

[words.founded_on]
label = "成立日期"
kind = "date"
period = "at filing"
meaning = "成立"
source = "办法第一条"
supplier = "登记信息"

[words.clean]
label = "重大事故"
kind = "flag"
true = "无"
false = "有"
period = "at filing"
meaning = "无事故"
source = "办法第一条"
supplier = "部门比对"

[words.recognised]
label = "专家认定"
kind = "flag"
period = "review"
missing = "manual"
meaning = "认定"
source = "办法第一条"
supplier = "专家"

[words.expert_level]
label = "先进程度"
kind = "points"
period = "review"
missing = "manual"
meaning = "评分"
source = "办法第一条"
supplier = "专家"
"""

PACK = """
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
"第一条" = "职工不超过五百人。"
"第二条" = "研发占比不低于5%。"

[parameters.staff_max]
meaning = "职工上限"
unit    = "人"
source  = "measures#第一条"
values  = [{ from = 2020-01-01, value = 500 }, { from = 2023-01-01, value = 400 }]

[parameters.pass_line]
meaning = "及格线"
unit    = "分"
source  = "measures#第一条"
values  = [{ from = 2020-01-01, value = 6 }]

[choices.base]
meaning = "基数"
source  = "measures#第一条"
options = { three = "三年", actual = "实际" }
default = "three"

[scales.rd_floor]
meaning = "研发下限"
unit    = "%"
by_unit = "万元"
source  = "measures#第二条"
steps   = [{ from = 2020-01-01, up_to = [5000], value = [5, 4] }]

[derived.rd_ratio]
meaning = "研发占比"
unit    = "1"
source  = "measures#第二条"
formula = "total(rd_expense) / total(sales)"

[derived.mean_sales]
meaning = "年均收入"
unit    = "万元"
source  = "measures#第二条"
cases   = [
  { when = "years(sales) < 1", undefined = "没有完整年度" },
  { when = 'base == "actual"', formula = "total(sales) / years(sales)", note = "按实际年数" },
  { formula = "total(sales) / 3" },
]

[[criteria]]
code        = "staff"
title       = "职工总数"
kind        = "gate"
source      = "measures#第一条"
require     = "staff <= staff_max"
requirement = "不超过{staff_max}"
value       = "{staff}"
advice      = "核对人数"
ways        = [{ reduce = ["staff"], text = "超出{gap}" }]

[[criteria]]
code        = "rd_ratio"
title       = "研发占比"
kind        = "gate"
source      = "measures#第二条"
require     = "rd_ratio >= rd_floor(latest(sales))"
requirement = "不低于{rd_floor(latest(sales))}"
value       = "{rd_ratio}，年均{mean_sales}"
advice      = "归集"
ways        = [{ add = ["rd_expense"], text = "再归集{gap}" }]

[[criteria]]
code        = "line"
title       = "得分"
kind        = "score"
source      = "measures#第一条"
require     = "score >= pass_line"
requirement = "不低于{pass_line}"
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
code   = "rights"
title  = "知识产权"
source = "measures#第一条"
since  = 2020-01-01
max    = 4
value  = "{rights}"
advice = "申请"
ways   = [{ add = ["rights"], text = "再取得{gap}" }]
cases  = [
  { when = "rights >= 2", points = 4, label = "2项及以上" },
  { when = "rights >= 1", points = 2, label = "1项" },
  { points = 0, label = "没有" },
]

[[score.sections.items]]
code   = "rd"
title  = "研发"
source = "measures#第二条"
since  = 2020-01-01
max    = 4
value  = "{rd_ratio}"
advice = "归集"
ways   = [{ add = ["rd_expense"], text = "再归集{gap}" }]

[[score.sections.items.routes]]
label = "占收入"
value = "rd_ratio"
unit  = "%"
bands = [
  { at_least = 6, points = 4 },
  { above = 3, below = 6, points = [1, 2] },
  { up_to = 3, points = 0 },
]

[[score.sections.items]]
code   = "level"
title  = "先进程度"
source = "measures#第二条"
since  = 2020-01-01
max    = 3
expert = "expert_level"
value  = "{expert_level}"
advice = "请专家"
"""


def words():
    """The small vocabulary."""
    return load_vocabulary(VOCABULARY)


def pack(*changes):
    """The small pack with (old, new) changes of its text; each old text must be there."""
    text = PACK
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return load_pack(text, "trial/2020.toml", words())
