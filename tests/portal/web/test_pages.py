import re

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from portal.web import say
from portal.web.pages import page
from portal.web.views.gallery import gallery
from tests.factories.accounts import person

PART = {"HX-Request": "true"}


def request_for(user, headers=None, path="/sys/gallery/"):
    request = RequestFactory().get(path, headers=headers or {})
    HtmxMiddleware(lambda _: HttpResponse())(request)
    request.user = user
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


@pytest.fixture
def keeper(db):
    return person("sysadmin")


def body(response):
    return response.content.decode()


def test_a_browser_gets_the_whole_page_and_htmx_the_part(keeper):
    whole, part = body(gallery(request_for(keeper))), body(gallery(request_for(keeper, PART)))
    assert whole.startswith("<!doctype html>")
    assert part.strip().startswith('<div class="stack" id="list"')
    assert "<html" not in part


def test_the_part_is_the_same_text_that_stands_in_the_page(keeper):
    whole, part = body(gallery(request_for(keeper))), body(gallery(request_for(keeper, PART)))
    assert without_tokens(part).strip() in without_tokens(whole)


def without_tokens(text):
    """The secret of a form is masked anew at each rendering."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_boosted_links_and_steps_back_get_the_whole_page(keeper, header):
    assert body(gallery(request_for(keeper, {**PART, header: "true"}))).startswith("<!doctype html>")


def test_caches_are_told_that_part_and_page_differ(keeper):
    assert "HX-Request" in gallery(request_for(keeper)).headers["Vary"]
    assert "HX-Request" in gallery(request_for(keeper, PART)).headers["Vary"]


def test_a_message_travels_behind_the_part_and_is_shown_once(keeper):
    request = request_for(keeper, PART)
    say.done(request, "已分派37家。", undo_url="/undo/")
    text = body(gallery(request))
    assert 'id="messages" role="status" hx-swap-oob="true"' in text
    assert text.count("已分派37家。") == 1
    assert 'action="/undo/"' in text


def test_a_part_without_a_message_brings_nothing_else(keeper):
    assert "hx-swap-oob" not in body(gallery(request_for(keeper, PART)))


def test_the_status_is_the_one_asked_for(keeper):
    answer = page(request_for(keeper), "portal/web/help.html", {"layout": "layouts/plain.html"}, status=422)
    assert answer.status_code == 422
