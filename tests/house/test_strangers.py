"""Every address, every role, every object: who is not concerned finds nothing, not even that something is there."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from portal.accounts.models import User
from portal.accounts.roles import Role
from tests.house.objects import ADDRESSES, PUBLIC, SIGNED_IN, Address, World
from tests.house.test_names import addresses

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def takes_an_object(name: str) -> bool:
    """Whether an address has a place for an object."""
    resolver = get_resolver()
    for part in name.split(":")[:-1]:
        resolver = resolver.namespace_dict[part][1]
    return any(
        parameters for forms, *_ in resolver.reverse_dict.getlist(name.rpartition(":")[2]) for _, parameters in forms
    )


def status(address: Address, name: str, world: World, user: User | None, owner: User) -> int:
    """What a person gets there."""
    client = Client(raise_request_exception=True)
    if user is not None:
        client.force_login(user)
    kwargs = address.kwargs(world, owner) if address.kwargs else {}
    path = reverse(name, kwargs=kwargs) + address.query
    answer = client.post(path, address.data) if address.method == "post" else client.get(path)
    answer.close()
    if answer.status_code == 302 and answer["Location"].startswith(reverse(settings.LOGIN_URL)):
        return 401
    return answer.status_code


def test_every_address_is_declared():
    known = {name for name in addresses(get_resolver().url_patterns) if ":" in name}
    declared = set(ADDRESSES) | PUBLIC | set(SIGNED_IN)
    assert len(known) > 10
    assert sorted(known - declared) == [], "declare it in tests/house/objects.py"
    assert sorted(declared - known) == [], "declared, but leads nowhere"
    assert sorted(name for name in known & set(ADDRESSES) if takes_an_object(name) and not ADDRESSES[name].kwargs) == []


def test_every_address_has_a_namespace():
    bare = [name for name in addresses(get_resolver().url_patterns) if ":" not in name]
    assert bare == []


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_nobody_comes_in_without_signing_in(name, world):
    address = ADDRESSES[name]
    assert status(address, name, world, None, world.insider(Role.BUREAU_ADMIN)) == address.unnamed


@pytest.mark.parametrize("name", sorted(SIGNED_IN))
def test_what_is_everyones_still_asks_for_a_name(name, world):
    address = Address(frozenset(), method=SIGNED_IN[name])
    assert status(address, name, world, None, world.insider(Role.BUREAU_ADMIN)) == 401


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_a_role_opens_its_addresses_and_no_others(name, role, world):
    address = ADDRESSES[name]
    insider = world.insider(role)
    assert status(address, name, world, insider, insider) == (
        address.answer if role in address.open_to else address.closed
    )


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("name", sorted(name for name, address in ADDRESSES.items() if address.kwargs))
def test_a_stranger_of_the_same_role_finds_nothing(name, role, world):
    address = ADDRESSES[name]
    owner = world.insider(role if role in address.open_to else next(iter(sorted(address.open_to))))
    expected = address.closed
    if role in address.open_to:
        expected = address.answer if role in address.strangers_too else 404
    elif role in address.sees:
        expected = 404
    assert status(address, name, world, world.stranger(role), owner) == expected
