"""Statement (补充情况): a fact a rule asks for that no report, right, title or list holds; superseded, never overwritten."""

from __future__ import annotations

from typing import Final, Literal

from django.db import models
from django.db.models import Q

from enterprises.enums import Source, StatementItem
from portal.accounts.models import new_ref

Unit = Literal["flag", "count", "points", "fen", "usd_cent", "day"]

_MEASURED: Final[dict[str, Unit]] = {
    StatementItem.NICHE_SINCE: "day",
    StatementItem.IP_HIGH_VALUE: "count",
    StatementItem.DIGITAL_LEVEL: "count",
    StatementItem.DEVELOPMENT_SCORE: "points",
    StatementItem.DEVELOPMENT_SCORE_BEFORE: "points",
    StatementItem.EQUITY_RAISED: "fen",
    StatementItem.LARGEST_ROUND: "fen",
    StatementItem.EQUITY_RAISED_USD: "usd_cent",
    StatementItem.VALUATION_USD: "usd_cent",
}
# These hold for a time counted from the day they are true of: a score for its year, an award for three years.
SCORES: Final = (StatementItem.DEVELOPMENT_SCORE, StatementItem.DEVELOPMENT_SCORE_BEFORE)
AWARDS: Final = (StatementItem.MAKER_CHINA_500, StatementItem.MAKER_CHINA_50)
DATED_ITEMS: Final = frozenset(item.value for item in (*SCORES, *AWARDS))
STATEMENT_UNITS: Final[dict[str, Unit]] = {item.value: _MEASURED.get(item, "flag") for item in StatementItem}


class Statement(models.Model):
    """One thing stated of an enterprise. value: a whole number in the item's unit, or empty for "no longer known".

    evidence: the paper or place it rests on, in words; reference: its number or address, where it has one.
    Units (STATEMENT_UNITS): flag 1 or 0, count, points, fen, usd_cent, day (since 1970-01-01). Exactly one statement of
    an item is current; what was stated before stays.
    """

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    enterprise = models.ForeignKey("enterprises.Enterprise", models.CASCADE, related_name="statements")
    item = models.CharField("事项", max_length=30, choices=StatementItem)
    value = models.BigIntegerField("值", null=True, blank=True)
    is_current = models.BooleanField("现行", default=True)
    as_of = models.DateField("截至")
    source = models.CharField("来源", max_length=12, choices=Source, default=Source.TYPED)
    evidence = models.CharField("依据", max_length=200, blank=True)
    reference = models.CharField("文号或网址", max_length=200, blank=True)
    stated_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, blank=True, related_name="+")
    stated_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "item"], condition=Q(is_current=True), name="statement_current_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()}：{self.value}"
