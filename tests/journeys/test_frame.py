"""The frame and the parts in a real browser: rules of accessibility, keyboard, small screens, a lost line, no script."""

import re

import brotli
import pytest
from playwright.sync_api import expect

from portal.web import frontend
from tests.factories.accounts import person
from tests.journeys.desk import broken_rules, sideways, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper(context, live_server):
    """A browser in which the system administrator is signed in."""
    sign_in(context, live_server.url, person("sysadmin"))


@pytest.mark.parametrize("width", [1366, 375])
def test_no_rule_of_accessibility_is_broken(page, live_server, keeper, traffic, width):
    traffic.expect(404)
    page.set_viewport_size({"width": width, "height": 768})
    for address in ("/sys/gallery/", "/sys/gallery/?paper", "/help/", "/no/such/page/"):
        page.goto(live_server.url + address)
        assert broken_rules(page) == [], address


@pytest.mark.parametrize("width", [1366, 375])
def test_nor_before_signing_in_nor_after_a_wrong_password(page, live_server, traffic, width):
    traffic.expect(422)
    page.set_viewport_size({"width": width, "height": 768})
    page.goto(f"{live_server.url}/login/")
    assert broken_rules(page) == []
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page).to_have_title(re.compile("^错误："))
    assert broken_rules(page) == []


def test_nor_with_menus_open_and_large_text(page, live_server, keeper):
    page.goto(f"{live_server.url}/sys/gallery/")
    page.locator(".top").get_by_role("button", name="大字号").click()
    page.locator("[data-pop] summary").click()
    page.locator(".explain summary").nth(1).click()
    page.locator("[data-menu-fold]").click()
    assert broken_rules(page) == []


def test_no_page_scrolls_sideways(page, live_server, keeper, traffic):
    traffic.expect(404)
    wide = []
    for address in ("/sys/gallery/", "/help/", "/login/", "/no/such/page/"):
        page.goto(live_server.url + address)
        for width in (320, 375, 768, 1024, 1366, 1920):
            page.set_viewport_size({"width": width, "height": 768})
            if sideways(page):
                wide.append((address, width, sideways(page)))
    assert wide == []


def test_large_text_fits_a_small_screen_and_is_still_there_after_a_reload(page, live_server, keeper):
    page.goto(f"{live_server.url}/sys/gallery/")
    page.locator(".top").get_by_role("button", name="大字号").click()
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
    page.set_viewport_size({"width": 375, "height": 768})
    assert sideways(page) == 0


def test_every_target_is_big_enough_and_on_a_finger_bigger(browser, live_server):
    finger = browser.new_context(viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True)
    sign_in(finger, live_server.url, person("sysadmin"))
    page = finger.new_page()
    page.goto(f"{live_server.url}/sys/gallery/")
    heights = page.eval_on_selector_all(
        ".top .tool, .btn:not(.btn-sm), .form-control, .form-select, .pager-link",
        "all => all.filter(e => e.offsetParent).map(e => [e.className, e.getBoundingClientRect().height])",
    )
    assert len(heights) > 20
    assert [each for each in heights if each[1] < 43.5] == []
    finger.close()


