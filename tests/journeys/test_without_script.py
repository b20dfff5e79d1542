"""The key tasks with JavaScript off: every one of them can be done, and nothing typed is lost."""

import re
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from enterprises.models import Enterprise
from portal.accounts.roles import Role
from portal.jobs.models import State
from tests.enterprises.intake.importing import HEADER, firm
from tests.factories.accounts import GrantFactory
from tests.factories.enterprises import code_number
from tests.journeys.desk import download, rows_of, sign_in, work
from tests.portal.workbooks.builders import workbook

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "java_script_enabled": False}


@pytest.fixture
def admin(context: BrowserContext, live_server, city):
    """The bureau's administrator, signed in."""
    user = city.user(Role.BUREAU_ADMIN)
    sign_in(context, live_server.url, user)
    return user


def main_of(page: Page):
    return page.get_by_role("main")


def press(page: Page, name: str, **how: bool) -> None:
    """Presses a button and waits for the page that answers."""
    with page.expect_navigation():
        main_of(page).get_by_role("button", name=name, **how).first.click()


def follow(page: Page, link: Locator) -> None:
    """Follows a link and waits for its page."""
    with page.expect_navigation():
        link.click()


def names_of(page: Page) -> list[str]:
    """The enterprises of the ledger, as they stand on the page."""
    return page.locator("table.register tbody th").all_inner_texts()


def test_sign_in_and_out(page, live_server, city, traffic):
    traffic.expect(422)
    page.goto(f"{live_server.url}/w/pools/")
    main_of(page).get_by_label("用户名").fill(city.usernames[Role.COUNTY])
    main_of(page).get_by_label("密码", exact=True).fill("不对")
    press(page, "登录")
    expect(page.locator("#errors")).to_contain_text("用户名或密码不对")
    expect(main_of(page).get_by_label("用户名")).to_have_value(city.usernames[Role.COUNTY])
    main_of(page).get_by_label("密码", exact=True).fill(city.passwords[Role.COUNTY])
    press(page, "登录")
    expect(page).to_have_url(f"{live_server.url}/w/pools/")
    page.locator("header details summary").click()
    page.get_by_role("button", name="退出").click()
    expect(page).to_have_url(re.compile("/login/"))


def test_filter_sort_and_page_through_the_ledger(page, live_server, admin):
    page.goto(f"{live_server.url}/w/enterprises/")
    main_of(page).get_by_label("县区", exact=True).select_option("淇滨区")
    press(page, "查询")
    total = Enterprise.objects.filter(county__code="410611").count()
    expect(page.locator(".chips-total")).to_have_text(f"共{total}家")
    assert {row[3] for row in rows_of(page, "table.register")} == {"淇滨区"}
    follow(page, page.locator("#sort-code"))
    codes = [row[2] for row in rows_of(page, "table.register")]
    assert codes == sorted(codes)
    expect(main_of(page).get_by_label("县区", exact=True)).to_have_value("410611")
    follow(page, page.get_by_label("每页20行"))
    first = names_of(page)
    follow(page, page.get_by_role("link", name="下一页"))
    assert set(first).isdisjoint(names_of(page))
    assert len(first) == min(20, total)


