import pytest
from django.urls import reverse

from portal.accounts.models import SavedView
from portal.accounts.queries import layout_for
from portal.accounts.roles import Role
from tests.factories.accounts import SavedViewFactory, person, stranger

pytestmark = pytest.mark.django_db
PAGE = "accounts:users"


@pytest.fixture
def user(client):
    user = person(Role.SYSADMIN)
    client.force_login(user)
    return user


def test_saving_a_view_leads_back_to_the_list_it_shows(client, user):
    answer = client.post(
        reverse("accounts:save_view"), {"page": PAGE, "name": "停用", "query": "state=off&page=3", "columns": ["name"]}
    )
    assert answer["Location"] == "/sys/users/?state=off"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.columns, view.is_shared) == ("停用", "state=off", ["name"], False)


def test_a_refusal_is_said_on_the_list(client, user):
    answer = client.post(
        reverse("accounts:save_view"), {"page": PAGE, "name": "", "query": "", "shared": "on"}, follow=True
    )
    assert "请给视图起个名称" in answer.content.decode()
    assert not SavedView.objects.exists()


def test_the_columns_are_kept(client, user):
    answer = client.post(reverse("accounts:save_layout"), {"page": PAGE, "columns": ["b", "a"], "query": "state=off"})
    assert answer["Location"] == "/sys/users/?state=off"
    assert layout_for(user, PAGE) == ("b", "a")


@pytest.mark.parametrize("name", ["save_view", "save_layout"])
def test_what_is_no_list_page_is_not_found(client, user, name):
    for page in ("https://evil.example", "accounts:nowhere", ""):
        assert client.post(reverse(f"accounts:{name}"), {"page": page, "name": "x"}).status_code == 404


def test_a_view_is_dropped_by_its_owner_and_hidden_from_others(client, user):
    mine = SavedViewFactory(user=user)
    hidden = [SavedViewFactory(user=person(Role.SYSADMIN)), SavedViewFactory(user=stranger(), is_shared=True)]
    for view in hidden:
        assert client.post(reverse("accounts:drop_view", args=[view.ref])).status_code == 404
    assert client.post(reverse("accounts:drop_view", args=[mine.ref]))["Location"] == "/sys/users/"
    shared = SavedViewFactory(user=person(), is_shared=True)
    answer = client.post(reverse("accounts:drop_view", args=[shared.ref]), follow=True)
    assert "这个视图是别人建立的" in answer.content.decode()
    assert set(SavedView.objects.all()) == {*hidden, shared}
