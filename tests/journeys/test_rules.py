"""A bureau's own rule from the copy to the day it is in force, with JavaScript and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from policies import library
from policies.models import Draft, Release
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.jobs.models import State
from tests.factories.accounts import GrantFactory, UserFactory
from tests.journeys.city import DemoCity
from tests.journeys.desk import rows_of, sign_in, work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def second(city: DemoCity) -> User:
    """Another administrator of the bureau, who wrote nothing."""
    admin = city.user(Role.BUREAU_ADMIN)
    user = UserFactory(username="demo-second", full_name="李复核", bureau=admin.bureau)
    GrantFactory(user=user, region=admin.grants.get().region)
    return user


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_a_rule_is_written_tried_submitted_and_put_in_force_by_two_people(
    scripted: bool, browser: Browser, browser_context_args: dict, live_server, city: DemoCity, second: User, traffic
):
    traffic.expect(422, 409)

    def desk(user: User) -> Page:
        context = browser.new_context(**browser_context_args, java_script_enabled=scripted)
        context.on("page", traffic.watch)
        sign_in(context, live_server.url, user)
        return context.new_page()

    def press(page: Page, name: str, *, exact: bool = True) -> None:
        with page.expect_navigation():
            page.get_by_role("main").get_by_role("button", name=name, exact=exact).first.click()

    # An officer copies the national text for the city, from tomorrow.
    officer = desk(city.user(Role.SECTION))
    tomorrow = timezone.localdate() + timedelta(days=1)
    officer.goto(f"{live_server.url}/w/rules/")
    officer.get_by_role("link", name="科技型中小企业评价").first.click()
    expect(officer.get_by_role("heading", level=1)).to_have_text("科技型中小企业评价")
    officer.get_by_role("link", name="以此起草").click()
    officer.get_by_label("版本").fill("2017-hebi")
    officer.get_by_label("施行日期").fill(tomorrow.isoformat())
    press(officer, "建立草稿")
    expect(officer.get_by_role("main")).to_contain_text("还没有做影响预估")

    # A slip of the pen is found on its line.
    officer.get_by_role("link", name="改文本").click()
    words = officer.locator("textarea[name=text]")
    before = words.input_value()
    wrong = before.replace("staff <= staff_max", "staf <= staff_max", 1)
    line = wrong[: wrong.index("staf <=")].count("\n") + 1
    words.fill(wrong)
    press(officer, "保存并试算")
    officer.locator("#errors").get_by_role("link").first.click()
    assert officer.url.endswith(f"#text-{line}")
    expect(officer.locator(f"#text-{line}")).to_have_text(str(line))
    expect(officer.locator("#errors")).to_contain_text("词汇表（vocabulary.toml）里没有")
    officer.locator("textarea[name=text]").fill(before + ("\n" * 30 if scripted else ""))
    if scripted:  # the numbers grow with the text
        officer.locator("textarea[name=text]").press("End")
        last = int(officer.locator("[data-lines]").first.inner_text().split()[-1])
        assert last > before.count("\n") + 30
        officer.locator("textarea[name=text]").fill(before)
    press(officer, "保存并试算")

    # A figure is lowered in the table; the cases say what that turns.
    officer.get_by_role("link", name="改数值").click()
    officer.get_by_role("textbox", name=re.compile("^职工总数上限（自")).fill("120")
    press(officer, "保存")
    expect(officer.get_by_role("main")).to_contain_text("已改1个数值")
    expect(officer.get_by_role("main")).to_contain_text("与预期不符")
    draft = Draft.objects.latest("id")
    failing = {case.name for case in library.trial_of(draft).cases if not case.holds}
    assert failing
    for name in failing:
        expect(officer.get_by_role("main")).to_contain_text(name)

    # The cases of the old line are taken out.
    officer.get_by_role("link", name="改文本").click()
    officer.locator("textarea[name=cases]").fill(only_sound(draft))
    press(officer, "保存并试算")

    # The estimate: a job, then counts that agree with the rows behind them.
    officer.get_by_role("link", name="影响预估").click()
    press(officer, "开始预估")
    assert set(work()) == {State.DONE}
    officer.goto(f"{live_server.url}/w/rules/drafts/{draft.ref}/impact/")
    preview = draft.impact
    expect(officer.get_by_role("heading", level=2).first).to_contain_text(f"试算{preview.judged:,}家")
    assert preview.moved
    expect(officer.locator(".chips-total")).to_have_text(f"共{preview.moved}家")
    assert len(rows_of(officer, "#table table")) == min(50, preview.moved)
    officer.goto(f"{live_server.url}/w/rules/drafts/{draft.ref}/")
    press(officer, "提交复核")
    expect(officer.get_by_role("main")).to_contain_text("等另一个人复核")
    expect(officer.get_by_role("button", name="批准并发布")).to_have_count(0)

    # The second person sends it back once, the officer hands it in again, and it is put in force.
    approver = desk(second)
    approver.goto(f"{live_server.url}/w/rules/drafts/{draft.ref}/")
    expect(approver.get_by_role("main")).to_contain_text("请您复核")
    approver.locator("summary", has_text="退回修改").click()
    approver.get_by_label("退回理由").fill("请核对上限的出处")
    press(approver, "退回")
    officer.goto(f"{live_server.url}/w/rules/drafts/{draft.ref}/")
    expect(officer.get_by_role("main")).to_contain_text("请核对上限的出处")
    press(officer, "提交复核")
    approver.goto(f"{live_server.url}/w/rules/drafts/{draft.ref}/")
    press(approver, "批准并发布")
    expect(approver.get_by_role("main")).to_contain_text(f"已发布，自{tomorrow}起施行")
    expect(approver.get_by_role("main")).to_contain_text("现在还不用它判断")

    made = Release.objects.get(programme="tech_sme")
    assert library.in_force("tech_sme", "410611", tomorrow).digest == made.digest
    assert library.in_force("tech_sme", "410611", tomorrow - timedelta(days=1)).region == library.NATION
    approver.goto(f"{live_server.url}/w/rules/?on={tomorrow}&programme=tech_sme")
    expect(approver.get_by_role("main")).to_contain_text("2017-hebi")


def only_sound(draft: Draft) -> str:
    """The cases of a draft that still hold; those that its new figure turned are left out."""
    parts = re.split(r"(?m)^(?=\[\[case\]\])", draft.cases)
    sound = [part for part in parts[1:] if library.tried(draft.text, parts[0] + part, "one").is_sound]
    assert len(sound) > 10
    return parts[0] + "".join(sound)


def test_on_a_phone_the_editor_says_where_to_open_it(
    browser: Browser, browser_context_args: dict, live_server, city: DemoCity, traffic
):
    officer = city.user(Role.SECTION)
    draft = Draft.objects.filter(state="editing").first()
    phone = {"viewport": {"width": 375, "height": 812}, "is_mobile": True, "has_touch": True}
    for scripted in (True, False):
        context = browser.new_context(**browser_context_args | phone, java_script_enabled=scripted)
        context.on("page", traffic.watch)
        sign_in(context, live_server.url, officer)
        page = context.new_page()
        for name in ("text", "parameters"):
            address = f"{live_server.url}{reverse(f'policies:{name}', args=[draft.ref])}"
            page.goto(address)
            card = page.get_by_role("region", name="请用电脑打开")
            expect(card).to_contain_text(address)
            expect(card.get_by_role("button", name="复制链接")).to_be_visible(visible=scripted)
            expect(page.locator("form.for-pc, .for-pc form").first).to_be_hidden()
        card.get_by_role("link", name="返回草稿").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        context.close()
    desk = browser.new_context(**browser_context_args | {"viewport": {"width": 375, "height": 812}})
    sign_in(desk, live_server.url, officer)
    zoomed = desk.new_page()
    zoomed.goto(f"{live_server.url}{reverse('policies:text', args=[draft.ref])}")
    expect(zoomed.locator("textarea[name=text]")).to_be_visible()
    expect(zoomed.get_by_text("请用电脑打开")).to_be_hidden()
    desk.close()
