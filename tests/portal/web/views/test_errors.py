import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from portal.web.views import errors

ANSWERS = [
    (errors.forbidden, 403, "当前角色不能打开这一页"),
    (errors.not_found, 404, "没有找到这一页"),
    (errors.broken, 500, "是我们的问题"),
    (errors.unavailable, 503, "系统正在维护"),
    (errors.form_expired, 403, "没有提交"),
]


def asked():
    request = RequestFactory().get("/w/")
    request.number = "K7M2P9QX"
    return request


@pytest.mark.parametrize(("view", "status", "words"), ANSWERS)
def test_an_error_page_says_what_happened_gives_the_number_and_a_way_out_without_the_database(view, status, words):
    # No database mark: a query would fail the test.
    answer = view(asked())
    text = answer.content.decode()
    assert answer.status_code == status
    assert words in text
    assert "K7M2P9QX" in text
    assert 'class="btn btn-primary"' in text
    assert "<script" not in text


def test_a_refusal_in_chinese_is_shown_and_a_technical_one_is_not():
    assert "需要“奖补测算”权限" in errors.forbidden(asked(), PermissionDenied("需要“奖补测算”权限")).content.decode()
    assert "rewards.view" not in errors.forbidden(asked(), PermissionDenied("rewards.view")).content.decode()


def test_maintenance_says_until_when_and_tells_machines_to_come_back():
    answer = errors.unavailable(asked(), "今天20:00")
    assert "预计今天20:00恢复" in answer.content.decode()
    assert answer["Retry-After"] == "600"


@pytest.mark.django_db
def test_a_wrong_address_is_answered_by_our_page(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert answer["X-Request-ID"] in answer.content.decode()
