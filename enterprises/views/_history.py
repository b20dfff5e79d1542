"""变更记录 in words: what each deed changed, with units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from enterprises.enums import (
    AssignmentLayer,
    ComplianceKind,
    EnterpriseStatus,
    RecognitionKind,
    ReportState,
    RightKind,
    Scheme,
    SizeClass,
    TaxCollection,
)
from enterprises.models import Merit
from enterprises.models.figures import LABELS, shown
from portal.audit.deeds import deed_label, role_label
from portal.audit.models import Entry
from portal.audit.queries import changes_of
from portal.web import formats

# Words for what the log keeps beside the columns of an enterprise.
_LABELS = {
    "code": "统一社会信用代码",
    "fiscal_year": "会计年度",
    "revision": "第几版",
    "state": "状态",
    "officer": "包联人",
    "layer": "层级",
    "since": "起始日期",
    "until": "结束日期",
    "scheme": "资质",
    "number": "编号",
    "kind": "类别",
    "valid_from": "发证日期",
    "valid_to": "有效期至",
    "certificate": "证书",
    "revoked_on": "取消日期",
    "happened_on": "发生日期",
    "ended_on": "移出日期",
    "authority": "认定部门",
    "event": "事项",
    "right": "知识产权",
    "granted_on": "授权（取得）日期",
    "applied_on": "申请日",
    "expires_on": "到期日",
    "lapsed_on": "失效日",
    "acquisition": "获得方式",
    "is_disputed": "有争议",
    "serves_main_product": "与主要产品相关",
    "used_in_hnte_year": "已用于高企认定年度",
    "unit_rank": "本企业排名",
    "person": "人员",
    "role": "身份",
    "agency": "服务机构",
    "year": "年度",
    "rd_project": "研发项目备案",
    "ledger": "辅助账",
    "deduction": "加计扣除享受",
    "visited_on": "走访日期",
    "groups": "核实的评分组",
    "corrects": "更正的记录",
    "programmes": "事项",
    "may_fill": "可代填",
    "mandate_from": "授权起始",
    "mandate_to": "授权截止",
    "field": "查看的内容",
    "successor": "存续企业",
    "safety": "安全事故比对",
    "quality": "质量事故比对",
    "environment": "环境违法比对",
    "research": "科研失信比对",
    "abnormal": "经营异常比对",
    "dishonest": "严重失信比对",
    "rights": "知识产权核对",
    "titles": "资质核对",
    "merits": "奖励与标准核对",
}
_WORDS: dict[str, str] = {
    str(value): str(label)
    for choices in (
        Scheme, RecognitionKind, ReportState, RightKind, ComplianceKind, EnterpriseStatus, AssignmentLayer, SizeClass,
        TaxCollection, Merit.Kind,
    )
    for value, label in choices.choices
}  # fmt: skip
_CODED = {"scheme", "kind", "state", "status", "layer", "tax_collection", "size_class"}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One field before and after, in words; an empty one was unknown."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One deed."""

    at: Any
    who: str
    role: str
    deed: str
    reason: str
    changes: tuple[ChangeLine, ...]


def lines_of(entries: Iterable[Entry]) -> list[HistoryLine]:
    """The entries in words, in the order given."""
    return [
        HistoryLine(
            entry.at,
            entry.by_name,
            role_label(entry.by_role),
            deed_label(entry.deed),
            entry.reason,
            tuple(_changes(entry)),
        )
        for entry in entries
    ]


def _changes(entry: Entry) -> Iterable[ChangeLine]:
    names = [*(entry.before or {}), *(name for name in entry.after or {} if name not in (entry.before or {}))]
    for name, change in zip(names, changes_of(entry), strict=True):
        label = LABELS.get(name) or _LABELS.get(name) or change.label
        yield ChangeLine(label, _words(name, change.before), _words(name, change.after))


def _words(name: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in LABELS and isinstance(value, int):
        return shown(name, value)
    if name in _CODED:
        return _WORDS.get(str(value), str(value))
    if name == "contact_phone":
        return formats.mask_phone(str(value))
    return {"contact_phone": "联系电话"}.get(str(value), str(value))