def test_import_look_say_yes_and_get_the_receipt(page, live_server, admin, tmp_path: Path):
    page.goto(f"{live_server.url}/w/imports/new/")
    page.locator("input[type=file]").set_input_files(
        workbook(tmp_path / "a.xlsx", [HEADER, firm(9001), firm(9002, 注册日期="2099-01-01")])
    )
    press(page, "上传并检查")
    expect(page.get_by_text("排队中")).to_be_visible()
    assert set(work()) == {State.DONE}
    # Without script the page asks again by itself, every three seconds.
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible(timeout=10_000)
    expect(page.locator("#rows")).to_contain_text("C3 ")
    press(page, "确认写入")
    assert set(work()) == {State.DONE}
    expect(page.get_by_role("heading", name="收据")).to_be_visible(timeout=10_000)
    page.get_by_role("link", name=firm(9001)[0]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(firm(9001)[0])
    assert not Enterprise.objects.filter(code=code_number(9002)).exists()


def test_a_report_refused_and_corrected(page, live_server, city, context, traffic):
    traffic.expect(422)
    sign_in(context, live_server.url, city.user(Role.ENTERPRISE))
    page.goto(f"{live_server.url}/w/enterprises/")
    page.locator("table.register tbody th a").first.click()
    page.get_by_role("link", name=re.compile(r"填报\d{4}年数据")).click()
    staff, scientists = (main_of(page).get_by_label(re.compile(f"^{each}")).first for each in ("职工总数", "科技人员"))
    staff.fill("八十")
    scientists.fill("12.5")
    press(page, "提交，回企业页")
    expect(page.locator("#errors")).to_be_visible()
    expect(page).to_have_title(re.compile("^错误："))
    page.locator("#errors a").first.click()
    expect(staff).to_have_value("八十")
    expect(scientists).to_have_value("12.5")
    staff.fill("80")
    press(page, "提交，回企业页")
    if main_of(page).get_by_label("以上数据已核对").count():
        main_of(page).get_by_label("以上数据已核对").check()
        press(page, "提交，回企业页")
    expect(page.get_by_text("“人员”已保存")).to_be_visible()
    expect(main_of(page)).to_contain_text("12.5")


def test_from_the_enterprise_to_its_diagnosis(page, live_server, admin, city):
    firm_of_city = Enterprise.objects.filter(members__user=city.user(Role.ENTERPRISE)).get()
    page.goto(f"{live_server.url}/w/enterprises/{firm_of_city.ref}/")
    page.get_by_role("link", name="查看成长阶梯与诊断").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("预诊断")
    page.get_by_role("link", name="高新技术企业认定").click()
    page.locator("details.explain summary").first.click()
    expect(page.locator("details.explain[open]").first).to_contain_text("依据")


def test_the_role_is_switched(page, live_server, city, context):
    admin = city.user(Role.BUREAU_ADMIN)
    GrantFactory(user=admin, role=Role.LEADER)
    sign_in(context, live_server.url, admin)
    page.goto(f"{live_server.url}/w/")
    page.locator("header details summary").click()
    page.get_by_role("button", name="领导").click()
    expect(main_of(page)).to_contain_text("现在以“领导”身份工作")
    expect(page.get_by_role("navigation", name="主菜单").get_by_role("link", name="导入企业")).to_have_count(0)


def test_the_columns_are_chosen_and_ordered(page, live_server, admin):
    page.goto(f"{live_server.url}/w/enterprises/")
    page.get_by_role("link", name="列设置").click()
    main_of(page).get_by_label("统一社会信用代码").uncheck()
    main_of(page).get_by_label("职工总数").check()
    page.get_by_role("button", name=re.compile(r"上移\s*资质")).click()
    expect(main_of(page).get_by_label("统一社会信用代码")).not_to_be_checked()
    press(page, "保存列设置")
    heads = [
        each.partition("（")[0].strip()
        for each in page.locator("table.register thead th a, table.register thead th:not(.is-check)").all_inner_texts()
    ]
    assert "统一社会信用代码" not in heads
    assert "职工总数" in heads
    assert heads.index("资质") < heads.index("县区")


def test_a_view_is_saved_opened_and_dropped(page, live_server, admin):
    page.goto(f"{live_server.url}/w/enterprises/?county=410621&sort=name")
    page.locator("summary", has_text="另存为视图").click()
    main_of(page).get_by_label("视图名称").fill("浚县按名称")
    press(page, "保存视图")
    before = names_of(page)
    page.goto(f"{live_server.url}/w/enterprises/")
    follow(page, page.get_by_role("link", name="浚县按名称"))
    assert names_of(page) == before
    page.locator("summary", has_text="另存为视图").click()
    press(page, "删除视图")
    expect(page.get_by_role("link", name="浚县按名称")).to_have_count(0)


def test_an_account_is_made_and_its_owner_chooses_a_password(page, live_server, city, context):
    sign_in(context, live_server.url, city.user(Role.SYSADMIN))
    page.goto(f"{live_server.url}/sys/users/new/")
    main_of(page).get_by_label("用户名").fill("li.xin")
    main_of(page).get_by_label("姓名").fill("李新")
    main_of(page).get_by_label("角色").select_option("领导")
    main_of(page).get_by_label("辖区").select_option("鹤壁市")
    press(page, "建立账号")
    once = page.locator(".facts-row", has_text="一次性密码").locator("dd").inner_text().split()[0]
    context.clear_cookies()
    page.goto(live_server.url)
    main_of(page).get_by_label("用户名").fill("li.xin")
    main_of(page).get_by_label("密码", exact=True).fill(once)
    press(page, "登录")
    expect(page.get_by_role("main").get_by_role("button", name="修改密码")).to_be_visible()
    main_of(page).get_by_label("现在的密码").fill(once)
    main_of(page).get_by_label("新密码", exact=True).fill("三月的风吹过淇河两岸")
    main_of(page).get_by_label("再填一次新密码").fill("三月的风吹过淇河两岸")
    press(page, "修改密码")
    page.goto(f"{live_server.url}/w/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text("李新")


def test_targets_are_set_and_the_ranking_counts_by_them(page, live_server, admin):
    year = timezone.localdate().year
    page.goto(f"{live_server.url}/w/ranking/")
    page.get_by_role("link", name="下达目标").click()
    cell = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="浚县")).locator("input").nth(1)
    cell.fill("77")
    main_of(page).get_by_label("来源").fill("鹤科〔2026〕19号")
    press(page, f"下达{year}年目标")
    expect(page.get_by_text("目标已保存")).to_be_visible()
    expect(page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="浚县"))).to_contain_text("77")


