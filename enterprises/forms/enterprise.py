"""The facts of an enterprise as a person types them, block by block."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from enterprises.enums import EnterpriseStatus, TaxCollection
from enterprises.forms.fields import DayField
from enterprises.models import Enterprise
from portal.codes import fields as technology
from portal.regions.models import Region
from portal.regions.queries import counties_of, zones_of
from portal.workbooks.spec import ColumnSpec, Kind
from portal.workbooks.values import Capital, Context, parse

YES_NO = [("", "未填"), ("yes", "是"), ("no", "否")]


class YesNo(forms.ChoiceField):
    """是, 否, or not known."""

    width = "short"

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label=label, choices=YES_NO, required=False, **options)

    def clean(self, value: Any) -> bool | None:
        return {"yes": True, "no": False}.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)


class PartOfCity(forms.ModelChoiceField):
    """A county or zone of the city, or none."""

    def __init__(self, label: str, queryset: Any, *, empty: str, help_text: str = "") -> None:
        super().__init__(
            queryset, label=label, required=False, empty_label=empty, to_field_name="code", help_text=help_text
        )


class CapitalField(forms.CharField):
    """Registered capital with its currency as one text: 250万元, 35万美元. Gives a Capital or None."""

    width = "code"

    def clean(self, value: Any) -> Capital | None:
        text = super().clean(value)
        if not text:
            return None
        reading = parse(ColumnSpec("注册资本", "capital", Kind.CAPITAL, unit="万元"), text, Context(on=date.min))
        if not isinstance(reading.value, Capital):
            raise forms.ValidationError(f"没有看懂“{text[:40]}”。应为金额加单位，例如250万元、35万美元。")
        return reading.value


BLOCKS = {
    "identity": "登记信息",
    "place": "所在地与行业",
    "standing": "资格与征收",
    "people": "联系方式",
}
"""The blocks of the edit page: key → title; each is saved by itself."""


def _identity(on: date, _city: Region) -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label="企业名称", max_length=200),
        "founded_on": DayField("注册成立日期", on=on),
        "legal_type": forms.CharField(label="企业类型", required=False, max_length=80),
        "capital": CapitalField(label="注册资本", required=False, help_text="金额加单位，例如250万元、35万美元"),
        "business_scope": forms.CharField(label="经营范围", required=False, widget=forms.Textarea(attrs={"rows": 4})),
    }


def _place(_on: date, city: Region) -> dict[str, forms.Field]:
    return {
        "county": PartOfCity("县区", counties_of(city), empty="未知", help_text="统计口径，按登记地的行政区划"),
        "zone": PartOfCity("功能区", zones_of(city), empty="不在功能区"),
        "address": forms.CharField(label="注册地址", required=False, max_length=300),
        "industry_code": forms.CharField(
            label="国民经济行业", required=False, max_length=12, help_text="GB/T 4754-2017，例如C3425或3425"
        ),
        "field_code": forms.ChoiceField(label="高新技术领域", required=False, choices=_technology_choices()),
    }


def _standing(_on: date, _city: Region) -> dict[str, forms.Field]:
    return {
        "is_resident": YesNo("居民企业"),
        "tax_collection": forms.ChoiceField(
            label="企业所得税征收方式", required=False, choices=[("", "未填"), *TaxCollection.choices]
        ),
        "accounts_sound": YesNo("会计核算健全"),
        "industry_allowed": YesNo("产品不属于禁止、限制、淘汰类"),
        "industry_barred": YesNo("属于加计扣除负面清单行业"),
    }


def _people(_on: date, _city: Region) -> dict[str, forms.Field]:
    return {
        "legal_person": forms.CharField(label="法定代表人", required=False, max_length=60),
        "contact_name": forms.CharField(label="联系人", required=False, max_length=60),
        "contact_phone": forms.CharField(
            label="联系电话", required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
        ),
    }


_FIELDS = {"identity": _identity, "place": _place, "standing": _standing, "people": _people}


def _technology_choices() -> list[tuple[str, Any]]:
    grouped = [
        (field.name, [(code, f"{code} {name}") for code, name in field.second.items()])
        for field in technology.table().fields
    ]
    return [("", "未填"), *grouped]


class Block(forms.Form):
    """One block of the facts, filled with what is on file; revision carries what the person saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, enterprise: Enterprise, block: str, on: date) -> None:
        super().__init__(data, initial={"revision": enterprise.fact_revision, **_initial(enterprise)})
        self.fields.update(_FIELDS[block](on, enterprise.city))
        if block == "place" and enterprise.field_code:
            _offer(self.fields["field_code"], enterprise.field_code)
        self.helper = _helper()

    def facts(self) -> dict[str, Any]:
        """What revise takes; capital as its three columns."""
        return as_facts({name: value for name, value in self.cleaned_data.items() if name != "revision"})


