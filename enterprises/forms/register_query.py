"""The conditions of the ledger as they stand in its address."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from enterprises.enums import EnterpriseStatus, ReportState, Scheme, SizeClass
from enterprises.forms.fields import SpecField
from enterprises.queries.lenses import lenses
from enterprises.queries.register_lines import ANY, MINE, MISSING, NONE, RegisterChoices, RegisterFilter
from portal.codes import industries
from portal.web.links import with_query
from portal.web.parts import Chip
from portal.workbooks.spec import ColumnSpec, Kind

ENDS = {"30": "30天内", "90": "90天内", "180": "180天内", "365": "一年内"}


class Several(forms.ChoiceField):
    """A facet: one choice, or several joined by commas as links from other pages carry them.

    Unknown values fall away: an old address still opens.
    """

    def __init__(self, label: str, choices: Mapping[str, str], *, everything: str = "全部") -> None:
        self.offered = dict(choices)
        super().__init__(label=label, required=False, choices=[("", everything), *self.offered.items()])
        self.widget.attrs["data-facet"] = ""

    def clean(self, value: Any) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each for each in str(value or "").split(",") if each in self.offered))

    def words(self, values: tuple[str, ...]) -> str:
        """The chosen values as the page says them."""
        return "、".join(self.offered[value] for value in values)


class RegisterQuery(forms.Form):
    """The query form of the ledger; a GET form, so that the address is the whole state.

    A condition that is no condition (letters in an amount) is told at its field and passed over.
    """

    FIRST = ("q", "county", "title", "officer")

    def __init__(self, data: QueryDict, *, choices: RegisterChoices, on: date) -> None:
        super().__init__(data, auto_id="f_%s")
        money = {"kind": Kind.MONEY, "unit": "万元"}
        year = {"kind": Kind.YEAR}
        fields = {
            "q": forms.CharField(label="企业名称或信用代码", required=False, max_length=100),
            "county": Several("县区", {**choices.counties, NONE: "县区未知"}),
            "title": Several("资质", {**dict(Scheme.choices), NONE: "没有资质"}),
            "officer": Several("包联人", {MINE: "我包联的", NONE: "没有包联人", **choices.officers}),
            "zone": Several("功能区", {**choices.zones, NONE: "不在功能区"}),
            "section": Several(
                "行业门类", {**{k: f"{k} {v}" for k, v in industries.sections().items()}, NONE: "行业未知"}
            ),
            "scale": Several("企业规模", {**dict(SizeClass.choices), NONE: "规模未知"}),
            "founded_from": SpecField(ColumnSpec("成立年份从", "founded_from", **year), on=on),
            "founded_to": SpecField(ColumnSpec("到", "founded_to", **year), on=on),
            "sales_from": SpecField(ColumnSpec(f"{on.year - 1}年销售收入从", "sales_from", **money), on=on),
            "sales_to": SpecField(ColumnSpec("到", "sales_to", **money), on=on),
            "report": Several(
                f"{on.year - 1}年年报",
                {
                    MISSING: "未报",
                    ReportState.SUBMITTED.value: "已报待审核",
                    ReportState.CONFIRMED.value: "已审核",
                },
            ),
            "ends": Several("资质到期", ENDS),
            "status": Several("状态", {**dict(EnterpriseStatus.choices), ANY: "全部状态"}, everything="存续（默认）"),
        }
        for lens in lenses():
            fields[lens.key] = Several(lens.title, lens.choices)
        self.fields.update(fields)
        for name, field in fields.items():
            field.width = "full"
            value = data.get(name, "")
            if isinstance(field, Several) and "," in value:
                chosen = field.clean(value)
                field.choices = [*field.choices, (value, field.words(chosen))]
        self.fields["q"].widget.attrs.update({"type": "search", "autocomplete": "off"})
        for name in ("founded_from", "founded_to"):
            self.fields[name].widget.attrs["placeholder"] = "例如 2018"
        self.full_clean()

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """The conditions of the first row."""
        return [self[name] for name in self.FIRST]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        """The others, behind 更多条件."""
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def more_count(self) -> int:
        """How many of the others are in force."""
        return sum(1 for name in self._in_force() if name not in self.FIRST)

    def _in_force(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, ())}

    def wanted(self) -> RegisterFilter:
        """The conditions in force."""
        given = self._in_force()
        one = {name: (given.get(name) or ("",))[0] for name in ("report", "officer", "status", "ends")}
        return RegisterFilter(
            text=given.get("q", ""),
            counties=given.get("county", ()),
            zones=given.get("zone", ()),
            titles=given.get("title", ()),
            sizes=given.get("scale", ()),
            sections=given.get("section", ()),
            founded_from=given.get("founded_from"),
            founded_to=given.get("founded_to"),
            sales_from_fen=given.get("sales_from"),
            sales_to_fen=given.get("sales_to"),
            report=one["report"],
            ends_within=int(one["ends"]) if one["ends"] else None,
            officer=one["officer"],
            status=one["status"] or EnterpriseStatus.ACTIVE,
            lent={lens.key: given[lens.key] for lens in lenses() if lens.key in given},
        )

    def chips(self, query: QueryDict) -> list[Chip]:
        """One chip per condition in force, each with the address without it."""
        chips = []
        for name, value in self._in_force().items():
            field = self.fields[name]
            words = field.words(value) if isinstance(field, Several) else str(self[name].value())
            if field_unit := getattr(field, "unit", ""):
                words = words if words.endswith(field_unit) else f"{words}{field_unit}"
            label = {"founded_to": "成立年份到", "sales_to": "销售收入到"}.get(name, str(field.label))
            chips.append(Chip(label, words, with_query(query, **{name: None})))
        return chips
