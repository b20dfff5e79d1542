"""Closed lists of the pools room."""

from django.db import models


class Outcome(models.IntegerChoices):
    """The outcome of one programme for one enterprise; the engine's codes."""

    ELIGIBLE = 1, "达标"
    NOT_ELIGIBLE = 0, "不达标"
    UNKNOWN = -1, "缺数据"
    MANUAL = 2, "待专家确认"


# Stands among outcomes for "no text was in force there".
NO_TEXT = 9


class MembershipState(models.TextChoices):
    """Whether a place in a tier is only proposed, held, or over."""

    ACTIVE = "active", "在库"
    ENDED = "ended", "已退出"


class ProposalKind(models.TextChoices):
    """What the system puts before a person to confirm."""

    ENTER = "enter", "可入库"
    NEAR = "near", "临界"
    EXPIRING = "expiring", "到期"
    LEAVE = "leave", "应退出"


class ProposalState(models.TextChoices):
    """What a person decided."""

    OPEN = "open", "待确认"
    CONFIRMED = "confirmed", "已确认"
    DISMISSED = "dismissed", "不采纳"
    LAPSED = "lapsed", "已失效"


class PlanState(models.TextChoices):
    """How far a 一企一策 has come. Signed, it is never changed: a later version replaces it."""

    DRAFT = "draft", "草案"
    SIGNED = "signed", "已签发"
    REPLACED = "replaced", "已被新版代替"


class MeasureState(models.TextChoices):
    """What the people in charge say of one measure."""

    PLANNED = "planned", "未开始"
    DOING = "doing", "进行中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "不再做"


class Finding(models.TextChoices):
    """What a visit found of what the enterprise says."""

    VERIFIED = "verified", "核实"
    CONTRADICTS = "contradicts", "与申报不符"
    NOT_SEEN = "not_seen", "没有看到"


class CoreItem(models.TextChoices):
    """走访的四个核心事项, each named after the group of the high-tech rule's score that it verifies."""

    IP = "ip", "知识产权"
    CONVERSION = "conversion", "成果转化"
    MANAGEMENT = "management", "组织管理水平"
    GROWTH = "growth", "财务指标"


class RetentionItem(models.TextChoices):
    """What is recorded of a 高企 each year so that it keeps its title."""

    RD_PROJECT = "rd_project", "研发项目备案"
    LEDGER = "ledger", "研发支出辅助账"
    DEDUCTION = "deduction", "加计扣除享受"


class Answer(models.TextChoices):
    """What is known of an item; no record is unknown. none: the year had no R&D project at all, and why."""

    YES = "yes", "是"
    NO = "no", "否"
    NONE = "none", "当年没有研发项目"


class CountedBy(models.TextChoices):
    """Which day of a right puts it into a year."""

    APPLIED = "applied", "申请日"
    GRANTED = "granted", "授权日"
