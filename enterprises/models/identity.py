"""统一社会信用代码 and the other facts of an enterprise: how they are written, and why one is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from stdnum.cn import uscc

from enterprises.enums import TaxCollection
from enterprises.models.enterprise import Enterprise
from portal.codes import fields, industries
from portal.regions.models import Axis, Level, Region

CODE_EXAMPLE = "91350100M000100Y43"
FACTS = (
    "name", "county", "zone", "address", "founded_on", "legal_type", "capital_minor", "capital_currency",
    "capital_text", "business_scope", "industry_code", "field_code", "is_resident", "tax_collection", "accounts_sound",
    "industry_allowed", "industry_barred", "legal_person", "contact_name", "contact_phone",
)  # fmt: skip
"""What can be registered and revised, beside the code and the city."""

_NEVER_USED = "IOSVZ"
_EARLIEST = date(1900, 1, 1)
_FLAGS = ("is_resident", "accounts_sound", "industry_allowed", "industry_barred")


class Refusal(ValueError):
    """Facts that cannot be true. problems: field → one sentence; "" holds what concerns no single field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(self.problems.values()))


def normalise_code(text: str) -> str:
    """A credit code as it is kept: half-width, upper case, without blanks, hyphens or invisible marks."""
    return re.sub(r"[\s\-\u200b-\u200f\u202a-\u202e\u2060\ufeff]+", "", unicodedata.normalize("NFKC", text)).upper()


def problem_of_code(code: str) -> str:
    """Why a normalised credit code is none, in one sentence; nothing when it is one. Clause: GB 32100-2015."""
    if not code:
        return f"统一社会信用代码未填。应为18位，示例：{CODE_EXAMPLE}。"
    if re.fullmatch(r"\d(\.\d+)?E\+?\d+", code):
        return f"统一社会信用代码被Excel存成了科学计数法“{code}”，末几位已丢失。请把该列设为文本后重新填写。"
    if len(code) == 15 and code.isascii() and code.isdigit():
        return f"“{code}”是15位的旧工商注册号。请填换照后的18位统一社会信用代码，示例：{CODE_EXAMPLE}。"
    if len(code) != 18:
        return f"统一社会信用代码应为18位，实际为{len(code)}位：“{code}”。示例：{CODE_EXAMPLE}。"
    if sentence := _wrong_mark(code):
        return sentence
    expected = uscc.calc_check_digit(code[:17])
    if code[17] == expected:
        return ""
    if code.endswith("000") and code.isdigit():
        return (
            f"统一社会信用代码“{code}”校验位不对：Excel可能把第16-18位改成了0。请把该列设为文本，按营业执照重新填写。"
        )
    return (
        f"统一社会信用代码“{code}”校验位不对：按前17位算，第18位应为{expected}，实际为{code[17]}。"
        "请对照营业执照，看是否有一位抄错。"
    )


def _wrong_mark(code: str) -> str:
    for place, mark in enumerate(code, start=1):
        if mark in _NEVER_USED:
            likely = {"I": "1", "O": "0", "S": "5", "Z": "2", "V": "U"}[mark]
            return f"统一社会信用代码第{place}位是“{mark}”，代码中不用字母I、O、S、V、Z。是否应为{likely}？实际为“{code}”。"
        if not (mark.isascii() and mark.isalnum()):
            return f"统一社会信用代码第{place}位是“{mark}”，只能用数字和大写字母。实际为“{code}”。"
        if 3 <= place <= 8 and not mark.isdigit():
            return f"统一社会信用代码第{place}位是“{mark}”，第3-8位是登记机关行政区划码，只能用数字。实际为“{code}”。"
    return ""


