from datetime import date, datetime
from decimal import Decimal

import pytest

from policies.engine import FactError, read_facts
from policies.library import vocabulary


def read(**facts):
    return read_facts(facts, vocabulary()).columns


def test_facts_are_read_as_people_write_them():
    columns = read(
        staff=80,
        tech_staff="4.7083人",
        assets="3900万元",
        sales=["不适用", None, "4,800.00万元"],
        founded_on="2023-03-01",
        core_ip=True,
        ip_class1=None,
        field_declared=None,
        net_assets=None,
        expert_ip_level=7.0,
        cost_expense="-1元",
    )
    assert columns["staff"].values.tolist() == [800_000]
    assert columns["tech_staff"].values.tolist() == [47_083]
    assert columns["assets"].values.tolist() == [3_900_000_000]
    assert columns["sales"].values.tolist() == [[0, 0, 4_800_000_000]]
    assert columns["sales"].known.tolist() == [[2, 0, 1]]
    assert columns["founded_on"].values.tolist() == [(date(2023, 3, 1) - date(1970, 1, 1)).days]
    assert columns["core_ip"].values.tolist() == [True]
    assert columns["ip_class1"].known.tolist() == [0]
    assert columns["field_declared"].values.dtype == bool
    assert columns["net_assets"].known.tolist() == [[0, 0, 0]]
    assert columns["expert_ip_level"].values.tolist() == [7]
    assert read(staff=Decimal("45.75"))["staff"].values.tolist() == [457_500]
    assert read(founded_on=date(2023, 3, 1))["founded_on"].values.size == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"stafff": 1}, 'stafff：词汇表里没有这个词。您是不是要写"staff"？用 manage.py vocabulary 查看全部词。'),
        ({"assets": 4800}, "assets（资产总额）：“4800”没有单位，可能是元，也可能是万元。请写成“4800万元”。"),
        ({"assets": True}, "True不是数量。例如“4800万元”。"),
        ({"assets": {}}, "{}不是数量"),
        ({"staff": 45.75}, "45.75是浮点数，不精确。请写成文字，如“45.75人”。"),
        ({"core_ip": "是"}, "core_ip（拥有核心知识产权）：只能是true（是）、false（否）或null（未知）；现在是'是'。"),
        ({"core_ip": 1}, "现在是1"),
        ({"clean_safety": 0}, "只能是true（无）、false（有）"),
        ({"sales": "4800万元"}, "要3个值的列表，从早到晚（申报前三个会计年度），未知写null，成立以前写“不适用”"),
        ({"sales": ["1元", "2元"]}, "要3个值的列表"),
        ({"founded_on": "2023/3/1"}, "'2023/3/1'不是日期。例如“2023-03-01”。"),
        ({"founded_on": datetime(2023, 3, 1)}, "不是日期"),
        ({"founded_on": 20230301}, "不是日期"),
        ({"assets": "999999999999999999亿元"}, "太大，请核对单位。"),
        ({"assets": "不适用"}, "“不适用”不是数量"),
    ],
)
def test_what_cannot_be_understood_is_named(facts, said):
    with pytest.raises(FactError) as refusal:
        read(**facts)
    assert said in str(refusal.value)


def test_every_problem_is_told_at_once():
    with pytest.raises(FactError) as refusal:
        read(staff="x", assets=1, core_ip=True)
    assert str(refusal.value).count("\n") == 1
