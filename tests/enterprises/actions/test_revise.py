"""Revising the facts of enterprises."""

from datetime import date

import pytest

from enterprises.actions.revise import CannotRevise, Conflict, revise, revise_many
from enterprises.models import Enterprise
from portal.audit.queries import history_of
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory, ReportedEnterpriseFactory
from tests.factories.regions import RegionFactory

TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def test_only_what_changed_is_written_and_recorded():
    enterprise = EnterpriseFactory(address="兴鹤大街1号", legal_person="王某")
    county = RegionFactory(county_xun=True)
    revised = revise(enterprise, by=person(full_name="张三"), on=TODAY, address="兴鹤大街1号", county=county)
    assert revised.county == county
    assert revised.fact_revision == 2
    assert revised.origins["county"] == {"source": "typed", "as_of": "2026-11-22", "by": "张三"}
    assert "address" not in revised.origins
    entry = history_of(enterprise).get()
    assert (entry.deed, entry.before, entry.after) == ("enterprise.revised", {"county": "淇滨区"}, {"county": "浚县"})


def test_nothing_is_written_when_nothing_changed():
    enterprise = EnterpriseFactory(address="兴鹤大街1号")
    revised = revise(enterprise, by=person(), on=TODAY, address=" 兴鹤大街1号 ", name=enterprise.name)
    assert revised.fact_revision == 1
    assert revised.updated_at == enterprise.updated_at
    assert not history_of(enterprise).exists()


def test_a_new_name_closes_the_old_one():
    enterprise = EnterpriseFactory(name="旧名有限公司")
    revise(enterprise, by=person(), on=TODAY, name="新名有限公司")
    assert list(enterprise.names.values_list("name", "valid_from", "valid_to")) == [
        ("旧名有限公司", None, date(2026, 11, 21)),
        ("新名有限公司", TODAY, None),
    ]


def test_two_names_in_one_day_never_end_before_they_begin():
    enterprise = EnterpriseFactory(name="旧名有限公司")
    revise(enterprise, by=person(), on=TODAY, name="中间名有限公司")
    revise(enterprise, by=person(), on=TODAY, name="新名有限公司")
    assert list(enterprise.names.values_list("valid_to", flat=True)) == [date(2026, 11, 21), TODAY, None]


def test_who_saw_an_older_revision_is_told_of_the_change():
    enterprise = EnterpriseFactory()
    revise(enterprise, by=person(), on=TODAY, expected_revision=1, address="先改的地址")
    with pytest.raises(Conflict, match="刚刚被他人修改（现为第2版）") as conflict:
        revise(enterprise, by=person(), on=TODAY, expected_revision=1, address="后改的地址")
    assert conflict.value.current.address == "先改的地址"
    assert Enterprise.objects.get().address == "先改的地址"


def test_a_wrong_fact_changes_nothing():
    enterprise = EnterpriseFactory()
    with pytest.raises(CannotRevise) as refusal:
        revise(enterprise, by=person(), on=TODAY, address="新地址", founded_on=date(2027, 1, 1))
    assert list(refusal.value.problems) == ["founded_on"]
    assert Enterprise.objects.get().address == ""


def test_a_known_fact_can_become_unknown_again():
    enterprise = EnterpriseFactory()
    assert revise(enterprise, by=person(), on=TODAY, county=None, founded_on=None).county is None


def test_a_new_industry_moves_the_size_class():
    enterprise = ReportedEnterpriseFactory(industry_code="C34")
    assert revise(enterprise, by=person(), on=TODAY, industry_code="I65").size_class == "medium"
    assert revise(enterprise, by=person(), on=TODAY, industry_code="C34").size_class == "small"
    assert revise(enterprise, by=person(), on=TODAY, industry_code="").size_class == ""


def test_many_are_revised_together_and_counted():
    first, second = EnterpriseFactory(), EnterpriseFactory(address="已有")
    changed = revise_many([(first, {"address": "甲"}), (second, {"address": "已有"})], by=person(), on=TODAY)
    assert changed == 1
    with pytest.raises(CannotRevise, match=f"{second.name}：注册成立日期"):
        revise_many([(first, {"address": "乙"}), (second, {"founded_on": date(2027, 1, 1)})], by=person(), on=TODAY)
    assert Enterprise.objects.get(pk=first.pk).address == "甲"
