"""编辑企业: blocks, refusals, and two people at once."""

import pytest

from enterprises.forms.enterprise import BLOCKS
from portal.accounts.roles import Role
from tests.factories.accounts import person, stranger
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


def address(enterprise, block: str = "place") -> str:
    return f"/w/enterprises/{enterprise.ref}/edit/{block}/"


PLACE = {"county": "410611", "zone": "", "address": "", "industry_code": "C3425", "field_code": ""}


def test_every_block_opens_with_what_is_on_file(client, officer):
    enterprise = EnterpriseFactory(field_code="80101", capital_minor=250_000_000, capital_currency="CNY")
    for block in BLOCKS:
        response = client.get(address(enterprise, block))
        assert response.status_code == 200
        assert response.context["form"].initial["revision"] == 1
    assert "先进制造与自动化／工业生产过程控制系统" in client.get(address(enterprise)).content.decode()


def test_a_block_saved_changes_its_facts_only(client, officer):
    enterprise = EnterpriseFactory(legal_person="王某", field_code="80101")
    zone = RegionFactory(zone_of_hebi=True)
    data = {**PLACE, "revision": 1, "zone": zone.code, "industry_code": "６５１３", "field_code": "80101"}
    response = client.post(address(enterprise), data)
    assert response.status_code == 302
    enterprise.refresh_from_db()
    assert (enterprise.zone, enterprise.industry_code, enterprise.field_code) == (zone, "I6513", "80101")
    assert enterprise.legal_person == "王某"


def test_identity_takes_dates_and_capital_as_people_write_them(client, officer):
    enterprise = EnterpriseFactory()
    data = {"revision": 1, "name": "新名有限公司", "founded_on": "2017年5月12日", "capital": "35（万美元）"}
    client.post(address(enterprise, "identity"), data)
    enterprise.refresh_from_db()
    assert (enterprise.name, str(enterprise.founded_on)) == ("新名有限公司", "2017-05-12")
    assert (enterprise.capital_minor, enterprise.capital_currency) == (35_000_000, "USD")


def test_yes_no_and_unknown_are_three_answers(client, officer):
    enterprise = EnterpriseFactory(is_resident=True)
    client.post(address(enterprise, "standing"), {"revision": 1, "is_resident": "", "accounts_sound": "no"})
    enterprise.refresh_from_db()
    assert (enterprise.is_resident, enterprise.accounts_sound, enterprise.industry_allowed) == (None, False, None)


@pytest.mark.parametrize(
    ("block", "data", "says"),
    [
        ("place", {"industry_code": "C99"}, "大类“99”不在"),
        ("identity", {"name": ""}, "企业名称"),
        ("identity", {"name": "甲", "founded_on": "2017"}, "日期不完整"),
        ("identity", {"name": "甲", "founded_on": "2999-01-01"}, "日期在将来"),
        ("identity", {"name": "甲", "capital": "很多钱"}, "没有看懂“很多钱”"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(client, officer, block, data, says):
    enterprise = EnterpriseFactory()
    response = client.post(address(enterprise, block), {"revision": 1, **data})
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert "<title>错误：" in page
    for value in data.values():
        assert value in page
    enterprise.refresh_from_db()
    assert enterprise.fact_revision == 1


def test_the_second_of_two_sees_both_and_can_still_save(client, officer):
    enterprise = EnterpriseFactory(address="原地址")
    client.post(address(enterprise), {**PLACE, "revision": 1, "address": "甲改的"})
    response = client.post(address(enterprise), {**PLACE, "revision": 1, "address": "乙改的"})
    assert response.status_code == 409
    assert response.context["differences"] == [{"label": "注册地址", "theirs": "甲改的", "mine": "乙改的"}]
    page = response.content.decode()
    assert 'name="revision" value="2"' in page
    assert 'value="乙改的"' in page
    enterprise.refresh_from_db()
    assert enterprise.address == "甲改的"
    client.post(address(enterprise), {**PLACE, "revision": 2, "address": "乙改的"})
    enterprise.refresh_from_db()
    assert enterprise.address == "乙改的"


def test_a_county_of_another_city_is_no_choice(client, officer):
    elsewhere = RegionFactory(code="131002", name="安次区", level="county", city=RegionFactory(other_city=True))
    response = client.post(address(EnterpriseFactory()), {**PLACE, "revision": 1, "county": elsewhere.code})
    assert response.status_code == 422


def test_who_may_not_and_what_does_not_exist(client, officer):
    enterprise = EnterpriseFactory()
    assert client.get(address(enterprise, "weather")).status_code == 404
    client.force_login(person(Role.LEADER))
    assert client.get(address(enterprise)).status_code == 403
    client.force_login(stranger())
    assert client.get(address(enterprise)).status_code == 404
