import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from portal.web.middleware import ContentSecurityPolicy, HtmxRedirect, RequestId


def ok(_request):
    return HttpResponse("好")


def test_every_request_gets_a_number_that_can_be_read_out():
    request = RequestFactory().get("/")
    answer = RequestId(ok)(request)
    assert len(request.number) == 8
    assert not set(request.number) & set("01OIL")
    assert answer["X-Request-ID"] == request.number


@pytest.mark.parametrize(
    ("given", "kept"), [("abcdef-12345678", True), ("<script>", False), ("x" * 80, False), ("a b c d e f", False)]
)
def test_a_number_from_the_proxy_is_kept_when_it_is_harmless(given, kept):
    request = RequestFactory().get("/", headers={"X-Request-ID": given})
    assert (RequestId(ok)(request)["X-Request-ID"] == given) is kept


def test_scripts_and_styles_come_from_our_own_files_only():
    policy = ContentSecurityPolicy(ok)(RequestFactory().get("/"))["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy


def test_a_view_may_set_a_narrower_policy():
    def narrow(_request):
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    assert ContentSecurityPolicy(narrow)(RequestFactory().get("/"))["Content-Security-Policy"] == "default-src 'none'"


def redirected(headers):
    def away(_request):
        answer = HttpResponseRedirect("/login/?next=/w/")
        answer.set_cookie("kept", "1")
        return answer

    return HtmxMiddleware(HtmxRedirect(away))(RequestFactory().get("/w/", headers=headers))


def test_a_redirect_of_a_part_becomes_one_of_the_page_and_keeps_its_cookies():
    answer = redirected({"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/login/?next=/w/")
    assert answer.cookies["kept"].value == "1"


def test_a_redirect_of_a_page_stays_what_it_is():
    assert redirected({})["Location"] == "/login/?next=/w/"
