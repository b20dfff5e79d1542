import re

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import Bureau, User
from portal.accounts.queries import acting_of
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory
from tests.factories.regions import RegionFactory

pytestmark = pytest.mark.django_db
NAMES = ("--name", "鹤壁市科学技术局", "--admin", "Liu.Yang", "--admin-name", "刘洋")


def test_a_new_installation_gets_its_bureau_and_first_administrator(capsys):
    RegionFactory(city_of_hebi=True)
    call_command("found_bureau", "410600", *NAMES)
    password = re.search(r"[2-9a-z]{4}-[2-9a-z]{4}-[2-9a-z]{4}", capsys.readouterr().out)[0]
    admin = User.objects.get(username="liu.yang")
    assert admin.check_password(password)
    assert admin.must_change_password
    grant = admin.grants.get()
    assert (grant.role, grant.expires_on) == (Role.SYSADMIN, None)
    assert acting_of(admin, on=grant.valid_from).may("people.manage")


def test_what_cannot_be_founded_is_said_and_leaves_nothing_behind():
    with pytest.raises(CommandError, match=r"先运行 manage\.py load_reference"):
        call_command("found_bureau", "410600", *NAMES)
    RegionFactory(city_of_hebi=True)
    UserFactory(username="liu.yang", bureau=None)
    with pytest.raises(CommandError, match=r"用户名 liu\.yang 已经有人使用"):
        call_command("found_bureau", "410600", *NAMES)
    assert not Bureau.objects.exists()
