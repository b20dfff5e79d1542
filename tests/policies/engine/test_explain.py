import json
from datetime import date

import pytest

from policies.engine import Evidence, explain, read_facts
from policies.library import load

from . import firms, small

ON = date(2026, 11, 20)
TECH, HNTE = load("tech_sme/2017"), load("hnte/2016")
CLEAN = {
    "is_resident": True, "accounts_sound": True, "tax_by_audit": True, "industry_allowed": True, "industry_barred": False,
    "clean_safety": True, "clean_quality": True, "clean_environment": True, "clean_research": True,
    "not_abnormal_listed": True, "not_dishonest_listed": True, "holds_hnte": False, "national_award": False,
    "provincial_rd_org": False, "led_standard": False,
}  # fmt: skip
FIGURE_FIVE = CLEAN | {
    "staff": 86, "tech_staff_6m": 11, "sales": ["4400万元", "4900万元", "5200万元"], "rd_deductible": "178万元",
    "cost_expense": "4700万元", "ip_class1": 0, "ip_class2": 4,
}  # fmt: skip
HNTE_FIRM = {
    "founded_on": "2018-05-01", "core_ip": True, "field_declared": True, "staff": 100, "tech_staff": 10,
    "sales": ["4000万元", "4500万元", "5000万元"], "rd_expense": ["200万元", "225万元", "249.99万元"],
    "rd_domestic": ["200万元", "225万元", "249.99万元"], "income_total": "5000万元", "income_nontax": "0元",
    "income_hightech": "3000万元", "net_assets": ["-200万元", "150万元", "300万元"], "conversions": [5, 5, 5],
    "ip_class1": 0, "ip_class2": 3, "ip_class2_unused": 3, "ip_self_developed": True, "standards_taken_part": False,
    "clean_safety_365": True, "clean_quality_365": True, "clean_environment_365": True,
}  # fmt: skip


def told(pack, facts, on=ON):
    return explain(pack, read_facts(facts, pack.vocabulary), on)


def line(account, code):
    return next(one for one in account.accounts if one.code == code)


def test_the_verdict_comes_first_in_one_sentence():
    account = told(TECH, FIGURE_FIVE)
    assert account.sentence == "现在48分，入库线60分，差12分。门槛条件9项：8项达标，1项缺数据。"
    assert account.outcome_text == "暂不能入库"
    assert account.law == "《科技型中小企业评价办法》（国科发政〔2017〕115号）"
    assert (account.in_force, account.on, account.version) == ("2017-05-03起施行", "2026-11-20", "2017")


@pytest.mark.parametrize(
    ("pack", "facts", "sentence"),
    [
        (
            TECH,
            FIGURE_FIVE | {"assets": "1元", "rd_deductible": "312万元"},
            "现在78分，入库线60分，已过线。门槛条件9项全部达标。",
        ),
        (
            TECH,
            FIGURE_FIVE | {"assets": "1元", "holds_hnte": True},
            "可凭“有效高新技术企业证书”直接确认，不看得分。现在48分，入库线60分，差12分。门槛条件9项全部达标。",
        ),
        (
            TECH,
            FIGURE_FIVE | {"assets": "1元", "rd_deductible": None},
            "现在28–78分，入库线60分，能否过线要看缺的数据。门槛条件9项全部达标。",
        ),
        (
            TECH,
            FIGURE_FIVE | {"assets": "1元", "tech_staff_6m": 1, "ip_class1": 1, "rd_deductible": "312万元"},
            "现在80分，入库线60分，已过线。科技人员得分不达标。门槛条件9项全部达标。",
        ),
        (
            HNTE,
            HNTE_FIRM,
            "现在32–80分，认定线为超过70分，能否过线要看专家评分。门槛条件8项：6项达标，1项不达标，1项待专家确认。",
        ),
        (
            HNTE,
            HNTE_FIRM | {"conversions": [0, 0, 0]},
            "现在7–50分，认定线为超过70分，最高也差21分。门槛条件8项：6项达标，1项不达标，1项待专家确认。",
        ),
    ],
)
def test_the_sentence_of_each_situation(pack, facts, sentence):
    assert told(pack, facts).sentence == sentence


