"""Every page of the portal as the sweep visits it: with an object, in a role that works there, in each of its states.

A new address fails the sweep until a stop visits it or it stands in NO_PAGE.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page, expect

from cultivation.pools.actions.draw_up_plan import Charge, draw_up
from cultivation.pools.actions.keep_clinic import add_clinic
from cultivation.pools.actions.make_checkup import make_checkup
from cultivation.pools.actions.note_progress import note_progress
from cultivation.pools.actions.preview_impact import preview_impact
from cultivation.pools.actions.settle_plan import sign_plan
from cultivation.pools.evidence.plan import offers
from cultivation.pools.models import Assessment, Attestation, FirmPlan, Membership
from enterprises.forms.enterprise import BLOCKS
from enterprises.forms.report import SECTIONS
from enterprises.forms.statements import GROUPS
from enterprises.models import Agency, Certificate, Enterprise, Member
from enterprises.views.add import THINGS
from enterprises.views.detail import TABS
from policies.models import Draft, Release
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.jobs.models import Job
from tests.enterprises.intake.importing import firm, upload, write
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory
from tests.factories.notices import NoticeFactory
from tests.factories.policies import DraftFactory
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
    "policies:submit",
    "pools:revoke_mandate",
    "policies:approve",
    "policies:return",
    "policies:withdraw",
    "pools:certify",
    "pools:checkup_pdf",
    "pools:checkup_word",
    "pools:acknowledge_plan",
    "pools:note_measure",
    "pools:set_target_year",
    "pools:settle_member",
    "pools:submit_member",
    "pools:panel",
    "pools:recompute",
    "pools:sign_plan",
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
        self.attestation = Attestation.objects.order_by("id").first()
        today = timezone.localdate()
        self.clinic = add_clinic(
            region=self.admin.acting.region,
            name="装备制造企业创新诊所",
            host="市生产力促进中心",
            domain="装备制造",
            started_on=today,
            by=self.admin,
        )
        self.checkups = [
            make_checkup(
                self.firm,
                programmes=["tech_sme", "hnte"],
                clinic=clinic,
                remark="研发费用归集不全。",
                on=today,
                at=timezone.now(),
                by=self.admin,
            )
            for clinic in (self.clinic, None)
        ]
        self.draft = Draft.objects.get(state="editing")
        self.wrong = self._draft(text=self.draft.text.replace("value = 365", "value = 三百"))
        self.waiting = self._draft(text=self.draft.text, state="submitted")
        self.returned = self._draft(text=self.draft.text, state="returned", review_note="请写明依据的文件和页码")
        self.release = Release.objects.get()
        self.moving = self._draft(text=self.draft.text.replace("value = 365", "value = 3650"))
        preview_impact(self.moving, on=timezone.localdate(), at=timezone.now(), by=self.admin)
        self.failing = the_failing()
        self.plan = plan_drawn(self.failing, by=self.admin)
        self.signed_plan = plan_drawn(self.firm, by=self.admin, signed=True)
        rows = [firm(1), firm(2, 注册日期="2099-01-01"), firm(3, 注册资金="5000000")]
        now = timezone.now()  # the city's people hold their grants from the day it is made
        self.checked = upload(folder / "名册.xlsx", self.admin, rows, at=now)
        self.committed = write(upload(folder / "已写入.xlsx", self.admin, [firm(4)], at=now), self.admin, at=now)
        self.empty = upload(folder / "重复.xlsx", self.admin, [firm(4)], at=now)

    def _draft(self, **fields: Any) -> Draft:
        region = self.admin.acting.region
        about = {"programme": "hnte", "title": "高新技术企业认定", "cases": self.draft.cases, "region": region}
        return DraftFactory(**{**about, **fields})

    @staticmethod
    def _job(user: User, **fields: Any) -> Job:
        return JobFactory(asked_by=user, **fields)


def the_failing() -> Enterprise:
    """The first enterprise of the city that fails the technology SME rule by what it can change."""
    found = Assessment.objects.filter(programme="tech_sme", outcome=0, unknowns=0, gap_count=1).order_by("enterprise")
    return found.first().enterprise


def plan_drawn(firm: Enterprise, *, by: User, signed: bool = False) -> FirmPlan:
    """A 一企一策 of this year from the first way there is, with a note on its first measure when it is signed."""
    on, at = timezone.localdate(), timezone.now()
    ways = {programme: offers(firm, programme, on=on) for programme in ("tech_sme", "hnte")}
    offered = next(each for each in ways.values() if each.ways)
    charges = [Charge(None, date(on.year + 1, 12, 31), each.proof) for each in offered.ways[0].measures]
    plan = draw_up(firm, offered, offered.ways[0], charges, year=on.year, on=on, at=at, by=by)
    if signed:
        plan = sign_plan(plan, at=at, by=by)
        note_progress(plan.measures.first(), state="doing", text="已与企业商定分工", on=on, at=at, by=by)
    return plan


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


def the_holder(city: Furnished) -> dict[str, Any]:
    """An enterprise whose 高企 title is valid today."""
    held = Enterprise.objects.filter(
        certificates__in=Certificate.objects.valid_on(timezone.localdate()).filter(scheme="hnte")
    )
    return {"ref": held.order_by("id").first().ref}


def the_agency(_city: Furnished) -> dict[str, Any]:
    return {"ref": Agency.objects.get().ref}


def firm_and(**more: Any) -> Callable[[Furnished], dict[str, Any]]:
    return lambda city: {"ref": city.firm.ref, **more}


def firm_and_year(city: Furnished) -> dict[str, Any]:
    return {"ref": city.firm.ref, "year": city.year}


def job(state: str) -> Callable[[Furnished], dict[str, Any]]:
    return lambda city: {"ref": city.jobs[state].ref}


def draft(name: str) -> Callable[[Furnished], dict[str, Any]]:
    return lambda city: {"ref": getattr(city, name).ref}


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


def opened(name: str, then: Reach) -> Reach:
    """Unfolds a part of the page first."""

    def reach(page: Page) -> None:
        main_of(page).locator("summary", has_text=name).first.click()
        then(page)

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


def self_tested(page: Page) -> None:
    """Types a handful of figures, opens a folded group with the keyboard and answers one question in it."""
    for label, value in (("职工总数", "86"), ("科技人员", "11"), ("研发费用（加计扣除口径）", "178")):
        page.get_by_label(label, exact=True).fill(value)
    group = page.locator("details.more").filter(has=page.get_by_label("居民企业"))
    group.locator("summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("居民企业").select_option("yes")
    press("看结果")(page)
    expect(page.get_by_label("居民企业")).to_be_visible()
    expect(page.get_by_label("职工总数", exact=True)).to_have_value("86")
    expect(page.locator("#result")).to_be_focused()
    page.get_by_role("link", name="去补查账征收").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("查账征收")).to_be_focused()


def self_test_refused(page: Page) -> None:
    page.get_by_label("职工总数", exact=True).fill("很多")
    press("看结果")(page)
    expect(page.locator("#errors")).to_be_focused()


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
    *(Stop("enterprises:detail", the_firm, query=f"?tab={tab}", is_list=tab in ("years", "history")) for tab in TABS),
    Stop("enterprises:print", the_firm, is_list=True),
    *(Stop("enterprises:revise", firm_and(block=block)) for block in BLOCKS),
    Stop("enterprises:archive", the_firm),
    *(Stop("enterprises:add", firm_and(what=what)) for what in THINGS),
    *(Stop("enterprises:report", firm_and_year, query=f"?section={section.key}") for section in SECTIONS),
    *(Stop("enterprises:statements", the_firm, query=f"?group={group.key}") for group in GROUPS),
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
    Stop("pools:near", tier("tech_sme"), is_list=True),
    Stop("pools:pipeline", tier("tech_sme"), is_list=True),
    Stop("pools:pipeline", tier("hnte"), query="?class=none&q=没有这样的企业"),
    Stop("pools:sorting", tier("hnte"), is_list=True),
    Stop("pools:sorting", tier("hnte"), reach=refused("登记新办法"), state="refused", is_list=True),
    Stop("pools:assessments", lambda _city: {"programme": "hnte"}, is_list=True),
    Stop("pools:membership", lambda city: {"ref": city.held.ref}),
    Stop("pools:checkups", the_firm),
    Stop("pools:checkups", foreign_firm, state="none yet"),
    Stop("pools:new_checkup", the_firm),
    Stop("pools:checkup", lambda city: {"ref": city.checkups[0].ref}, is_list=True, state="first"),
    Stop("pools:checkup", lambda city: {"ref": city.checkups[1].ref}, is_list=True, state="second"),
    Stop("pools:clinics"),
    Stop("pools:new_clinic"),
    Stop("pools:new_clinic", reach=refused("保存"), state="refused"),
    Stop("pools:clinic", lambda city: {"ref": city.clinic.ref}),
    Stop("pools:attestation", lambda city: {"ref": city.attestation.ref}, is_list=True),
    Stop("pools:enter", tier("micro_growth")),
    Stop("pools:diagnosis", firm_and(programme="hnte"), is_list=True),
    Stop("pools:diagnosis", firm_and(programme="tech_sme"), is_list=True),
    Stop("pools:diagnosis", firm_and(programme="hnte"), query="?if.staff=很多&if.tech_staff=90", is_list=True),
    Stop("pools:diagnosis", firm_and(programme="gazelle"), is_list=True),
    Stop("pools:diagnosis", firm_and(programme="specialised_sme"), query="?on=2025-06-01", is_list=True),
    Stop("pools:plans"),
    Stop("pools:plans", query="?q=没有这样的企业"),
    Stop("pools:enterprise_plans", the_firm),
    Stop("pools:new_plan", firm_and(programme="hnte")),
    Stop("pools:new_plan", firm_and(programme="tech_sme")),
    Stop("pools:new_plan", lambda city: {"ref": city.failing.ref, "programme": "tech_sme"}, state="ways"),
    Stop(
        "pools:new_plan",
        lambda city: {"ref": city.failing.ref, "programme": "tech_sme"},
        reach=refused("生成草案"),
        state="refused",
    ),
    Stop("pools:plan", lambda city: {"ref": city.plan.ref}, state="draft"),
    Stop("pools:plan", lambda city: {"ref": city.signed_plan.ref}, state="signed"),
    Stop("pools:revise_plan", lambda city: {"ref": city.plan.ref}),
    Stop("pools:revise_plan", lambda city: {"ref": city.signed_plan.ref}, state="signed"),
    Stop("pools:retention", is_list=True),
    Stop("pools:retention", query="?item=deduction&state=unknown", is_list=True),
    Stop("pools:retention", query="?q=没有这样的企业"),
    Stop("pools:retention_standard"),
    Stop("pools:retention_standard", reach=refused("设定"), state="refused"),
    Stop("pools:firm_retention", the_holder),
    Stop("pools:record_retention", lambda city: {**the_holder(city), "year": city.year}),
    Stop("pools:mandates", is_list=True),
    Stop("pools:mandates", query="?state=revoked"),
    Stop("pools:agencies"),
    Stop("pools:agency", the_agency),
    Stop("pools:firm_mandates", the_firm),
    Stop("policies:list"),
    Stop("policies:list", query="?on=1999-01-01"),
    Stop("policies:pack", lambda _city: {"key": "hnte-2016"}, is_list=True),
    Stop("policies:pack", lambda _city: {"key": "tech_sme-2017"}, is_list=True),
    Stop("policies:pack", lambda city: {"key": city.release.ref}, is_list=True, state="release"),
    Stop("policies:new"),
    Stop("policies:windows"),
    Stop("policies:windows", reach=opened("登记一个窗口", refused("登记")), state="refused"),
    *(Stop("policies:draft", draft(name), state=name) for name in ("draft", "wrong", "waiting", "returned")),
    Stop("policies:text", draft("draft")),
    Stop("policies:text", draft("wrong"), state="wrong"),
    Stop("policies:parameters", draft("draft")),
    Stop("pools:impact", draft("draft")),
    Stop("pools:impact", draft("moving"), state="moving"),
    Stop("policies:new", reach=refused("建立草稿"), state="refused"),
    Stop("policies:text", draft("draft"), reach=refused("保存并试算"), state="refused"),
    Stop("policies:parameters", draft("draft"), reach=refused("保存"), state="refused"),
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
    Role.SECTION: [
        Stop("cockpit:workbench"),
        Stop("pools:funnel", is_list=True),
        Stop("pools:visit", firm_and(programme="hnte")),
        Stop("pools:visit", firm_and(programme="hnte"), reach=refused("登记"), state="refused"),
        Stop("pools:visits", the_firm),
    ],
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
        Stop("pools:own_diagnosis", firm_and(programme="tech_sme"), is_list=True),
        Stop("pools:own_diagnosis", firm_and(programme="hnte"), query="?if.staff=很多", is_list=True),
        Stop("pools:own_diagnosis", firm_and(programme="innovation_points"), state="blank"),
        Stop("pools:checkups", the_firm),
        Stop("pools:checkup", lambda city: {"ref": city.checkups[1].ref}, is_list=True),
        Stop("pools:firm_mandates", the_firm),
        Stop("pools:firm_mandates", the_firm, reach=refused("给出授权"), state="refused"),
    ],
    Role.AGENCY: [
        Stop("pools:mandated"),
        Stop("pools:mandated_diagnosis", firm_and(programme="hnte"), is_list=True),
        Stop("pools:mandated_diagnosis", firm_and(programme="gazelle"), status=404, state="not mandated"),
        Stop("enterprises:report", firm_and_year),
    ],
    NOBODY: [Stop("accounts:no_access", status=403)],
    VISITOR: [
        Stop("accounts:sign_in"),
        Stop("accounts:sign_in", reach=wrong_sign_in, state="refused"),
        Stop("pools:self_test", is_list=True),
        Stop("pools:self_test", query="?programme=hnte", is_list=True),
        Stop("pools:self_test", query="?programme=innovation_points", state="blank"),
        Stop("pools:self_test", query="?programme=tech_little_giant", state="not in force"),
        Stop("pools:self_test", is_list=True, reach=press("看结果"), state="sent"),
        Stop("pools:self_test", is_list=True, reach=self_tested, state="told"),
        Stop("pools:self_test", is_list=True, reach=self_test_refused, state="refused"),
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
