"""The main job from the first key to the file on the desk: a registry comes in, a firm is judged, the county is ranked."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from enterprises.models import Enterprise
from portal.accounts.roles import Role
from portal.jobs.models import State
from tests.enterprises.intake.importing import HEADER, firm
from tests.factories.enterprises import code_number
from tests.journeys.desk import download, rows_of, work
from tests.portal.workbooks.builders import workbook

pytestmark = pytest.mark.django_db(transaction=True)

NEW = firm(9001, 企业名称="鹤壁晨星传感器有限公司", 注册地址="鹤壁市浚县黎阳路8号")
CHANGED_ADDRESS = "鹤壁市淇滨区黄河路99号"


def registry(folder: Path) -> Path:
    """A workbook with a new firm, a changed one, one as it stands, a bad check digit and a code that comes twice."""
    known, same = Enterprise.objects.exclude(address="").order_by("id")[:2]
    wrong_code = code_number(9002)[:-1] + ("0" if code_number(9002)[-1] != "0" else "1")
    nothing = dict.fromkeys(HEADER, None)
    rows = [
        NEW,
        list({**nothing, "企业名称": known.name, "统一社会信用代码": known.code, "注册地址": CHANGED_ADDRESS}.values()),
        list({**nothing, "企业名称": same.name, "统一社会信用代码": same.code}.values()),
        firm(9002, 统一社会信用代码=wrong_code),
        firm(9003, 企业名称="鹤壁双生机械有限公司"),
        firm(9003, 企业名称="鹤壁双生机械有限公司"),
        firm(9004, 注册日期="2099-01-01"),
    ]
    return workbook(folder / "鹤壁市企业登记.xlsx", [HEADER, *rows])


def tab_to(page: Page, name: str) -> None:
    """Walks with the tab key until a link, button or field of that name has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => (e.labels && e.labels.length ? e.labels[0].innerText : e.innerText || '').trim())(document.activeElement)"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"the tab key never reached {name}")


def receipt_of(page: Page) -> dict[str, str]:
    """The lines of the receipt, label → number."""
    section = page.get_by_role("region", name=re.compile("检查结果|收据"))
    return dict(
        section.locator(".facts-row").evaluate_all(
            "all => all.map(r => [r.querySelector('dt').innerText.trim(), r.querySelector('dd').innerText.trim()])"
        )
    )


def field(page: Page, label: str):
    return page.get_by_role("main").get_by_label(re.compile(f"^{label}"))