def test_a_line_carries_requirement_value_distance_and_clause():
    account = told(HNTE, HNTE_FIRM)
    rd = line(account, "rd_ratio")
    assert rd.requirement == "不低于5%（最近一年销售收入5,000.00万元）"
    assert rd.value == "674.99万元/13,500.00万元 = 4.9999%"
    assert (rd.outcome_word, rd.distance, rd.shortfall) == ("不达标", "再归集0.01万元", "差0.0001个百分点")
    assert rd.citation == "《高新技术企业认定管理办法》（国科发火〔2016〕32号）第十一条(五)"
    assert "不低于5%" in rd.clause and rd.advice
    assert [fact.word for fact in rd.facts] == ["sales", "rd_expense"]
    assert rd.facts[0].years == ("4,000.00万元", "4,500.00万元", "5,000.00万元")
    figures = {figure.name: (figure.value, figure.since) for figure in rd.figures}
    assert figures == {"rd_ratio": ("5.00%", ""), "rd_required": ("5.00%", ""), "rd_floor": ("5%", "2016-01-01")}


def test_an_open_line_names_what_is_missing_and_by_whom():
    account = told(TECH, FIGURE_FIVE | {"clean_quality": None, "ip_class1": None})
    assert line(account, "assets").value == "未填"
    assert line(account, "assets").distance == "补：资产总额"
    assert line(account, "clean").value == "安全事故：无；质量事故：未填；环境违法：无；科研失信：无"
    assert line(account, "ip").points_text == "24–30分"
    assert line(account, "ip").distance == "补：Ⅰ类知识产权"
    assert [(fact.word, fact.supplier) for fact in account.missing] == [
        ("assets", "企业年报"),
        ("clean_quality", "部门比对"),
        ("ip_class1", "知识产权台账"),
    ]
    assert account.missing[0].period == "申报上一个会计年度"
    assert line(account, "assets").advice == ""


def test_a_direct_route_is_only_asked_for_when_it_could_decide():
    unknown = FIGURE_FIVE | {"assets": "1元", "holds_hnte": None}
    assert [fact.word for fact in told(TECH, unknown).missing] == ["holds_hnte"]
    assert told(TECH, unknown | {"rd_deductible": "312万元"}).missing == ()


def test_every_status_of_a_fact_is_told_apart():
    account = told(
        HNTE,
        HNTE_FIRM | {"sales": ["不适用", None, "5000万元"], "rd_expense": [None] * 3, "conversions": ["不适用"] * 3},
    )
    status = {fact.word: (fact.status, fact.value) for one in account.accounts for fact in one.facts}
    assert status["sales"] == ("partly", "--；未填；5,000.00万元")
    assert status["rd_expense"] == ("unknown", "未填；未填；未填")
    assert status["conversions"] == ("not_applicable", "--；--；--")
    assert status["field_recognised"] == ("manual", "待专家认定")
    assert status["expert_ip_level"] == ("manual", "待专家评定")
    assert status["staff"] == ("known", "100人")
    assert line(account, "rd_ratio").value == "未填/未填 = 缺数据"
    assert line(account, "conversions").value == "三年--，年平均--"
    assert line(account, "ip_level").value == "待专家评定"
    assert line(told(HNTE, {}), "rd_ratio").requirement == "不低于缺数据（最近一年销售收入未填）"


def test_what_a_formula_did_is_noted():
    account = told(HNTE, HNTE_FIRM | {"staff": 0, "sales": ["0元", "500万元", "650万元"]})
    assert line(account, "growth_assets").notes == ("净资产增长率：基数为负，条文未写明算法，按0分计，须人工复核",)
    assert line(account, "growth_sales").notes == ("销售收入增长率：第一年为0，按后两年计算",)
    assert line(account, "tech_staff").notes == ("科技人员占职工总数的比例：分母为0或没有完整会计年度，无法计算",)
    assert line(account, "tech_staff").value == "10人/0人 = --"


def test_another_reading_is_told_where_it_would_change_the_result():
    account = told(HNTE, HNTE_FIRM)
    assert [(one.choice, one.option, one.points_text) for one in account.readings] == [
        ("negative_base", "负数视为0，再按基数为0处理", "41–90分")
    ]
    assert account.readings[0].citation.endswith("三(七)4")
    assert told(HNTE, HNTE_FIRM | {"net_assets": ["100万元", "150万元", "300万元"]}).readings == ()
    unsubmitted = told(HNTE, HNTE_FIRM | {"net_assets": ["1元"] * 3, "ip_class2_unsubmitted": 1})
    assert [one.choice for one in unsubmitted.readings] == ["class2_consumed_on"]


def test_a_reading_that_lacks_data_is_not_told():
    account = told(HNTE, HNTE_FIRM | {"rd_expense": [None] * 3})
    assert account.outcome == -1 and account.readings == ()


