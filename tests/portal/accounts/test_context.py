from datetime import date

import pytest
from django.test import RequestFactory

from portal.accounts.context import shell
from portal.accounts.menus import MENUS, menu_for
from portal.accounts.models import NOBODY, Acting
from portal.accounts.queries import held_on, signed_in_person
from portal.accounts.roles import ALL_CAPABILITIES, ROLES, Role, capabilities_of
from tests.factories.accounts import UserFactory, person
from tests.factories.notices import NoticeFactory

LONGEST_MENU = 8


def acting(role: str) -> Acting:
    return Acting(1, role, capabilities=capabilities_of(role))


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_menu_of_at_most_eight_entries_that_it_may_open(role):
    sections = MENUS[role]
    assert 0 < len(sections) <= LONGEST_MENU
    for section in sections:
        for link in section.links:
            assert link.capability in ALL_CAPABILITIES
            assert link.capability in ROLES[role].capabilities, f"{role}: {link.title} would never be shown"


def test_the_present_page_is_marked_by_the_longest_address_it_begins_with():
    menu = menu_for(acting(Role.SYSADMIN), "/sys/users/01J0000000000000000000000/edit/")
    assert [item.title for group in menu for item in group.items if item.active] == ["用户与角色"]
    menu = menu_for(acting(Role.AUDITOR), "/w/")
    assert [item.title for group in menu for item in group.items if item.active] == ["概览"]


def test_a_missing_capability_and_a_missing_page_leave_their_link_out():
    less = Acting(1, Role.SYSADMIN, capabilities=frozenset({"people.manage"}))
    assert [item.title for group in menu_for(less, "/") for item in group.items] == ["用户与角色"]
    assert menu_for(NOBODY, "/") == ()


def test_a_visitor_has_neither_menu_nor_account():
    request = RequestFactory().get("/login/")
    assert shell(request) == {"menu": None, "shell": None}


@pytest.mark.django_db
def test_the_shell_says_who_works_where_as_what():
    request = RequestFactory().get("/w/")
    request.user = person(Role.SECTION, full_name="赵敏")
    tools = shell(request)["shell"]
    assert (tools.bureau, tools.person, tools.role, tools.scope) == ("鹤壁市科学技术局", "赵敏", "科室", "鹤壁市")
    assert [(grant.role, grant.scope, grant.current) for grant in tools.grants] == [("科室", "鹤壁市", True)]
    assert tools.sign_out_url == "/logout/"


@pytest.mark.django_db
def test_unread_notices_come_along_with_the_person_in_one_read(client, django_assert_num_queries):
    user, other = person(Role.SECTION), person(Role.SECTION)
    for each in (user, user, other):
        NoticeFactory(to=each)
    NoticeFactory(to=user, read_at="2026-11-22T00:00:00Z")
    with django_assert_num_queries(1):
        found = signed_in_person(user.pk)
        assert (found.unread, found.bureau.region.code, len(found.held)) == (2, "410600", 1)
        assert held_on(found, on=date(2026, 11, 22)) == list(found.held)
    assert signed_in_person(UserFactory().pk).held == ()
    assert signed_in_person(0) is None