class Register(forms.Form):
    """A new enterprise: the code is known already, the rest as far as it is known."""

    def __init__(self, data: Any, *, city: Region, county: Region | None, on: date) -> None:
        super().__init__(data, initial={"county": county.code if county else ""})
        self.fields.update(_identity(on, city) | _place(on, city) | _people(on, city))
        for name in ("legal_type", "business_scope"):
            del self.fields[name]
        self.helper = _helper()

    def facts(self) -> dict[str, Any]:
        """What register takes beside code and city."""
        return as_facts(self.cleaned_data)


class CodeLookup(forms.Form):
    """The first step of a new enterprise: is the code on file already?"""

    code = forms.CharField(
        label="统一社会信用代码",
        max_length=40,
        help_text="18位，营业执照上的“统一社会信用代码”",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].width = "code"
        self.helper = _helper()


class Status(forms.Form):
    """A new status, with its reason."""

    status = forms.ChoiceField(label="状态", choices=EnterpriseStatus.choices)
    successor_code = forms.CharField(
        label="存续企业的统一社会信用代码", required=False, max_length=40, help_text="只在选择“已并入”时填写"
    )
    reason = forms.CharField(label="原因", max_length=200, help_text="示例：2026-11-03经登记机关核准注销")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.helper = _helper()


def as_facts(cleaned: dict[str, Any]) -> dict[str, Any]:
    """Cleaned fields as the names of facts."""
    facts = dict(cleaned)
    if "capital" in facts:
        capital = facts.pop("capital")
        facts["capital_minor"] = capital.amount_minor if capital else None
        facts["capital_currency"] = capital.currency if capital else ""
        facts["capital_text"] = capital.text[:60] if capital else ""
    return facts


def _initial(enterprise: Enterprise) -> dict[str, Any]:
    names = ("name", "founded_on", "legal_type", "business_scope", "address", "industry_code", "field_code")
    flags = ("is_resident", "tax_collection", "accounts_sound", "industry_allowed", "industry_barred")
    people = ("legal_person", "contact_name", "contact_phone")
    return {
        **{name: getattr(enterprise, name) for name in (*names, *flags, *people)},
        "county": enterprise.county.code if enterprise.county else "",
        "zone": enterprise.zone.code if enterprise.zone else "",
        "capital": capital_text(enterprise),
    }


def capital_text(enterprise: Enterprise) -> str:
    """Registered capital as typed, or rebuilt from its amount."""
    if enterprise.capital_text or enterprise.capital_minor is None:
        return enterprise.capital_text
    return str(Capital(enterprise.capital_minor, enterprise.capital_currency or "CNY", ""))


def _offer(field: Any, code: str) -> None:
    """A third-level code on file stays choosable though the list ends at the second."""
    if not any(code == value for _, group in field.choices if isinstance(group, list) for value, _ in group):
        field.choices = [*field.choices, (code, f"{code} {technology.label(code)}")]


def _helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
