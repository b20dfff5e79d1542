"""新增企业: the code first."""

import pytest

from enterprises.models import Enterprise
from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db

NEW = "/w/enterprises/new/"
CODE = "91350100M000100Y43"


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


def test_a_code_on_file_leads_to_its_enterprise(client, officer):
    enterprise = EnterpriseFactory(code=CODE)
    response = client.get(NEW, {"code": CODE.lower()})
    assert response["Location"] == f"/w/enterprises/{enterprise.ref}/"


def test_a_code_of_another_bureau_is_told_without_a_word_more(client, officer):
    enterprise = EnterpriseFactory(code=CODE, elsewhere=True, name="廊坊某某公司")
    response = client.get(NEW, {"code": CODE})
    page = response.content.decode()
    assert response.status_code == 422
    assert "已由其他辖区建档" in page
    assert "廊坊" not in page
    assert enterprise.ref not in page


@pytest.mark.parametrize(
    ("code", "says"), [("", "未填"), ("410600100012345", "15位的旧工商注册号"), ("914106000123456000", "Excel可能把")]
)
def test_a_wrong_code_is_told(client, officer, code, says):
    response = client.get(NEW, {"code": code})
    assert response.status_code == 422
    assert says in response.content.decode()


def test_a_new_code_leads_to_the_form_and_the_form_to_the_enterprise(client, officer):
    county = RegionFactory(county_qibin=True)
    assert CODE in client.get(NEW, {"code": CODE}).content.decode()
    data = {
        "code": CODE,
        "name": "新建有限公司",
        "county": county.code,
        "founded_on": "2020/3/1",
        "capital": "250(万元)",
    }
    response = client.post(NEW, data)
    enterprise = Enterprise.objects.get()
    assert response["Location"] == f"/w/enterprises/{enterprise.ref}/"
    assert (enterprise.code, enterprise.county, enterprise.capital_minor) == (CODE, county, 250_000_000)


def test_a_refused_form_keeps_what_was_typed(client, officer):
    response = client.post(NEW, {"code": CODE, "name": "", "industry_code": "C99", "contact_name": "周工"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="周工"' in page
    assert CODE in page
    response = client.post(NEW, {"code": CODE, "name": "甲", "industry_code": "C99"})
    assert "大类“99”不在" in response.content.decode()
    assert not Enterprise.objects.exists()


def test_a_county_registers_into_itself_by_default(client):
    client.force_login(person(Role.COUNTY, region=RegionFactory(county_xun=True)))
    form = client.get(NEW, {"code": CODE}).context["form"]
    assert form["county"].value() == "410621"


def test_who_does_not_keep_the_ledger_may_not(client):
    client.force_login(person(Role.AUDITOR))
    assert client.get(NEW).status_code == 403
