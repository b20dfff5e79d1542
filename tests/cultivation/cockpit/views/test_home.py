import pytest
from django.urls import reverse

from portal.accounts.roles import Role
from tests.factories.accounts import person
from tests.factories.enterprises import EnterpriseFactory, MemberFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (Role.BUREAU_ADMIN, "cockpit:workbench"),
        (Role.SECTION, "cockpit:workbench"),
        (Role.COUNTY, "cockpit:workbench"),
        (Role.SPECIALIST, "cockpit:workbench"),
        (Role.LEADER, "targets:ranking"),
        (Role.AUDITOR, "cockpit:workbench"),
        (Role.SYSADMIN, "cockpit:workbench"),
    ],
)
def test_each_role_comes_to_its_own_home(client, role, name):
    client.force_login(person(role))
    assert client.get(reverse("cockpit:home"))["Location"] == reverse(name)


def test_an_enterprises_person_comes_to_their_enterprise(client):
    user, firm = person(Role.ENTERPRISE), EnterpriseFactory()
    client.force_login(user)
    assert "还没有关联企业" in client.get(reverse("cockpit:home")).content.decode()
    MemberFactory(user=user, enterprise=firm)
    assert client.get(reverse("cockpit:home"))["Location"] == reverse("enterprises:detail", args=[firm.ref])
    MemberFactory(user=user, enterprise=EnterpriseFactory())
    assert client.get(reverse("cockpit:home"))["Location"] == reverse("enterprises:list")


def test_an_agency_comes_to_what_it_is_mandated_for(client):
    client.force_login(person(Role.AGENCY))
    assert client.get(reverse("cockpit:home"))["Location"] == reverse("pools:mandated")


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(reverse("cockpit:home"))["Location"] == f"{reverse('accounts:sign_in')}?next=/"