def test_from_sign_in_by_keyboard_to_the_exported_list(page, live_server, city, traffic, tmp_path):
    traffic.expect(422)
    # Sign in, with keys alone; the first field has the focus already.
    page.goto(live_server.url)
    page.keyboard.type(city.usernames[Role.BUREAU_ADMIN])
    page.keyboard.press("Tab")
    page.keyboard.type(city.passwords[Role.BUREAU_ADMIN])
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/w/")

    # To the import, still with keys.
    tab_to(page, "导入企业")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/w/imports/")
    tab_to(page, "导入文件")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("导入文件")
    page.locator("input[type=file]").set_input_files(registry(tmp_path))
    tab_to(page, "上传并检查")
    page.keyboard.press("Enter")

    # The check runs; the page follows it by itself.
    expect(page.get_by_text("排队中")).to_be_visible()
    assert set(work()) == {State.DONE}
    expect(page.get_by_role("heading", name="检查结果")).to_be_visible()
    found = receipt_of(page)
    assert {name: found[name] for name in ("读到行数", "新增", "修改", "无变化", "有错，不写入")} == {
        "读到行数": "7",
        "新增": "1",
        "修改": "1",
        "无变化": "1",
        "有错，不写入": "4",
    }
    table = page.locator("#rows")
    expect(table).to_contain_text(CHANGED_ADDRESS)
    for cell in ("B5", "B6", "B7", "C8"):
        expect(table).to_contain_text(f"{cell} ")
    assert not Enterprise.objects.filter(code=code_number(9001)).exists()

    # Yes; the job's own page ends at 完成, the import at its receipt.
    intake = page.url
    page.get_by_role("button", name="确认写入").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    page.goto(f"{live_server.url}/w/jobs/")
    page.get_by_role("main").get_by_role("link", name="写入导入文件：鹤壁市企业登记.xlsx").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    assert set(work()) == {State.DONE}
    expect(page.locator("#job").get_by_text("完成", exact=True)).to_be_visible()
    page.goto(intake)
    found = receipt_of(page)
    assert (found["已写入新增"], found["已写入修改"]) == ("1", "1")

    # The firm stands in the ledger; its county was read from the address.
    page.locator("[data-search]").fill("晨星传感器")
    page.keyboard.press("Enter")
    expect(page.locator(".chips-total")).to_have_text("共1家")
    assert "浚县" in rows_of(page, "table.register")[0]
    page.get_by_role("link", name="鹤壁晨星传感器有限公司").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("鹤壁晨星传感器有限公司")
    detail = page.url

    # Nothing is known of it: unknown, never unmet.
    verdicts = page.locator(".verdicts")
    expect(verdicts).to_contain_text("缺数据")
    page.locator(".verdicts").get_by_role("link", name="科技型中小企业").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("预诊断")
    expect(page.locator("#verdict + p")).to_contain_text("缺数据")
    before = page.get_by_role("main").inner_text()
    assert "职工总数" in before

    # The figures of the year; a section refused keeps what was typed.
    page.goto(detail)
    page.get_by_role("link", name=re.compile(r"填报\d{4}年数据")).click()
    field(page, "职工总数").fill("86.5")
    field(page, "科技人员（科技型中小企业口径）").fill("三十")
    page.get_by_role("button", name="保存并填下一节").click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page).to_have_title(re.compile("^错误："))
    expect(field(page, "职工总数")).to_have_value("86.5")
    expect(field(page, "科技人员（科技型中小企业口径）")).to_have_value("三十")
    field(page, "科技人员（科技型中小企业口径）").fill("30")
    page.get_by_role("button", name="保存并填下一节").click()
    expect(page.get_by_role("heading", level=2, name="人员结构")).to_be_visible()
    page.get_by_role("navigation", name="填报清单").get_by_role("link", name="收入").click()
    field(page, "销售收入").fill("５,836.00")
    page.get_by_role("button", name="保存，回企业页").click()
    expect(page.get_by_text("“收入”已保存")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("5,836.00")

    # The diagnosis knows them at once.
    page.get_by_role("link", name="概况").click()
    page.locator(".verdicts").get_by_role("link", name="科技型中小企业").click()
    after = page.get_by_role("main").inner_text()
    assert after != before
    expect(page.get_by_role("main")).to_contain_text("86.5")

    # It is awarded its first title; on demand everything stale is judged again, and the system proposes.
    page.goto(detail)
    page.get_by_role("link", name="资质证书").click()
    page.get_by_role("link", name="登记资质证书").first.click()
    today = timezone.localdate()
    field(page, "资质").select_option("科技型中小企业")
    field(page, "证书编号").fill(f"{today.year}410621A0000001")
    field(page, "发证日期").fill(today.isoformat())
    page.get_by_role("main").get_by_role("button").last.click()
    expect(page.get_by_text("已登记资质证书")).to_be_visible()
    page.goto(f"{live_server.url}/w/pools/")
    page.get_by_role("button", name="重新判定").click()
    expect(page).to_have_url(re.compile("/w/jobs/"))
    assert set(work()) == {State.DONE}
    expect(page.locator("#job").get_by_text("完成", exact=True)).to_be_visible()

    page.goto(f"{live_server.url}/w/pools/tech_sme/proposals/?kind=enter&q=晨星传感器")
    page.get_by_label("选中 鹤壁晨星传感器有限公司").first.check()
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("确认1项")
    page.get_by_role("button", name="确认1项").click()
    expect(page.get_by_text("已确认1项")).to_be_visible()

    # Funnel and ranking show it: the number of the rung is the number of rows behind it, and the firm is one of them.
    page.goto(f"{live_server.url}/w/pools/")
    rung = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="科技型中小企业")).first
    stock = rung.get_by_role("link").first.inner_text()
    rung.get_by_role("link").first.click()
    expect(page.locator(".chips-total")).to_have_text(f"共{stock}家")
    expect(page.get_by_role("link", name="鹤壁晨星传感器有限公司")).to_have_count(1)
    page.goto(f"{live_server.url}/w/ranking/?tier=tech_sme")
    county = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="浚县"))
    held = county.get_by_role("link").first.inner_text()
    county.get_by_role("link").first.click()
    expect(page.locator(".chips-total")).to_have_text(f"共{held}家")
    expect(page.get_by_role("link", name="鹤壁晨星传感器有限公司")).to_have_count(1)

    # The list as a file: the same rows, in the same order, with the same figures.
    page.goto(f"{live_server.url}/w/enterprises/?county=410621&sort=-sales&size=100")
    on_screen = rows_of(page, "table.register")
    sums = page.locator("table.register tfoot").inner_text()
    heads = page.locator("table.register thead th:not(.is-check)").evaluate_all(
        "all => all.map(e => e.innerText.replace(/（.*/, '').trim())"
    )
    file = download(page, page.get_by_role("link", name=re.compile("导出当前")).click)
    exported = sheet(file)
    assert exported.heads == heads
    assert [row[0] for row in exported.rows] == [row[1] for row in on_screen]
    place = heads.index("销售收入")
    assert [shown(row[place]) for row in exported.rows] == [
        figure if figure not in ("未报", "未填", "--") else "" for figure in (row[place + 1] for row in on_screen)
    ]
    assert shown(exported.sums[place]) in sums
    assert "鹤壁晨星传感器有限公司" in [row[0] for row in exported.rows]


class sheet:
    """A written table: the row of heads, the rows below, and the sums at its end."""

    def __init__(self, path: str) -> None:
        lines = list(openpyxl.load_workbook(io.BytesIO(Path(path).read_bytes())).active.iter_rows(values_only=True))
        top = next(number for number, line in enumerate(lines) if "企业名称" in [str(each) for each in line])
        self.heads = [str(each).partition("(")[0].partition("（")[0] for each in lines[top] if each is not None]
        body = [line for line in lines[top + 1 :] if any(each is not None for each in line)]
        last = next(number for number, line in enumerate(body) if str(line[0]).startswith("合计"))
        self.rows, self.sums = body[:last], body[last]


def shown(value: float | None) -> str:
    """A figure of the file as the page writes it."""
    return "" if value is None else f"{value:,.2f}"