def test_the_first_tab_leads_past_the_menu(page, live_server, keeper):
    page.goto(f"{live_server.url}/sys/gallery/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_focus_is_always_seen_and_never_under_the_bars(page, live_server, keeper):
    page.goto(f"{live_server.url}/help/")
    for _ in range(40):
        page.keyboard.press("Tab")
        outline, covered = page.evaluate(
            """() => {
                const it = document.activeElement, box = it.getBoundingClientRect();
                const style = getComputedStyle(it);
                const top = document.querySelector(".top").getBoundingClientRect();
                const inBar = document.querySelector(".top").contains(it) || it.classList.contains("skip");
                return [parseFloat(style.outlineWidth), !inBar && it !== document.body && box.bottom <= top.bottom];
            }"""
        )
        if page.evaluate("document.activeElement === document.body"):
            break
        assert outline >= 2
        assert not covered


def test_sorting_swaps_the_list_keeps_the_focus_and_says_the_count(page, live_server, keeper):
    page.goto(f"{live_server.url}/sys/gallery/")
    page.locator("#sort-name").focus()
    page.keyboard.press("Enter")
    expect(page.locator('th[aria-sort="ascending"]')).to_have_text("企业名称")
    expect(page.locator("#sort-name")).to_be_focused()
    expect(page.locator("#status")).to_have_text("共412家")
    assert page.url.endswith("?sort=name")
    fresh = page.locator("#list").inner_text()
    page.reload()
    assert page.locator("#list").inner_text() == fresh


def test_the_choice_of_rows_outlives_paging(page, live_server, keeper):
    page.goto(f"{live_server.url}/sys/gallery/")
    page.get_by_label("选中 浚县环保装备有限公司").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("已选2家")
    page.locator("#page-next").click()
    expect(page.locator('.pager [aria-current="page"]')).to_have_text("2")
    expect(page.locator("[data-bulk-count]")).to_have_text("已选2家")
    page.get_by_role("button", name="取消选择").click()
    expect(page.locator("[data-bulk]")).to_be_hidden()


def test_a_lost_line_keeps_the_page_and_offers_to_try_again(page, context, live_server, keeper, traffic):
    page.goto(f"{live_server.url}/sys/gallery/")
    page.get_by_label("企业名称或信用代码").fill("精密")
    context.set_offline(True)
    page.locator("#sort-name").click()
    bar = page.get_by_role("alert").filter(has_text="网络断开，内容还在本页。")
    expect(bar).to_be_visible()
    context.set_offline(False)
    assert [each for each in traffic.failed if "sort=name" in each]
    traffic.failed.clear()
    traffic.complaints.clear()
    bar.get_by_role("button", name="重试").click()
    expect(page.locator('th[aria-sort="ascending"]')).to_have_text("企业名称")
    expect(bar).to_have_count(0)
    expect(page.get_by_label("企业名称或信用代码")).to_have_value("精密")


def test_keys_reach_search_and_help_and_are_off_inside_fields(page, live_server, context):
    sign_in(context, live_server.url, person("bureau_admin"))
    page.goto(f"{live_server.url}/help/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.type("?/")
    expect(page.locator("[data-search]")).to_have_value("?/")
    page.get_by_role("button", name="关闭单键快捷键").click()
    expect(page.get_by_role("button", name="打开单键快捷键")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).not_to_be_focused()


def test_the_menu_of_a_telephone_opens_and_closes_and_gives_the_focus_back(page, live_server, keeper):
    page.set_viewport_size({"width": 375, "height": 812})
    page.goto(f"{live_server.url}/help/")
    page.get_by_role("link", name="打开菜单").click()
    expect(page.get_by_role("navigation", name="主菜单")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="主菜单")).to_be_hidden()
    expect(page.get_by_role("link", name="打开菜单")).to_be_focused()


def test_a_copied_code_is_announced(page, live_server, keeper):
    page.goto(f"{live_server.url}/sys/gallery/")
    page.get_by_role("button", name="复制统一社会信用代码").click()
    expect(page.locator("#status")).to_contain_text("已复制 91410600MA0XXXXX4T")


def test_without_script_the_menu_the_list_and_the_size_still_work(browser, live_server):
    plain = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 812})
    sign_in(plain, live_server.url, person("sysadmin"))
    page = plain.new_page()
    page.goto(f"{live_server.url}/sys/gallery/")
    page.locator("#sort-name").click()
    expect(page.locator('th[aria-sort="ascending"]')).to_have_text("企业名称")
    page.get_by_role("link", name="打开菜单").click()
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu).to_be_visible()
    menu.get_by_role("button", name="大字号").click()
    expect(page.locator("html.is-large")).to_have_count(1)
    expect(page.locator("[data-bulk]")).to_be_visible()
    plain.close()


def test_a_first_visit_stays_within_its_budget(page, live_server, keeper):
    seen = []
    page.on("response", lambda answer: seen.append(answer.url))
    page.goto(f"{live_server.url}/help/")
    page.wait_for_load_state("networkidle")
    assert len(seen) <= 9


@pytest.mark.parametrize(("name", "kilobytes"), [("tidu.css", 36), ("tidu.js", 12), ("icons.svg", 8)])
def test_what_every_page_loads_stays_small(name, kilobytes):
    assert len(brotli.compress((frontend.VENDOR / name).read_bytes())) <= kilobytes * 1024
