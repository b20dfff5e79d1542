"""Registering enterprises."""

from datetime import date

import pytest

from enterprises.actions.register import CannotRegister, register, register_many
from enterprises.enums import Source
from enterprises.models import Enterprise
from portal.audit.queries import history_of
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory, code_number
from tests.factories.regions import RegionFactory

TODAY = date(2026, 11, 22)
CODE = "91350100M000100Y43"

pytestmark = pytest.mark.django_db


def refused(code: str = CODE, **facts: object) -> dict[str, str]:
    facts = {"name": "鹤壁某某精密制造有限公司", **facts}
    with pytest.raises(CannotRegister) as refusal:
        register(code, city=RegionFactory(city_of_hebi=True), by=person(), on=TODAY, **facts)
    assert Enterprise.objects.count() == 0
    return refusal.value.problems


def test_a_new_enterprise_has_its_code_its_facts_and_its_origins():
    officer = person(full_name="张三")
    county = RegionFactory(county_qibin=True)
    enterprise = register(
        " ９１350100m000100y43 ",
        city=RegionFactory(city_of_hebi=True),
        by=officer,
        on=TODAY,
        source=Source.IMPORTED,
        name="　鹤壁某某精密制造有限公司 ",
        county=county,
        industry_code="3425",
        founded_on=date(2017, 5, 11),
        address="",
    )
    kept = Enterprise.objects.get()
    assert (kept.code, kept.name, kept.county, kept.industry_code) == (
        CODE,
        "鹤壁某某精密制造有限公司",
        county,
        "C3425",
    )
    assert kept.fact_revision == 1
    assert kept.origins["industry_code"] == {"source": "imported", "as_of": "2026-11-22", "by": "张三"}
    assert "address" not in kept.origins
    assert [name.name for name in kept.names.all()] == ["鹤壁某某精密制造有限公司"]
    entry = history_of(enterprise).get()
    assert (entry.deed, entry.by_name, entry.after["code"]) == ("enterprise.registered", "张三", CODE)
    assert entry.after["county"] == "淇滨区"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("", "未填"),
        ("410600100012345", "15位的旧工商注册号"),
        ("91350100M000100Y4", "应为18位，实际为17位"),
        ("914106000123456000", "Excel可能把第16-18位改成了0"),
        ("9.14106E+17", "科学计数法"),
        ("91350100M000100Y44", "第18位应为3，实际为4"),
        ("91350100MO00100Y43", "第10位是“O”，代码中不用字母I、O、S、V、Z。是否应为0？"),
        ("9135O100M000100Y43", "第5位是“O”"),
        ("9135A100M000100Y43", "第3-8位是登记机关行政区划码"),
        ("91350100M000100Y4＃", "只能用数字和大写字母"),
    ],
)
def test_a_wrong_code_is_refused_with_the_reason(code, says):
    assert says in refused(code)["code"]


@pytest.mark.parametrize(
    ("facts", "field", "says"),
    [
        ({"name": " "}, "name", "企业名称未填"),
        ({"name": "长" * 201}, "name", "最多200个字，实际有201个字"),
        ({"founded_on": date(2026, 11, 23)}, "founded_on", "晚于今天（2026-11-22）"),
        ({"founded_on": date(1899, 12, 31)}, "founded_on", "早于1900年"),
        ({"industry_code": "C99"}, "industry_code", "大类“99”不在"),
        ({"field_code": "999"}, "field_code", "不在目录中"),
        ({"capital_minor": -1}, "capital_minor", "不能为负"),
        ({"capital_currency": "人民币"}, "capital_currency", "三个字母"),
        ({"tax_collection": "一般"}, "tax_collection", "查账征收或核定征收"),
        ({"address": None}, "address", "未知请留空"),
    ],
)
def test_a_fact_that_cannot_be_true_is_refused_with_the_reason(facts, field, says):
    assert says in refused(**facts)[field]


def test_county_and_zone_must_lie_in_the_city_and_on_their_axis():
    elsewhere = RegionFactory(code="131002", name="安次区", level="county", city=RegionFactory(other_city=True))
    zone = RegionFactory(zone_of_hebi=True)
    assert "不在鹤壁市内" in refused(county=elsewhere)["county"]
    assert "功能区请填在“功能区”" in refused(county=zone)["county"]
    assert "不是功能区" in refused(zone=RegionFactory(county_qibin=True))["zone"]
    far_zone = RegionFactory(
        code="131071", name="廊坊开发区", level="zone", axis="zone", city=RegionFactory(other_city=True)
    )
    assert "不在鹤壁市内" in refused(zone=far_zone)["zone"]


def test_a_taken_code_is_refused():
    EnterpriseFactory(code=CODE)
    with pytest.raises(CannotRegister, match="已在台账中"):
        register(CODE, city=RegionFactory(city_of_hebi=True), by=person(), on=TODAY, name="另一家")
    assert Enterprise.objects.count() == 1


def test_all_problems_are_told_at_once():
    assert set(refused("123", name="", founded_on=date(2030, 1, 1))) == {"code", "name", "founded_on"}


def test_many_are_registered_together_or_not_at_all():
    city, officer = RegionFactory(city_of_hebi=True), person()
    rows = [{"code": code_number(number), "city": city, "name": f"企业{number}"} for number in range(900_000, 901_200)]
    made = register_many(rows, by=officer, on=TODAY)
    assert [each.code for each in made] == [row["code"] for row in rows]
    assert all(each.pk for each in made)
    assert history_of(made[-1]).count() == 1

    again = [{"code": code_number(1), "city": city, "name": "新"}, rows[5]]
    with pytest.raises(CannotRegister, match="已在台账中"):
        register_many(again, by=officer, on=TODAY)
    assert Enterprise.objects.count() == 1_200


def test_a_code_twice_in_one_batch_is_refused_by_its_row():
    row = {"code": CODE, "city": RegionFactory(city_of_hebi=True), "name": "一家"}
    with pytest.raises(CannotRegister, match=r"第2行：.*两次"):
        register_many([row, row], by=person(), on=TODAY)


def test_a_misspelt_fact_is_a_programming_error():
    with pytest.raises(TypeError, match="nmae"):
        register(CODE, city=RegionFactory(city_of_hebi=True), by=person(), on=TODAY, nmae="一家")
