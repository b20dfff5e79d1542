"""Closed lists of the pools room."""

from django.db import models


class Outcome(models.IntegerChoices):
    """The outcome of one programme for one enterprise; the engine's codes."""

    ELIGIBLE = 1, "达标"
    NOT_ELIGIBLE = 0, "不达标"
    UNKNOWN = -1, "缺数据"
    MANUAL = 2, "待专家确认"


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
