"""Each role comes to its own home, sees its own menu and its own enterprises, and finds nothing of the others."""

import pytest
from playwright.sync_api import expect

from enterprises.models import Enterprise, Member
from portal.accounts.roles import Role
from tests.journeys.desk import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

# Role → its home and its menu, in the words of the page.
STAFF = [
    "工作台",
    "企业台账",
    "创新诊所",
    "授权委托",
    "梯队漏斗",
    "一企一策",
    "高企巩固",
    "县区排名",
    "规则库",
    "导入企业",
    "作业",
]
HOMES = {
    Role.BUREAU_ADMIN: ("工作台", STAFF),
    Role.SECTION: ("工作台", STAFF),
    Role.COUNTY: ("工作台", STAFF),
    Role.SPECIALIST: ("今天", ["今天", "我的企业", "一企一策", "规则库"]),
    Role.LEADER: ("县区排名", ["县区排名", "梯队漏斗", "一企一策", "高企巩固", "企业台账", "创新诊所", "规则库"]),
    Role.AUDITOR: ("概览", ["概览", "操作日志", *STAFF[1:9], "作业"]),
    Role.SYSADMIN: ("运行状态", ["运行状态", "用户与角色", "作业", "组件样例"]),
    Role.ENTERPRISE: (None, ["企业档案", "自测", "授权服务机构"]),
    Role.AGENCY: ("授权企业", ["授权企业"]),
}


def seen_by(city, role: str):
    """The enterprises a role may see, counted without the scope that is under test."""
    everyone = Enterprise.objects.filter(status="active")
    if role in (Role.SYSADMIN, Role.AGENCY):
        return everyone.none()
    if role == Role.COUNTY:
        return everyone.filter(county__code="410611")
    if role == Role.SPECIALIST:
        return everyone.filter(assignments__user=city.user(role), assignments__until=None)
    if role == Role.ENTERPRISE:
        return everyone.filter(members__user=city.user(role))
    return everyone


def test_every_role_has_a_home():
    assert set(HOMES) == set(Role.values)


@pytest.mark.parametrize("role", HOMES)
def test_home_menu_and_scope_of(role, page, context, live_server, city, traffic):
    home, menu = HOMES[role]
    sign_in(context, live_server.url, city.user(role))
    page.goto(live_server.url)
    own = Member.objects.filter(user=city.user(Role.ENTERPRISE)).get().enterprise
    expect(page.get_by_role("heading", level=1)).to_have_text(home or own.name)
    links = page.get_by_role("navigation", name="主菜单").locator("a.menu-link:visible")
    assert [each.strip() for each in links.all_inner_texts()] == menu

    seen = seen_by(city, role)
    foreign = Enterprise.objects.exclude(pk__in=seen.values("pk")).first()
    if role in (Role.SYSADMIN, Role.AGENCY):
        traffic.expect(403)
        page.goto(f"{live_server.url}/w/enterprises/{foreign.ref}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("当前角色不能打开这一页")
        return
    page.goto(f"{live_server.url}/w/enterprises/")
    expect(page.locator("[data-say]").first).to_have_text(f"共{seen.count()}家")
    if foreign is None:
        return
    traffic.expect(404)
    for tail in ("", "print/", "diagnosis/hnte/", "reports/2025/"):
        page.goto(f"{live_server.url}/w/enterprises/{foreign.ref}/{tail}")
        expect(page.get_by_role("heading", level=1)).to_have_text("没有找到这一页")
        expect(page.get_by_role("main")).not_to_contain_text(foreign.name)
    page.goto(f"{live_server.url}/w/enterprises/?q={foreign.name}")
    expect(page.get_by_text("没有符合条件的企业")).to_be_visible()
