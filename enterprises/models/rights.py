"""What is checked of a right before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from enterprises.enums import Acquisition, RightKind
from enterprises.models.intellectual_property import IntellectualProperty

COLUMNS = (
    "kind", "number", "name", "applied_on", "granted_on", "expires_on", "lapsed_on", "acquisition", "is_disputed",
    "serves_main_product", "used_in_hnte_year",
)  # fmt: skip


def tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns given, text trimmed. Raises TypeError for what is no column of a right."""
    strange = set(values) - set(COLUMNS)
    if strange:
        raise TypeError(f"no such fact of a right: {', '.join(sorted(strange))}")
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}


def problems_of(right: IntellectualProperty, *, on: date) -> dict[str, str]:
    """Why a right cannot stand so: field → one sentence."""
    problems = {}
    if right.kind not in RightKind.values:
        problems["kind"] = f"类别“{right.kind}”不存在，可选：{'、'.join(RightKind.labels)}。"
    if not right.number:
        problems["number"] = "授权号未填，示例：ZL202210000001.X。"
    elif len(right.number) > 40:
        problems["number"] = f"授权号最多40个字符，实际有{len(right.number)}个。"
    if not right.name:
        problems["name"] = "名称未填。"
    elif len(right.name) > 200:
        problems["name"] = f"名称最多200个字，实际有{len(right.name)}个字。"
    if right.acquisition not in ("", *Acquisition.values):
        problems["acquisition"] = f"获得方式“{right.acquisition}”不存在，可选：{'、'.join(Acquisition.labels)}。"
    for name, label in (("applied_on", "申请日"), ("granted_on", "授权日"), ("lapsed_on", "失效日")):
        day = getattr(right, name)
        if day is not None and day > on:
            problems[name] = f"{label}{day}晚于今天（{on}）。"
    for early, late, says in (
        (right.applied_on, right.granted_on, "授权日不能早于申请日"),
        (right.granted_on, right.expires_on, "到期日不能早于授权日"),
        (right.granted_on, right.lapsed_on, "失效日不能早于授权日"),
    ):
        if early is not None and late is not None and late < early:
            problems.setdefault("granted_on", f"{says}（{early}，{late}）。")
    year = right.used_in_hnte_year
    if year is not None and not 2008 <= year <= on.year:
        problems["used_in_hnte_year"] = f"已用于高企认定的年度应在2008到{on.year}之间，实际为{year}。"
    return problems
