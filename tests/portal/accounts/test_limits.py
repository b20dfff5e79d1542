"""How often a visitor may ask: per address, per stretch of time, and never the address itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from redis.exceptions import ConnectionError as RedisAway

from portal.accounts.limits import Limit

AT = datetime(2026, 11, 22, 2, 3, tzinfo=UTC)
LIMIT = Limit("page", most=2, seconds=600)


@pytest.fixture(autouse=True)
def _empty():
    cache.clear()


def passed(address="10.0.0.1", at=AT):
    return LIMIT.passed(RequestFactory().post("/", REMOTE_ADDR=address), at=at)


def test_one_too_many_is_told_when_to_come_back():
    assert [passed() for _ in range(3)] == [None, None, datetime(2026, 11, 22, 2, 10, tzinfo=UTC)]


def test_another_address_and_another_limit_count_for_themselves():
    assert [passed("10.0.0.1"), passed("10.0.0.1"), passed("10.0.0.2")] == [None, None, None]
    other = Limit("another", most=1, seconds=600)
    assert other.passed(RequestFactory().post("/", REMOTE_ADDR="10.0.0.1"), at=AT) is None


def test_the_next_stretch_begins_afresh():
    assert passed() is passed() is None
    assert passed() is not None
    assert passed(at=AT + timedelta(minutes=7)) is None


def test_the_address_itself_is_not_kept(monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "add", lambda key, *_args, **_more: kept.append(key))
    monkeypatch.setattr(cache, "incr", lambda key: kept.append(key) or 1)
    passed("203.0.113.77")
    assert len(set(kept)) == 1
    assert "203.0.113.77" not in kept[0]


@pytest.mark.parametrize("trouble", [RedisAway(), ValueError("gone")])
def test_a_counter_out_of_reach_lets_the_request_through(monkeypatch, trouble):
    def fail(_key):
        raise trouble

    monkeypatch.setattr(cache, "incr", fail)
    assert [passed() for _ in range(4)] == [None] * 4