def clean_facts(given: Mapping[str, Any], *, city: Region, on: date) -> dict[str, Any]:
    """The given facts as they are kept. Text is trimmed; codes brought to their form.

    given: any of FACTS; county and zone are Region rows or None.
    Raises Refusal with one sentence per wrong field, and TypeError for a name that is no fact.
    """
    strange = set(given) - set(FACTS)
    if strange:
        raise TypeError(f"no such fact of an enterprise: {', '.join(sorted(strange))}")
    facts = {name: _tidy(value) for name, value in given.items()}
    if "industry_code" in facts:
        facts["industry_code"] = industries.normalise(facts["industry_code"])
    if "field_code" in facts:
        facts["field_code"] = fields.normalise(facts["field_code"])
    if "capital_currency" in facts:
        facts["capital_currency"] = facts["capital_currency"].upper()
    problems = {name: sentence for name, value in facts.items() if (sentence := _problem(name, value, city, on))}
    if problems:
        raise Refusal(problems)
    return facts


def _tidy(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return re.sub(r"[ \t\r\f\v\u3000\u00a0]+", " ", value.replace("\u200b", "").replace("\ufeff", "")).strip()


def _problem(name: str, value: Any, city: Region, on: date) -> str:
    check = _CHECKS.get(name)
    if check is not None and (sentence := check(value, city, on)):
        return sentence
    if isinstance(value, str):
        column = Enterprise._meta.get_field(name)
        limit = column.max_length
        if limit is not None and len(value) > limit:
            return f"{column.verbose_name}最多{limit}个字，实际有{len(value)}个字。"
    elif value is None and name not in _MAY_BE_NONE:
        return f"{Enterprise._meta.get_field(name).verbose_name}应为文字，未知请留空。"
    return ""


_MAY_BE_NONE = {"county", "zone", "founded_on", "capital_minor", *_FLAGS}


def _name(value: str, _city: Region, _on: date) -> str:
    return "" if value else "企业名称未填。请按营业执照填写全称，示例：鹤壁某某精密制造有限公司。"


def _founded(value: date | None, _city: Region, on: date) -> str:
    if value is None:
        return ""
    if value > on:
        return f"注册成立日期{value}晚于今天（{on}）。请按营业执照填写，示例：2017-05-11。"
    if value < _EARLIEST:
        return f"注册成立日期{value}早于{_EARLIEST.year}年。请按营业执照填写，示例：2017-05-11。"
    return ""


def _county(value: Region | None, city: Region, _on: date) -> str:
    if value is None:
        return ""
    if value.axis != Axis.STATUTORY or value.level != Level.COUNTY:
        return f"县区应为行政区划中的县、市、区，“{value.name}”不是。功能区请填在“功能区”一栏。"
    return "" if value.city_id == city.pk else f"县区“{value.name}”不在{city.name}内。"


def _zone(value: Region | None, city: Region, _on: date) -> str:
    if value is None:
        return ""
    if value.axis != Axis.ZONE:
        return f"“{value.name}”不是功能区。县、市、区请填在“县区”一栏。"
    return "" if value.city_id == city.pk else f"功能区“{value.name}”不在{city.name}内。"


def _capital(value: int | None, _city: Region, _on: date) -> str:
    return f"注册资本不能为负，实际为{value / 1_000_000:,.2f}万。" if value is not None and value < 0 else ""


def _currency(value: str, _city: Region, _on: date) -> str:
    return "" if re.fullmatch(r"([A-Z]{3})?", value) else f"注册资本币种应为三个字母，实际为“{value}”。示例：CNY、USD。"


def _tax(value: str, _city: Region, _on: date) -> str:
    return "" if value in ("", *TaxCollection.values) else f"征收方式应为查账征收或核定征收，实际为“{value}”。"


_CHECKS = {
    "name": _name,
    "founded_on": _founded,
    "county": _county,
    "zone": _zone,
    "capital_minor": _capital,
    "capital_currency": _currency,
    "tax_collection": _tax,
    "industry_code": lambda value, _city, _on: industries.problem(value),
    "field_code": lambda value, _city, _on: fields.problem(value),
}
