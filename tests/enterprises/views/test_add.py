"""登记: rights, certificates, events, checks and merits by hand."""

import pytest

from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = person()
    client.force_login(user)
    return user


THINGS = {
    "right": {
        "kind": "invention",
        "name": "一种夹具",
        "number": "ZL1",
        "granted_on": "2022年5月1日",
        "serves_main_product": "yes",
    },
    "certificate": {"scheme": "hnte", "number": "gr202441000123", "valid_from": "2024/10/28"},
    "event": {"kind": "abnormal", "happened_on": "2026-04-01", "authority": "鹤壁市市场监督管理局"},
    "check": {"lists": ["safety", "rights"], "checked_on": "2026-05-01"},
    "merit": {"kind": "national_award", "name": "国家科学技术进步奖", "granted_on": "2025-01-01", "unit_rank": "2"},
}


@pytest.mark.parametrize("what", THINGS)
def test_a_thing_is_added_and_its_tab_shown(client, officer, what):
    enterprise = EnterpriseFactory()
    address = f"/w/enterprises/{enterprise.ref}/add/{what}/"
    assert client.get(address).status_code == 200
    response = client.post(address, THINGS[what])
    assert response.status_code == 302
    enterprise.refresh_from_db()
    assert enterprise.fact_revision == 2
    assert client.get(response["Location"]).status_code == 200


def test_what_the_deed_finds_out_is_kept(client, officer):
    enterprise = EnterpriseFactory()
    client.post(f"/w/enterprises/{enterprise.ref}/add/certificate/", THINGS["certificate"])
    certificate = enterprise.certificates.get()
    assert (certificate.number, str(certificate.valid_to), certificate.kind) == (
        "GR202441000123",
        "2027-10-27",
        "first",
    )


@pytest.mark.parametrize(
    ("what", "change", "field"),
    [
        ("right", {"name": ""}, "name"),
        ("right", {"granted_on": "昨天"}, "granted_on"),
        ("certificate", {"number": "123"}, "number"),
        ("certificate", {"valid_from": ""}, "valid_from"),
        ("event", {"ended_on": "2026-03-01"}, "ended_on"),
        ("check", {"lists": []}, "lists"),
        ("merit", {"unit_rank": "0"}, "unit_rank"),
    ],
)
def test_a_refusal_is_told_at_its_field(client, officer, what, change, field):
    enterprise = EnterpriseFactory()
    response = client.post(f"/w/enterprises/{enterprise.ref}/add/{what}/", {**THINGS[what], **change})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    enterprise.refresh_from_db()
    assert enterprise.fact_revision == 1


def test_who_may_not_and_what_does_not_exist(client, officer):
    enterprise = EnterpriseFactory()
    assert client.get(f"/w/enterprises/{enterprise.ref}/add/weather/").status_code == 404
    client.force_login(person(Role.LEADER))
    assert client.get(f"/w/enterprises/{enterprise.ref}/add/right/").status_code == 403
