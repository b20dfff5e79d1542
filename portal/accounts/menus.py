"""The menu of every role, in one table; a link stands only where its page exists and the role may open it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from portal.accounts.models import Acting
from portal.accounts.roles import Role
from portal.web.menu import Group, Item


@dataclass(frozen=True)
class Link:
    """One entry: its words, the name of its page, and the capability the page asks for."""

    title: str
    name: str
    capability: str


@dataclass(frozen=True)
class Section:
    """One first-level entry with its links."""

    title: str
    icon: str
    links: tuple[Link, ...]


WORKBENCH = Section("工作台", "house", (Link("工作台", "cockpit:workbench", "workbench.view"),))
ENTERPRISES = Section(
    "企业",
    "building",
    (Link("企业台账", "enterprises:list", "enterprise.view"), Link("创新诊所", "pools:clinics", "clinic.view")),
)
KEPT = Section(
    "企业",
    "building",
    (*ENTERPRISES.links, Link("授权委托", "pools:mandates", "agency.view")),
)
POOLS = Section(
    "梯队",
    "bar-chart-steps",
    (
        Link("梯队漏斗", "pools:funnel", "pool.view"),
        Link("一企一策", "pools:plans", "plan.view"),
        Link("高企巩固", "pools:retention", "pool.view"),
    ),
)
TARGETS = Section("任务", "trophy", (Link("县区排名", "targets:ranking", "ranking.view"),))
RULES = Section("规则库", "journal-text", (Link("规则库", "policies:list", "rule.view"),))
DATA = Section(
    "数据",
    "upload",
    (Link("导入企业", "enterprises:imports", "enterprise.import"), Link("作业", "jobs:list", "job.view")),
)

MENUS: dict[str, tuple[Section, ...]] = {
    Role.BUREAU_ADMIN: (WORKBENCH, KEPT, POOLS, TARGETS, RULES, DATA),
    Role.SECTION: (WORKBENCH, KEPT, POOLS, TARGETS, RULES, DATA),
    Role.COUNTY: (WORKBENCH, KEPT, POOLS, TARGETS, RULES, DATA),
    Role.SPECIALIST: (
        Section("今天", "house", (Link("今天", "cockpit:workbench", "workbench.view"),)),
        Section(
            "我的企业",
            "building",
            (Link("我的企业", "enterprises:list", "enterprise.view"), Link("一企一策", "pools:plans", "plan.view")),
        ),
        RULES,
    ),
    Role.ENTERPRISE: (
        Section("企业档案", "building", (Link("企业档案", "cockpit:home", "enterprise.view"),)),
        Section("自测", "clipboard-check", (Link("自测", "pools:own_diagnosis", "diagnosis.own"),)),
        Section("授权服务机构", "people", (Link("授权服务机构", "pools:firm_mandates", "mandate.give"),)),
    ),
    Role.AGENCY: (Section("授权企业", "building", (Link("授权企业", "pools:mandated", "mandate.use"),)),),
    Role.LEADER: (TARGETS, POOLS, ENTERPRISES, RULES),
    Role.AUDITOR: (
        Section("概览", "house", (Link("概览", "cockpit:workbench", "workbench.view"),)),
        Section("日志", "journal-text", (Link("操作日志", "audit:log", "audit.view"),)),
        KEPT,
        POOLS,
        TARGETS,
        RULES,
        Section("作业", "clock-history", (Link("作业", "jobs:list", "job.view"),)),
    ),
    Role.SYSADMIN: (
        Section("运行状态", "speedometer2", (Link("运行状态", "cockpit:workbench", "workbench.view"),)),
        Section("用户与角色", "people", (Link("用户与角色", "accounts:users", "people.manage"),)),
        Section("作业", "clock-history", (Link("作业", "jobs:list", "job.view"),)),
        Section("组件样例", "table", (Link("组件样例", "web:gallery", "gallery.view"),)),
    ),
}


def address_of(name: str) -> str:
    """The address of a page by its name, or nothing while no such page stands."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def menu_for(acting: Acting, path: str) -> tuple[Group, ...]:
    """The menu of a role, with the entry of the present page marked: the longest address the path begins with."""
    sections = [
        (
            section,
            [
                (link, address)
                for link in section.links
                if acting.may(link.capability) and (address := address_of(link.name))
            ],
        )
        for section in MENUS.get(acting.role, ())
    ]
    addresses = [address for _, links in sections for _, address in links]
    here = max((address for address in addresses if path.startswith(address)), key=len, default="")
    return tuple(
        Group(
            section.title,
            icon=section.icon,
            items=tuple(Item(link.title, address, active=address == here) for link, address in links),
        )
        for section, links in sections
        if links
    )