def test_an_experts_figure_that_is_not_used_is_said_so():
    account = told(HNTE, HNTE_FIRM | {"expert_ip_count": 8, "expert_conversion": 26})
    assert line(account, "ip_count").notes == ("专家评分8分不在本档3–4分之内，未采用",)
    assert line(account, "conversions").notes == ()
    assert line(account, "conversions").points_text == "26分"
    account = told(HNTE, HNTE_FIRM | {"expert_ip_count": 4, "ip_class1": None})
    assert line(account, "ip_count").notes == ("缺数据，所在档位未定，专家评分4分暂未采用",)


def test_next_bands_name_every_route():
    account = told(HNTE, HNTE_FIRM | {"conversions": [1, 1, 1]})
    assert [
        (band.label, band.points, band.gain, band.distance) for band in line(account, "conversions").next_bands
    ] == [
        ("年平均转化达到2项", "7–12分", "+6分", "再转化3项"),
        ("年平均转化达到3项", "13–18分", "+12分", "再转化6项"),
    ]
    assert [(band.label, band.distance) for band in line(account, "ip_count").next_bands] == [
        ("Ⅱ类5项及以上", "Ⅱ类再取得2项"),
        ("Ⅰ类1项及以上", "Ⅰ类再取得1项"),
    ]
    pack = small.pack()
    small_account = explain(
        pack, read_facts({"sales": ["100万元"] * 3, "rd_expense": ["1万元"] * 3}, pack.vocabulary), date(2021, 1, 1)
    )
    assert [band.label for band in line(small_account, "rd").next_bands] == ["占收入高于3%", "占收入达到6%"]
    assert line(small_account, "rights").next_bands == ()


def test_a_criterion_before_its_day_does_not_apply():
    account = told(TECH, FIGURE_FIVE | {"tax_by_audit": False}, on=date(2021, 6, 1))
    assert (line(account, "accounts").outcome_word, line(account, "accounts").outcome) == ("不适用", 3)
    assert "门槛条件7项" in account.sentence


def test_an_explanation_is_plain_data():
    account = told(HNTE, HNTE_FIRM)
    again = json.loads(json.dumps(account.as_dict(), ensure_ascii=False))
    assert again["outcome"] == 0 and len(again["accounts"]) == 9 + 12
    assert account.digest == HNTE.digest
    assert [one.code for one in account.score_conditions] == ["innovation"]
    assert [one.code for one in told(TECH, FIGURE_FIVE).routes] == [
        "direct_hnte", "direct_award", "direct_rd_org", "direct_standard",
    ]  # fmt: skip
    assert sum(section.points_most for section in account.score.sections) == 100


def test_no_text_holds_a_typed_space_between_characters_and_digits():
    for pack, facts in ((TECH, FIGURE_FIVE), (HNTE, HNTE_FIRM)):
        account = told(pack, facts)
        for text in [account.sentence, *(part for one in account.accounts for part in (one.requirement, one.distance))]:
            assert " " not in text


def test_one_enterprise_at_a_time():
    with pytest.raises(ValueError, match="explain takes one enterprise, not 2"):
        explain(TECH, firms.table(1, 2), ON)
    assert explain(TECH, Evidence(1, {}), ON).outcome == -1


def test_half_points_read_as_half_points():
    pack = small.pack(("max        = 10", "max        = 10\nper_point = 2"), ("points = [1, 2]", "points = 1.5"))
    facts = read_facts(
        {"rights": 1, "sales": ["100元"] * 3, "rd_expense": ["4元"] * 3, "expert_level": 2}, pack.vocabulary
    )
    account = explain(pack, facts, date(2021, 1, 1))
    assert account.sentence.startswith("现在5.50分，及格线6分，差0.50分。")
    assert line(account, "rd").points_text == "1.50分"
    assert line(account, "level").value == "2分"


SMALL_FIRM = {"staff": 100, "sales": ["1000万元", "1000万元", "1000万元"], "rights": 2}
GATE = 'kind        = "gate"'
SCORE = 'kind        = "score"'


def test_without_a_gate_the_sentence_speaks_of_the_score_alone():
    pack = small.pack((GATE, SCORE), (GATE, SCORE))
    account = told(pack, SMALL_FIRM, date(2021, 6, 1))
    assert "门槛条件" not in account.sentence


@pytest.mark.parametrize("line", ["score < pass_line", "score >= expert_level"])
def test_without_a_line_that_can_be_said_the_score_is_said_without_one(line):
    pack = small.pack(("score >= pass_line", line))
    account = told(pack, SMALL_FIRM, date(2021, 6, 1))
    assert account.score.line_text == ""
    assert "及格线" not in account.sentence
