from datetime import date

import pytest
from django.urls import reverse
from freezegun import freeze_time

from portal.accounts.roles import Role
from tests.factories.accounts import GrantFactory, UserFactory, person
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with freeze_time("2026-11-22 04:00:00"):
        yield


def test_menu_and_scope_change_together(client):
    user = UserFactory()
    GrantFactory(user=user, role=Role.AUDITOR)
    county = GrantFactory(user=user, role=Role.COUNTY, region=RegionFactory(county_qibin=True))
    client.force_login(user)
    before = client.get(reverse("cockpit:workbench")).content.decode()
    assert "范围：鹤壁市" in before
    assert reverse("audit:log") in before
    answer = client.post(reverse("accounts:switch_role"), {"grant": str(county.pk)})
    assert answer["Location"] == reverse("cockpit:home")
    after = client.get(reverse("cockpit:workbench")).content.decode()
    assert "范围：淇滨区" in after
    assert f'href="{reverse("audit:log")}"' not in after
    assert "现在以“县区科技部门”身份工作，范围：淇滨区。" in after
    assert client.get(reverse("audit:log")).status_code == 403


@pytest.mark.parametrize("situation", ["somebody elses", "lapsed", "not yet", "withdrawn", "no number", "missing"])
def test_only_an_own_grant_in_force_can_be_taken(client, situation):
    user = person(Role.SECTION)
    fields = {
        "somebody elses": {"user": person()},
        "lapsed": {"user": user, "expires_on": date(2026, 11, 21)},
        "not yet": {"user": user, "valid_from": date(2026, 11, 23)},
        "withdrawn": {"user": user, "withdrawn_at": "2026-11-01T00:00:00Z"},
    }.get(situation)
    key = str(GrantFactory(role=Role.SYSADMIN, **fields).pk) if fields else "x"
    client.force_login(user)
    answer = client.post(reverse("accounts:switch_role"), {} if situation == "missing" else {"grant": key})
    assert answer.status_code == 404
    assert "科室 · 鹤壁市" in client.get(reverse("cockpit:workbench")).content.decode()


def test_a_grant_withdrawn_while_acting_falls_back_to_another(client):
    user = person(Role.SECTION)
    taken = GrantFactory(user=user, role=Role.AUDITOR)
    client.force_login(user)
    client.post(reverse("accounts:switch_role"), {"grant": str(taken.pk)})
    assert client.get(reverse("audit:log")).status_code == 200
    taken.withdrawn_at = "2026-11-22T04:00:00Z"
    taken.save()
    assert client.get(reverse("audit:log")).status_code == 403


def test_switching_is_a_post_by_somebody_signed_in(client):
    assert client.post(reverse("accounts:switch_role"), {"grant": "1"})["Location"].startswith(
        reverse("accounts:sign_in")
    )
    client.force_login(person())
    assert client.get(reverse("accounts:switch_role")).status_code == 405