def test_proposals_are_confirmed(page, live_server, admin):
    page.goto(f"{live_server.url}/w/pools/tech_sme/proposals/?kind=enter")
    waiting = int(re.search(r"\d+", page.locator(".chips-total").inner_text())[0])
    for box in page.locator("tbody [data-select]").all()[:2]:
        box.check()
    press(page, "确认", exact=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("确认2项")
    main_of(page).get_by_label("处理意见").fill("鹤科〔2026〕15号")
    press(page, "确认2项")
    expect(page.get_by_text("已确认2项")).to_be_visible()
    expect(page.locator(".chips-total")).to_have_text(f"共{waiting - 2}项")


def test_the_list_is_exported_as_it_stands(page, live_server, admin):
    page.goto(f"{live_server.url}/w/enterprises/?county=410602&sort=name")
    file = download(page, page.get_by_role("link", name=re.compile("导出当前")).click)
    with Path(file).open("rb") as content:
        cells = [row[0] for row in openpyxl.load_workbook(content).active.iter_rows(values_only=True)]
    start = cells.index("企业名称") + 1
    assert cells[start : start + len(names_of(page))] == names_of(page)


def test_a_firm_is_added_by_hand(page, live_server, admin, traffic):
    traffic.expect(422)
    page.goto(f"{live_server.url}/w/enterprises/new/")
    main_of(page).get_by_label("统一社会信用代码").fill(code_number(9005))
    press(page, "查代码，下一步")
    main_of(page).get_by_label("企业名称").fill("鹤壁手工登记有限公司")
    main_of(page).get_by_label("注册成立日期").fill("明天")
    press(page, "登记企业")
    expect(page.locator("#errors")).to_be_visible()
    expect(main_of(page).get_by_label("企业名称")).to_have_value("鹤壁手工登记有限公司")
    main_of(page).get_by_label("注册成立日期").fill("2020-02-29")
    press(page, "登记企业")
    expect(page.get_by_role("heading", level=1)).to_have_text("鹤壁手工登记有限公司")
