"""Every page of the portal as the sweep visits it: with an object, in a role that works there, in each of its states.

A new address fails the sweep until a stop visits it or it stands in NO_PAGE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from cultivation.pools.models import Membership
from enterprises.forms.enterprise import BLOCKS
from enterprises.forms.report import SECTIONS
from enterprises.models import Enterprise, Member
from enterprises.views.add import THINGS
from enterprises.views.detail import TABS
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.jobs.models import Job
from tests.enterprises.intake.importing import firm, upload, write
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory
from tests.factories.notices import NoticeFactory
from tests.journeys.city import DemoCity

# Addresses that draw no page of their own: they redirect, hand out a file, or answer with a part of a page.
NO_PAGE = {
    "audit:export",
    "accounts:sign_out",
    "accounts:switch_role",
    "accounts:save_view",
    "accounts:save_layout",
    "accounts:drop_view",
    "accounts:enable_person",
    "cockpit:home",
    "enterprises:export",
    "enterprises:confirm_report",
    "enterprises:end_assignment",
    "enterprises:intake_template",
    "enterprises:intake_commit",
    "enterprises:intake_discard",
    "enterprises:intake_errors",
    "jobs:download",
    "jobs:cancel",
    "jobs:retry",
    "notices:open",
    "notices:read_all",
    "pools:panel",
    "pools:recompute",
    "web:text_size",
}

# Who has no role: before signing in, and signed in without any grant.
VISITOR, NOBODY = "visitor", "nobody"


class Furnished:
    """The demo city with what the seed does not leave behind: jobs in each state, imports, a notice, one without a role."""

    def __init__(self, city: DemoCity, folder: Path) -> None:
        self.admin = city.user(Role.BUREAU_ADMIN)
        self.admin.acting = self.admin.grants.select_related("region").get().acting()
        self.keeper = city.user(Role.SYSADMIN)
        self.keeper.acting = self.keeper.grants.select_related("region").get().acting()
        self.colleague = city.user(Role.COUNTY)
        self.firm = Member.objects.get(user=city.user(Role.ENTERPRISE)).enterprise
        self.foreign = Enterprise.objects.exclude(county__code="410611").exclude(county=None).order_by("id").first()
        self.held = Membership.objects.filter(left_on=None).order_by("id").first()
        self.year = timezone.localdate().year - 1
        self.nobody = UserFactory(username="demo-nobody", bureau=self.admin.bureau)
        self.jobs = {
            "queued": self._job(self.admin),
            "failed": self._job(self.admin, failed=True),
            "done": self._job(self.admin, done=True, with_file=True),
            "running": self._job(self.admin, running=True, progress_done=41, progress_total=100),
            "kept": self._job(self.keeper, failed=True),
        }
        NoticeFactory(to=self.admin)
        rows = [firm(1), firm(2, 注册日期="2099-01-01"), firm(3, 注册资金="5000000")]
        self.checked = upload(folder / "名册.xlsx", self.admin, rows)
        self.committed = write(upload(folder / "已写入.xlsx", self.admin, [firm(4)]), self.admin)
        self.empty = upload(folder / "重复.xlsx", self.admin, [firm(4)])

    @staticmethod
    def _job(user: User, **fields: Any) -> Job:
        return JobFactory(asked_by=user, **fields)


Reach = Callable[[Page], None]


@dataclass(frozen=True)
class Stop:
    """One page in one state. kwargs: of the address; status: of its answer; reach: what a person presses to get to the state;
    is_list: a list may hold more elements than an ordinary page."""

    name: str
    kwargs: Callable[[Furnished], dict[str, Any]] = field(default=lambda _city: {})
    query: str = ""
    status: int = 200
    reach: Reach | None = None
    is_list: bool = False
    state: str = ""

    @property
    def label(self) -> str:
        return " ".join(part for part in (self.name, self.query, self.state) if part)


def the_firm(city: Furnished) -> dict[str, Any]:
    return {"ref": city.firm.ref}


def foreign_firm(city: Furnished) -> dict[str, Any]:
    return {"ref": city.foreign.ref}


def firm_and(**more: Any) -> Callable[[Furnished], dict[str, Any]]:
    return lambda city: {"ref": city.firm.ref, **more}


def firm_and_year(city: Furnished) -> dict[str, Any]:
    return {"ref": city.firm.ref, "year": city.year}


def job(state: str) -> Callable[[Furnished], dict[str, Any]]:
    return lambda city: {"ref": city.jobs[state].ref}


def colleague(city: Furnished) -> dict[str, Any]:
    return {"ref": city.colleague.ref}


def colleague_and_grant(city: Furnished) -> dict[str, Any]:
    return {"ref": city.colleague.ref, "grant": city.colleague.grants.get().pk}


def tier(code: str) -> Callable[[Furnished], dict[str, Any]]:
    return lambda _city: {"code": code}


def main_of(page: Page) -> Any:
    return page.get_by_role("main")


def press(name: str) -> Reach:
    """Presses the first button of that name in the page, and waits for the page that answers."""

    def reach(page: Page) -> None:
        with page.expect_navigation():
            main_of(page).get_by_role("button", name=name).first.click()

    return reach


def refused(name: str) -> Reach:
    """Sends the form as it stands, or emptied, and finds it again with the errors on top."""

    def reach(page: Page) -> None:
        for box in (
            main_of(page)
            .locator("form[method=post] input[type=text]:not([readonly]), form[method=post] textarea")
            .all()
        ):
            if box.is_visible():
                box.fill("")
        press(name)(page)
        expect(page.locator(".errors").first).to_be_visible()

    return reach


def wrong_figure(page: Page) -> None:
    page.get_by_label("职工总数").first.fill("很多人")
    press("保存")(page)
    expect(page.locator("#errors")).to_be_focused()


def chosen_rows(name: str) -> Reach:
    """Ticks the first two rows and opens the page that asks again."""

    def reach(page: Page) -> None:
        for box in page.locator("tbody [data-select]").all()[:2]:
            box.check()
        press(name)(page)

    return reach


def phone_shown(page: Page) -> None:
    page.get_by_role("button", name="显示完整号码").click()
    expect(page.locator("#phone a[href^='tel:']")).to_be_visible()


def wrong_sign_in(page: Page) -> None:
    page.get_by_label("用户名").fill("nobody")
    page.get_by_label("密码", exact=True).fill("wrong")
    press("登录")(page)


ADMIN_STOPS = [
    Stop("cockpit:workbench"),
    Stop("cockpit:changes"),
    Stop("enterprises:list", is_list=True),
    Stop("enterprises:list", query="?q=没有这样的企业"),
    Stop("enterprises:list", query="?sales_from=很多&size=20", is_list=True),
    Stop("enterprises:list", query="?size=100&density=normal", is_list=True),
    Stop("enterprises:columns"),
    Stop("enterprises:new"),
    Stop("enterprises:assign", reach=chosen_rows("批量分派包联人"), state="asked"),
    *(Stop("enterprises:detail", the_firm, query=f"?tab={tab}", is_list=tab == "years") for tab in TABS),
    Stop("enterprises:print", the_firm, is_list=True),
    *(Stop("enterprises:revise", firm_and(block=block)) for block in BLOCKS),
    Stop("enterprises:archive", the_firm),
    *(Stop("enterprises:add", firm_and(what=what)) for what in THINGS),
    *(Stop("enterprises:report", firm_and_year, query=f"?section={section.key}") for section in SECTIONS),
    Stop("enterprises:imports"),
    Stop("enterprises:intake_new"),
    Stop("enterprises:intake", lambda city: {"ref": city.checked.ref}),
    Stop("enterprises:intake", lambda city: {"ref": city.checked.ref}, query="?q=没有这样的行"),
    Stop("enterprises:intake", lambda city: {"ref": city.committed.ref}, state="committed"),
    Stop("enterprises:intake", lambda city: {"ref": city.empty.ref}, state="nothing new"),
    Stop("jobs:list"),
    Stop("jobs:list", query="?q=没有这样的作业"),
    *(Stop("jobs:detail", job(state), state=state) for state in ("queued", "running", "failed", "done")),
    Stop("notices:inbox"),
    Stop("pools:funnel", is_list=True),
    Stop("pools:funnel", query="?ladder=410600-growth", is_list=True),
    Stop("pools:pool", tier("hnte"), is_list=True),
    Stop("pools:pool", tier("leader"), query="?q=没有这样的企业"),
    Stop("pools:holders", tier("hnte"), is_list=True),
    Stop("pools:proposals", tier("tech_sme"), is_list=True),
    Stop("pools:assessments", lambda _city: {"programme": "hnte"}, is_list=True),
    Stop("pools:membership", lambda city: {"ref": city.held.ref}),
    Stop("pools:enter", tier("micro_growth")),
    Stop("pools:diagnosis", firm_and(programme="hnte"), is_list=True),
    Stop("pools:diagnosis", firm_and(programme="tech_sme"), is_list=True),
    Stop("targets:ranking"),
    Stop("targets:ranking", query="?sort=-count&division=unit&tier=tech_sme"),
    Stop("targets:set", lambda city: {"year": city.year + 1}),
    Stop("accounts:change_password"),
    Stop("web:help"),
    # States that a person reaches by pressing something.
    Stop("enterprises:reveal_phone", the_firm, reach=phone_shown, state="shown"),
    Stop("enterprises:new", reach=refused("查代码"), state="refused"),
    Stop("enterprises:report", firm_and_year, reach=wrong_figure, state="refused"),
    Stop("enterprises:intake_new", reach=refused("上传并检查"), state="refused"),
    Stop("pools:decide", tier("tech_sme"), reach=chosen_rows("确认"), state="asked"),
    Stop("pools:enter", tier("micro_growth"), reach=refused("登记入库"), state="refused"),
    Stop("targets:set", lambda city: {"year": city.year + 1}, reach=refused("下达"), state="refused"),
    Stop("accounts:change_password", reach=refused("修改密码"), state="refused"),
    Stop("enterprises:detail", lambda _city: {"ref": "01ARZ3NDEKTSV4RRFFQ69G5FAV"}, status=404, state="missing"),
    Stop("accounts:users", status=403, state="forbidden"),
]

STOPS: dict[str, list[Stop]] = {
    Role.BUREAU_ADMIN: ADMIN_STOPS,
    Role.SYSADMIN: [
        Stop("cockpit:workbench"),
        Stop("accounts:users", is_list=True),
        Stop("accounts:users", query="?q=没有这个人", state="empty"),
        Stop("accounts:create_person"),
        Stop("accounts:person", colleague),
        Stop("accounts:revise_person", colleague),
        Stop("accounts:withdraw_grant", colleague_and_grant),
        Stop("jobs:list"),
        Stop("jobs:detail", job("kept")),
        Stop("web:gallery", is_list=True),
        Stop("web:gallery", query="?paper", is_list=True),
        Stop("accounts:create_person", reach=refused("建立账号"), state="refused"),
        Stop("accounts:add_grant", colleague, reach=refused("增加授权"), state="refused"),
        Stop("accounts:disable_person", colleague, reach=refused("停用账号"), state="refused"),
        Stop("accounts:reset_password", colleague, reach=press("重置密码"), state="once"),
    ],
    Role.AUDITOR: [
        Stop("cockpit:workbench"),
        Stop("audit:log", is_list=True),
        Stop("audit:log", query="?subject=没有这样的事"),
    ],
    Role.SECTION: [Stop("cockpit:workbench"), Stop("pools:funnel", is_list=True)],
    Role.LEADER: [
        Stop("cockpit:workbench"),
        Stop("targets:ranking"),
        Stop("enterprises:detail", the_firm),
        Stop("enterprises:new", status=403, state="forbidden"),
    ],
    Role.COUNTY: [
        Stop("cockpit:workbench"),
        Stop("enterprises:list", is_list=True),
        Stop("targets:ranking"),
        Stop("enterprises:detail", foreign_firm, status=404, state="foreign"),
    ],
    Role.SPECIALIST: [Stop("cockpit:workbench"), Stop("enterprises:list", is_list=True)],
    Role.ENTERPRISE: [
        Stop("cockpit:workbench"),
        Stop("enterprises:detail", the_firm),
        Stop("enterprises:report", firm_and_year),
        Stop("pools:diagnosis", firm_and(programme="tech_sme"), is_list=True),
    ],
    NOBODY: [Stop("accounts:no_access", status=403)],
    VISITOR: [
        Stop("accounts:sign_in"),
        Stop("accounts:sign_in", reach=wrong_sign_in, state="refused"),
        Stop("web:help"),
    ],
}

# A stop whose address only answers a press begins on the page where that button stands.
BEGINS_AT = {
    "enterprises:assign": "enterprises:list",
    "enterprises:reveal_phone": "enterprises:detail",
    "pools:decide": "pools:proposals",
    "accounts:add_grant": "accounts:person",
    "accounts:disable_person": "accounts:person",
    "accounts:reset_password": "accounts:person",
}
