"""A session that ends, a password typed wrong too often, a line that breaks: the person loses nothing and is told what to do."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from enterprises.models import Member
from portal.accounts.roles import Role
from tests.journeys.desk import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form(context, page, live_server, city):
    """The report of the enterprise's own person, half typed."""
    sign_in(context, live_server.url, city.user(Role.ENTERPRISE))
    firm = Member.objects.get(user=city.user(Role.ENTERPRISE)).enterprise
    page.goto(f"{live_server.url}/w/enterprises/{firm.ref}/")
    page.get_by_role("link", name=re.compile(r"填报\d{4}年数据")).click()
    staff = page.get_by_role("main").get_by_label(re.compile("^职工总数"))
    staff.fill("91.5")
    return staff


def enter(page, city, role):
    page.get_by_label("用户名").fill(city.usernames[role])
    page.get_by_label("密码", exact=True).fill(city.passwords[role])
    page.get_by_role("main").get_by_role("button", name="登录").click()


def test_after_the_session_ended_the_way_leads_back(page, context, live_server, city):
    page.goto(live_server.url)
    enter(page, city, Role.BUREAU_ADMIN)
    expect(page).to_have_url(f"{live_server.url}/w/")
    wanted = f"{live_server.url}/w/enterprises/?county=410621&sort=name"
    Session.objects.all().delete()
    page.goto(wanted)
    expect(page.get_by_text("登录已过期。")).to_be_visible()
    enter(page, city, Role.BUREAU_ADMIN)
    expect(page).to_have_url(wanted)


def test_a_half_typed_form_outlives_its_session(page, context, live_server, city, form):
    Session.objects.all().delete()
    beside = context.new_page()
    beside.goto(live_server.url)
    enter(beside, city, Role.ENTERPRISE)
    expect(beside.get_by_role("banner")).to_contain_text("演示企业员")
    expect(form).to_have_value("91.5")
    page.get_by_role("button", name="提交，回企业页").click()
    if page.get_by_label("以上数据已核对").count():
        page.get_by_label("以上数据已核对").check()
        page.get_by_role("button", name="提交，回企业页").click()
    expect(page.get_by_text("“人员”已保存")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("91.5")


def test_a_part_that_swaps_outlives_the_session_too(page, context, live_server, city):
    page.goto(live_server.url)
    enter(page, city, Role.BUREAU_ADMIN)
    expect(page).to_have_url(f"{live_server.url}/w/")
    firm = Member.objects.get(user=city.user(Role.ENTERPRISE)).enterprise
    page.goto(f"{live_server.url}/w/enterprises/{firm.ref}/")
    # The panel still asks for itself; only then is the page at rest.
    expect(page.get_by_role("heading", name="成长阶梯")).to_be_visible()
    Session.objects.all().delete()
    beside = context.new_page()
    beside.goto(live_server.url)
    enter(beside, city, Role.BUREAU_ADMIN)
    expect(beside.get_by_role("banner")).to_contain_text("演示管理员")
    page.get_by_role("button", name="显示完整号码").click()
    expect(page.locator("#phone")).to_contain_text(firm.contact_phone)


def test_too_many_wrong_passwords_say_how_many_minutes(page, live_server, city, traffic):
    traffic.expect(422, 429)
    page.goto(f"{live_server.url}/login/")
    for _ in range(5):
        with page.expect_navigation():
            page.get_by_label("用户名").fill(city.usernames[Role.LEADER])
            page.get_by_label("密码", exact=True).fill("不对")
            page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.locator("#errors")).to_contain_text("请15分钟后再试")
    enter(page, city, Role.LEADER)
    expect(page.locator("#errors")).to_contain_text(re.compile(r"请1[45]分钟后再试"))
    # Another account is not locked with it.
    enter(page, city, Role.SYSADMIN)
    expect(page.get_by_role("heading", level=1)).to_have_text("运行状态")


def test_a_lost_line_keeps_the_query_and_tries_again(page, context, live_server, city, traffic):
    sign_in(context, live_server.url, city.user(Role.BUREAU_ADMIN))
    page.goto(f"{live_server.url}/w/enterprises/")
    name = page.get_by_role("main").get_by_label("企业名称或信用代码")
    name.fill("新材料")
    context.set_offline(True)
    page.get_by_role("main").get_by_role("button", name="查询").click()
    bar = page.get_by_role("alert").filter(has_text="网络断开，内容还在本页。")
    expect(bar).to_be_visible()
    expect(name).to_have_value("新材料")
    context.set_offline(False)
    traffic.failed.clear()
    traffic.complaints.clear()
    bar.get_by_role("button", name="重试").click()
    expect(page.locator(".chip")).to_contain_text("新材料")
    expect(bar).to_have_count(0)


def test_the_code_is_copied_and_the_size_of_the_text_stays(page, context, live_server, city):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(context, live_server.url, city.user(Role.ENTERPRISE))
    page.goto(live_server.url)
    firm = Member.objects.get(user=city.user(Role.ENTERPRISE)).enterprise
    page.get_by_role("button", name="复制统一社会信用代码").click()
    expect(page.locator("#status")).to_contain_text(f"已复制 {firm.code}")
    assert page.evaluate("navigator.clipboard.readText()") == firm.code
    page.get_by_role("banner").get_by_role("button", name="大字号").click()
    page.reload()
    expect(page.locator("html.is-large")).to_have_count(1)
    expect(page.get_by_role("banner").get_by_role("button", name="大字号")).to_have_attribute("aria-pressed", "true")
