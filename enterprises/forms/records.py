"""Rights, certificates, events, checks and merits as a person types them; what is checked is the deeds' own."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from enterprises.enums import Acquisition, ComplianceKind, RecognitionKind, RightKind, Scheme
from enterprises.forms.enterprise import YesNo
from enterprises.forms.fields import DayField
from enterprises.models import Merit

CHECKS = {
    **{str(kind): str(kind.label) for kind in ComplianceKind},
    "rights": "知识产权已登记齐全",
    "titles": "资质已登记齐全",
    "merits": "奖励与标准已登记齐全",
}


class FutureDay(DayField):
    """A day that may still come: the end of a term."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, on=date(2200, 1, 1), **options)


def _right(on: date) -> dict[str, forms.Field]:
    return {
        "kind": forms.ChoiceField(label="类别", choices=RightKind.choices),
        "name": forms.CharField(label="名称", max_length=200),
        "number": forms.CharField(label="授权号", max_length=40, help_text="示例：ZL202210000001.X"),
        "applied_on": DayField("申请日", on=on),
        "granted_on": DayField("授权日", on=on),
        "expires_on": FutureDay("到期日"),
        "acquisition": forms.ChoiceField(
            label="获得方式", required=False, choices=[("", "未填"), *Acquisition.choices]
        ),
        "serves_main_product": YesNo("与主要产品（服务）相关"),
        "used_in_hnte_year": forms.IntegerField(
            label="已用于高企认定的年度", required=False, help_text="Ⅱ类知识产权只能用于一次认定；没有用过请留空"
        ),
    }


def _certificate(on: date) -> dict[str, forms.Field]:
    return {
        "scheme": forms.ChoiceField(label="资质", choices=Scheme.choices),
        "number": forms.CharField(label="证书编号", max_length=60, help_text="高企示例：GR202441000123"),
        "valid_from": DayField("发证日期", on=on, required=True),
        "valid_to": FutureDay("有效期至", help_text="留空则按规定推算：高企为发证日起三年，科小为编号年份的12月31日"),
        "kind": forms.ChoiceField(
            label="认定类型", required=False, choices=[("", "按已有证书判断"), *RecognitionKind.choices]
        ),
    }


def _event(on: date) -> dict[str, forms.Field]:
    return {
        "kind": forms.ChoiceField(label="事项", choices=ComplianceKind.choices),
        "happened_on": DayField("发生日期", on=on, required=True),
        "ended_on": DayField("移出日期", on=on),
        "authority": forms.CharField(label="认定部门", max_length=80, help_text="示例：鹤壁市应急管理局"),
        "evidence": forms.CharField(label="文书号", required=False, max_length=120),
    }


def _check(on: date) -> dict[str, forms.Field]:
    return {
        "lists": forms.MultipleChoiceField(
            label="已核对的内容",
            choices=list(CHECKS.items()),
            widget=forms.CheckboxSelectMultiple,
            help_text="与主管部门名单或证书原件核对过才勾选；核对过，“没有”才成立",
        ),
        "checked_on": DayField("核对日期", on=on, required=True),
    }


def _merit(on: date) -> dict[str, forms.Field]:
    return {
        "kind": forms.ChoiceField(label="类别", choices=Merit.Kind.choices),
        "name": forms.CharField(label="名称", max_length=200),
        "granted_on": DayField("取得日期", on=on, required=True),
        "unit_rank": forms.IntegerField(
            label="本企业排名", required=False, help_text="在获奖或起草单位中的位次，从1起"
        ),
    }


_FIELDS = {"right": _right, "certificate": _certificate, "event": _event, "check": _check, "merit": _merit}


class Record(forms.Form):
    """One thing to add to an enterprise: right, certificate, event, check or merit."""

    def __init__(self, data: Any, *, what: str, on: date) -> None:
        initial = {"checked_on": on} if what == "check" else None
        super().__init__(data, initial=initial)
        self.fields.update(_FIELDS[what](on))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
