"""An enterprise is checked up, told what to do, and checked up again, with JavaScript and without."""

import re

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from enterprises.models import AnnualReport
from portal.accounts.roles import Role
from portal.papers import lacking
from tests.journeys.city import DemoCity
from tests.journeys.desk import download, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def press(page: Page, name: str) -> None:
    """Presses a button and waits for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name=name).first.click()


def follow(page: Page, name: str) -> None:
    """Follows a link and waits for its page."""
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("link", name=name).first.click()


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_a_firm_is_checked_up_twice_and_the_second_report_says_what_moved(
    scripted: bool, browser: Browser, browser_context_args: dict, live_server, city: DemoCity, traffic
):
    traffic.expect(422)
    firm = (
        AnnualReport.objects.filter(is_current=True, fiscal_year=timezone.localdate().year - 1, sales_fen__gt=0)
        .filter(enterprise__checkups=None, enterprise__status="active")
        .order_by("enterprise_id")
        .first()
        .enterprise
    )
    AnnualReport.objects.filter(enterprise=firm, is_current=True).update(rd_deductible_fen=0, tech_staff_6m_e4=0)
    context = browser.new_context(**browser_context_args, java_script_enabled=scripted)
    context.on("page", traffic.watch)
    sign_in(context, live_server.url, city.user(Role.BUREAU_ADMIN))
    page = context.new_page()

    # A clinic is entered, wrongly at first.
    page.goto(f"{live_server.url}/w/clinics/")
    follow(page, "登记诊所")
    page.get_by_role("main").get_by_label("名称").fill("装备制造企业创新诊所")
    press(page, "保存")
    expect(page.locator(".errors").first).to_contain_text("请填写依托单位")
    page.get_by_label("依托单位").fill("市生产力促进中心")
    page.get_by_label("服务领域").fill("数控机床")
    page.get_by_label("设立日期").fill("2025-03-01")
    press(page, "保存")
    expect(page.locator("table.grid")).to_contain_text("装备制造企业创新诊所")

    # From the diagnosis to the first report.
    page.goto(f"{live_server.url}/w/enterprises/{firm.ref}/diagnosis/tech_sme/")
    follow(page, "体检报告")
    expect(page.get_by_role("main")).to_contain_text("还没有做过体检")
    follow(page, "做体检")
    page.get_by_label("科技型中小企业评价").check()
    page.get_by_label("体检机构").select_option(label="装备制造企业创新诊所（市生产力促进中心）")
    page.get_by_label("体检意见").fill("研发费用归集不全，先建辅助账。")
    press(page, "出具报告")
    report = page.get_by_role("article")
    expect(report).to_contain_text("先建辅助账")
    expect(report).to_contain_text("处方")
    expect(report).not_to_contain_text("体检相比")

    # It is done, and the second report says so.
    AnnualReport.objects.filter(enterprise=firm, is_current=True).update(rd_deductible_fen=900_000_000)
    page.goto(f"{live_server.url}/w/enterprises/{firm.ref}/checkups/new/")
    page.get_by_label("科技型中小企业评价").check()
    press(page, "出具报告")
    expect(report).to_contain_text("与第1次体检相比")
    expect(report.get_by_role("row", name=re.compile("^研发投入：")).first).to_contain_text("做到")

    # The same words go home as files.
    saved = download(page, lambda: page.get_by_role("link", name="下载Word").click())
    words = "\n".join(cell.text for table in Document(saved).tables for row in table.rows for cell in row.cells)
    assert firm.checkups.get(number=2).checksum in words
    if not lacking():
        saved = download(page, lambda: page.get_by_role("link", name="下载PDF").click())
        assert len(PdfReader(saved).pages) > 2
    context.close()
