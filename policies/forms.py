"""What a person may type about rules, checked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from policies.engine import Pack
from policies.engine.rewriting import FIGURE
from policies.engine.units import UNITS
from policies.models.draft import LONGEST_NOTE, VERSION


class NewDraft(forms.Form):
    """Which text to begin from, for which place, from which day."""

    base = forms.ChoiceField(label="照抄哪一份规则", help_text="先整份照抄，再改需要改的地方。")
    region = forms.ChoiceField(label="适用地区")
    version = forms.RegexField(
        VERSION,
        label="版本",
        help_text="字母、数字、点和短横，例如2026或2026-2。同一地区同一项目不能重名。",
        error_messages={
            "required": "请填写版本，例如2026。",
            "invalid": "版本只能用字母、数字、点和短横，最多40个字符，例如2026-2。",
        },
    )
    in_force_from = forms.DateField(
        label="施行日期",
        help_text="替代本地区现行版本的，须从今天或以后起。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "请填写施行日期，例如2026-12-01。", "invalid": "施行日期写成2026-12-01这样。"},
    )
    note = forms.CharField(
        label="说明",
        required=False,
        max_length=LONGEST_NOTE,
        help_text="为什么要改，依据哪份文件，例如“鹤科〔2026〕9号，上限调为400人”。",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, bases: Sequence[tuple[str, str]], regions: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = bases
        self.fields["region"].choices = regions


class Words(forms.Form):
    """The text of a draft and of its cases, with the revision the person began with.

    How large they may be, and whether they are right, is said by the action and the trial.
    """

    text = forms.CharField(label="规则文本", strip=False)
    cases = forms.CharField(label="算例", strip=False, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)


class Returning(forms.Form):
    """Why a draft goes back."""

    note = forms.CharField(
        label="退回理由",
        max_length=LONGEST_NOTE,
        help_text="写清哪里要改，例如“第三条的上限应为500人，见原文第二页”。",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明退回的理由。"},
    )


@dataclass(frozen=True)
class Edit:
    """One change a person asked for: a figure of a parameter from a day; is_new: there was none from that day."""

    parameter: str
    since: date
    figure: str
    is_new: bool


@dataclass(frozen=True)
class Row:
    """One parameter with the fields of its values, and the two that add one."""

    name: str
    meaning: str
    unit: str
    citation: str
    clause: str
    values: list[tuple[date, BoundField]]
    since: BoundField
    figure: BoundField


class Figure(forms.CharField):
    """A figure as people type it: full-width digits and thousands are taken off; the text keeps what remains."""

    def to_python(self, value: object) -> str:
        typed = unicodedata.normalize("NFKC", str(value or "")).replace(",", "").replace(" ", "")
        if typed and not FIGURE.fullmatch(typed):
            raise forms.ValidationError(f"“{value}”不是数。只写数字，例如500或4.5，单位已写在左边。")
        return typed


class Parameters(forms.Form):
    """Every figure of a draft, to be changed or followed by a new one from a day."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pack = pack
        for parameter in pack.parameters.values():
            for since, value in parameter.values:
                self.fields[_value(parameter.name, since)] = _figure(
                    f"{parameter.meaning}（自{since}）",
                    initial=_plain(value / _factor(pack, parameter.unit)),
                    required=True,
                )
            self.fields[f"from-{parameter.name}"] = forms.DateField(
                label=f"{parameter.meaning}新值的起始日期",
                required=False,
                widget=forms.DateInput(
                    format="%Y-%m-%d", attrs={"type": "date", "aria-label": f"{parameter.meaning}：新值自哪天起"}
                ),
                error_messages={"invalid": "日期写成2026-12-01这样。"},
            )
            self.fields[f"new-{parameter.name}"] = _figure(f"{parameter.meaning}的新值", initial="", required=False)

    def clean(self) -> dict[str, Any]:
        """A new value and its day come together."""
        typed = super().clean() or {}
        for name, parameter in self.pack.parameters.items():
            since, figure = typed.get(f"from-{name}"), typed.get(f"new-{name}")
            if figure and since is None and f"from-{name}" not in self.errors:
                self.add_error(f"from-{name}", f"请填写{parameter.meaning}的新值从哪天起，例如2026-12-01。")
            if since is not None and not figure and f"new-{name}" not in self.errors:
                self.add_error(f"new-{name}", f"请填写{parameter.meaning}自{since}起的新值。")
        return typed

    def edits(self) -> Iterable[Edit]:
        """What differs from the text, in its order."""
        for name, parameter in self.pack.parameters.items():
            for since, _ in parameter.values:
                key = _value(name, since)
                if self.cleaned_data[key] != self.fields[key].initial:
                    yield Edit(name, since, self.cleaned_data[key], False)
            if self.cleaned_data[f"from-{name}"] is not None:
                yield Edit(name, self.cleaned_data[f"from-{name}"], self.cleaned_data[f"new-{name}"], True)

    def rows(self) -> list[Row]:
        """The parameters in the order of the text."""
        return [
            Row(
                name,
                parameter.meaning,
                parameter.unit,
                parameter.clause.citation,
                parameter.clause.text,
                [(since, self[_value(name, since)]) for since, _ in parameter.values],
                self[f"from-{name}"],
                self[f"new-{name}"],
            )
            for name, parameter in self.pack.parameters.items()
        ]


def _value(name: str, since: date) -> str:
    return f"value-{name}-{since}"


def _figure(label: str, *, initial: str, required: bool) -> Figure:
    return Figure(
        label=label,
        initial=initial,
        required=required,
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "size": 8, "class": "num", "aria-label": label, "autocomplete": "off"}
        ),
        error_messages={"required": f"{label}不能留空；要停用这个条件，请在文本里改。"},
    )


def _factor(pack: Pack, unit: str) -> Any:
    dimension, factor = UNITS[unit][:2]
    return factor * pack.per_point if dimension.code == "points" else factor


def _plain(value: Any) -> str:
    """A fraction with a finite decimal as a person types it: 500, 4.5."""
    if value.denominator == 1:
        return str(value.numerator)
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole = value * 10**digits
    sign, text = ("-" if whole < 0 else ""), str(abs(whole.numerator)).rjust(digits + 1, "0")
    return f"{sign}{text[:-digits]}.{text[-digits:]}"


class NewWindow(forms.Form):
    """年度窗口: of which programme, year and place, from when to when, and where that is written."""

    programme = forms.ChoiceField(label="项目")
    year = forms.IntegerField(
        label="年度",
        min_value=2015,
        max_value=2100,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "年度应为2015到2100之间的年份，例如2027。"
        ),
    )
    region = forms.ChoiceField(label="适用地区")
    opens_on = forms.DateField(label="开始日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    closes_on = forms.DateField(
        label="截止日期", help_text="当天仍可申报。", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    published_by = forms.DateField(
        label="公布期限", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    lapses_on = forms.DateField(
        label="编号有效期至",
        required=False,
        help_text="通知没有写的留空。",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="通知的名称和文号，例如工企业函〔2026〕160号。",
        error_messages={"required": "请填写依据，例如工企业函〔2026〕160号。"},
    )

    def __init__(
        self, *args: Any, programmes: Sequence[tuple[str, str]], regions: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = programmes
        self.fields["region"].choices = regions
        for name, field in self.fields.items():
            if isinstance(field, forms.DateField):
                field.width = "date"
                field.error_messages |= {
                    "required": f"请填写{field.label}，例如2027-06-01。",
                    "invalid": f"{field.label}写成2027-06-01这样。",
                }
            if name == "year":
                field.width = "number"
