"""补充情况 as a person types it: what rules ask for beyond the reports, in groups of at most twelve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from enterprises.enums import StatementItem as Item
from enterprises.forms.enterprise import YesNo
from enterprises.forms.fields import DayField, SpecField
from enterprises.models import STATEMENT_UNITS, Statement
from portal.workbooks.spec import ColumnSpec, Kind

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Group:
    """One group of the form: what one person knows together."""

    key: str
    title: str
    items: tuple[Item, ...]
    note: str = ""


GROUPS = (
    Group(
        "market", "产品与市场",
        (Item.NICHE_SINCE, Item.IN_STRATEGIC_INDUSTRY, Item.FILLS_GAP, Item.IN_KEY_FIELD, Item.EXCLUDED_TRADE,
         Item.IS_CHAMPION, Item.IS_GIANT_SISTER),
        "专精特新、小巨人和瞪羚的条件要用",
    ),
    Group(
        "quality", "质量与数字化",
        (Item.DIGITAL_LEVEL, Item.HAS_QUALITY_AWARD, Item.HAS_QUALITY_SYSTEM, Item.HAS_OWN_BRAND,
         Item.HAS_PRODUCT_CERTIFICATE, Item.HAS_PROCESS_SYSTEM, Item.DEVELOPMENT_SCORE,
         Item.DEVELOPMENT_SCORE_BEFORE),
        "发展评价得分照优质中小企业梯度培育平台上的数填",
    ),
    Group(
        "research", "研发平台与荣誉",
        (Item.IP_HIGH_VALUE, Item.NATIONAL_RD_ORG, Item.CITY_RD_ORG, Item.OWN_RD_ORG, Item.HOLDS_INNOVATION_DEMO,
         Item.MAKER_CHINA_500, Item.MAKER_CHINA_50),
    ),
    Group(
        "capital", "投融资",
        (Item.IS_LISTED, Item.EQUITY_BACKED, Item.EQUITY_RAISED, Item.LARGEST_ROUND, Item.EQUITY_RAISED_USD,
         Item.VALUATION_USD),
        "只计合格机构投资者的实缴额",
    ),
)  # fmt: skip


class Stated(forms.Form):
    """One group. Every field begins empty, and an empty one leaves what is held; only “不清楚” takes it back."""

    def __init__(self, data: Any, *, group: Group, held: Mapping[str, Statement], on: date) -> None:
        super().__init__(data)
        known = {item.value: held[item.value] for item in group.items if is_known(held.get(item.value))}
        for item in group.items:
            field = _field(item, on)
            last = known.get(item.value)
            if last is not None:
                field.help_text = f"现为{shown(last)}（{last.get_source_display()}，截至{last.as_of}）"
            self.fields[item.value] = field
        if known:
            self.fields["unknown"] = forms.MultipleChoiceField(
                label="改为不清楚",
                choices=[(item, one.get_item_display()) for item, one in known.items()],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="勾选的事项不再采用现有的值",
            )
        self.fields["as_of"] = DayField("截至日期", on=on, help_text="填的内容在哪一天属实；留空为今天。奖项填获奖日期")
        self.fields["evidence"] = forms.CharField(
            label="依据", max_length=200, required=False, help_text="例如“质量管理体系认证证书”“创客中国获奖公告”"
        )
        self.fields["reference"] = forms.CharField(label="文号或网址", max_length=200, required=False)
        self.group = group
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def items(self) -> dict[str, int | None]:
        """What state takes: the fields that were filled in, and None for those marked as not known."""
        typed = {item.value: _whole(self.cleaned_data[item.value]) for item in self.group.items}
        return {
            **{item: value for item, value in typed.items() if value is not None},
            **dict.fromkeys(self.cleaned_data.get("unknown", ())),
        }

    def clean(self) -> dict[str, Any]:
        """Refuses an item that is both filled in and marked as not known."""
        cleaned = super().clean() or {}
        for item in cleaned.get("unknown", ()):
            if cleaned.get(item) is not None:
                self.add_error(item, "这一项又填了值、又勾选了“改为不清楚”。请只留一种。")
        return cleaned


def is_known(statement: Statement | None) -> bool:
    """Whether something is held that is not “不清楚”."""
    return statement is not None and statement.value is not None


def shown(statement: Statement) -> str:
    """What was stated, in words."""
    if statement.value is None:
        return "不清楚"
    unit = STATEMENT_UNITS[statement.item]
    if unit == "flag":
        return "是" if statement.value else "否"
    if unit == "day":
        return (EPOCH + timedelta(days=statement.value)).isoformat()
    if unit in ("fen", "usd_cent"):
        return f"{statement.value / 1_000_000:,.2f}{'万元' if unit == 'fen' else '万美元'}"
    return f"{statement.value}{'分' if unit == 'points' else ''}"


def _field(item: Item, on: date) -> forms.Field:
    unit, label = STATEMENT_UNITS[item.value], str(item.label)
    if unit == "flag":
        return YesNo(label)
    if unit == "day":
        return DayField(label, on=on)
    if unit == "fen":
        return SpecField(ColumnSpec(label, item.value, Kind.MONEY, unit="万元", example="5,000"), on=on)
    if unit == "usd_cent":
        spec = ColumnSpec(label, item.value, Kind.DECIMAL, unit="万美元", places=6, example="500")
        return SpecField(spec, on=on)
    return SpecField(ColumnSpec(label, item.value, Kind.INTEGER, example="2"), on=on)


def _whole(value: Any) -> int | None:
    if isinstance(value, date):
        return (value - EPOCH).days
    return None if value is None else int(value)
