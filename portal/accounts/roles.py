"""One table: role → capabilities. What a person may do is read here; what they see is their grant's territory."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Role(models.TextChoices):
    """The nine roles of the portal."""

    BUREAU_ADMIN = "bureau_admin", "市科技局管理员"
    SECTION = "section", "科室"
    COUNTY = "county", "县区科技部门"
    SPECIALIST = "specialist", "包联干部"
    ENTERPRISE = "enterprise", "企业用户"
    AGENCY = "agency", "服务机构"
    LEADER = "leader", "领导"
    AUDITOR = "auditor", "审计"
    SYSADMIN = "sysadmin", "系统管理员"


class Scope(models.TextChoices):
    """How a role's data is bounded."""

    TERRITORY = "territory", "辖区"
    ASSIGNED = "assigned", "包联企业"
    OWN = "own", "本企业"
    MANDATED = "mandated", "授权企业"
    NONE = "none", "无业务数据"


@dataclass(frozen=True)
class RoleRule:
    """What a role may do, and which rows it meets."""

    scope: Scope
    capabilities: frozenset[str]


_READ = {"enterprise.view", "diagnosis.view", "pool.view", "ranking.view", "workbench.view", "job.view"} | {
    "rule.view",
    "draft.view",
    "clinic.view",
    "plan.view",
    "mandate.view",
    "agency.view",
}
_KEEP = {"enterprise.revise", "enterprise.import", "enterprise.export"}

ROLES: dict[str, RoleRule] = {
    Role.BUREAU_ADMIN: RoleRule(
        Scope.TERRITORY,
        frozenset(
            _READ
            | _KEEP
            | {"pool.confirm", "target.set", "recompute.run", "job.view_all", "job.manage", "view.share"}
            | {"rule.draft", "rule.approve", "checkup.make", "clinic.keep", "plan.make", "plan.sign", "agency.keep"}
        ),
    ),
    Role.SECTION: RoleRule(
        Scope.TERRITORY,
        frozenset(
            _READ
            | _KEEP
            | {"pool.confirm", "recompute.run", "rule.draft", "checkup.make", "clinic.keep", "plan.make", "plan.sign"}
            | {"agency.keep", "visit.record"}
        ),
    ),
    Role.COUNTY: RoleRule(Scope.TERRITORY, frozenset(_READ | _KEEP | {"checkup.make", "plan.make", "visit.record"})),
    Role.SPECIALIST: RoleRule(
        Scope.ASSIGNED,
        frozenset({"enterprise.view", "diagnosis.view", "workbench.view", "job.view", "rule.view", "mandate.view"})
        | {"checkup.make", "clinic.view", "plan.view", "plan.make", "visit.record"},
    ),
    Role.ENTERPRISE: RoleRule(
        Scope.OWN,
        frozenset(
            {"enterprise.view", "diagnosis.view", "diagnosis.own", "workbench.view", "mandate.view", "mandate.give"}
        ),
    ),
    # Neither enterprise.view nor diagnosis.view: a page opens to an agency only where its mandate is looked at.
    Role.AGENCY: RoleRule(Scope.MANDATED, frozenset({"mandate.use"})),
    Role.LEADER: RoleRule(
        Scope.TERRITORY,
        frozenset({"enterprise.view", "diagnosis.view", "pool.view", "ranking.view", "workbench.view"})
        | {"rule.view", "draft.view", "clinic.view", "plan.view", "mandate.view", "agency.view"},
    ),
    Role.AUDITOR: RoleRule(Scope.TERRITORY, frozenset(_READ | {"enterprise.export", "audit.view", "job.view_all"})),
    Role.SYSADMIN: RoleRule(
        Scope.NONE,
        frozenset(
            {"people.manage", "job.view", "job.view_all", "job.manage", "job.trace", "gallery.view", "workbench.view"}
        ),
    ),
}


def capabilities_of(role: str) -> frozenset[str]:
    """What a role may do; nothing for an unknown role."""
    rule = ROLES.get(role)
    return rule.capabilities if rule else frozenset()


def scope_of(role: str) -> Scope:
    """How a role's data is bounded; nothing for an unknown role."""
    rule = ROLES.get(role)
    return rule.scope if rule else Scope.NONE


ALL_CAPABILITIES = frozenset().union(*(rule.capabilities for rule in ROLES.values()))

# What each capability lets a person do, in the words of the office; every capability of ROLES has its line.
CAPABILITY_LABELS: dict[str, str] = {
    "workbench.view": "看工作台",
    "enterprise.view": "看企业台账和企业档案",
    "enterprise.revise": "新增、修改企业资料",
    "enterprise.import": "导入企业名册",
    "enterprise.export": "导出台账",
    "diagnosis.view": "看预诊断",
    "diagnosis.own": "为本企业自测",
    "checkup.make": "为企业做科技创新体检",
    "clinic.view": "看企业创新诊所",
    "clinic.keep": "登记、修改企业创新诊所",
    "plan.view": "看一企一策",
    "plan.make": "拟定、修订一企一策",
    "plan.sign": "签发一企一策",
    "mandate.view": "看企业给服务机构的授权委托",
    "mandate.give": "为本企业授权服务机构、收回授权",
    "mandate.use": "按授权为企业预诊断、代填数据",
    "agency.view": "看服务机构和授权委托台账",
    "agency.keep": "登记服务机构和它的人员",
    "visit.record": "登记走访核实",
    "pool.view": "看梯队漏斗",
    "pool.confirm": "确认入库、退出",
    "ranking.view": "看县区排名",
    "target.set": "下达任务指标",
    "recompute.run": "发起重新测算",
    "job.view": "看自己的作业",
    "job.view_all": "看全部作业",
    "job.manage": "中止、重试别人的作业",
    "job.trace": "看作业的技术记录",
    "rule.view": "看规则库",
    "draft.view": "看本辖区的规则草稿",
    "rule.draft": "起草、修改本辖区的规则",
    "rule.approve": "复核并发布本辖区的规则",
    "view.share": "建立、删除全局视图",
    "audit.view": "看操作日志",
    "people.manage": "管理用户与角色",
    "gallery.view": "看组件样例",
}

# Roles that work for the whole bureau; 县区 holds a part of its territory.
PART_ROLES = frozenset({Role.COUNTY})
