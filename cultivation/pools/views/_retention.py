"""高企巩固 in words: each item of the checklist with its state and its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cultivation.pools.enums import Answer, RetentionItem
from cultivation.pools.models import RetentionStandard
from cultivation.pools.queries.retention import IP, MET, UNKNOWN, UNMET
from enterprises.models import Enterprise

TITLES = {IP: "知识产权", **{item.value: str(item.label) for item in RetentionItem}}
STATE_WORDS = {"met": "已做到", "unmet": "没做到", "unknown": "未知", "out": "不计入分母"}
_VERDICT = {Answer.YES: MET, Answer.NO: UNMET, Answer.NONE: UNMET, "": UNKNOWN}
_SAID = {
    RetentionItem.RD_PROJECT: {Answer.YES: "研发项目已备案", Answer.NO: "有研发项目，没有全部备案"},
    RetentionItem.LEDGER: {Answer.YES: "已建辅助账", Answer.NO: "没有建辅助账"},
    RetentionItem.DEDUCTION: {Answer.YES: "已享受加计扣除", Answer.NO: "没有享受加计扣除"},
}


@dataclass(frozen=True)
class Line:
    """One item of a year. verdict: MET, UNMET, UNKNOWN, or None when it does not apply; reason says why."""

    item: str
    title: str
    verdict: int | None
    need: str
    reason: str


def lines_of(firm: Enterprise, year: int, standard: RetentionStandard | None, *, on: date, why: str = "") -> list[Line]:
    """The four items of an annotated enterprise. why: the reason recorded for a year without R&D project."""
    lines = []
    if standard is not None:
        lines.append(Line(IP, TITLES[IP], firm.ip_state, need_of(standard), ip_reason(firm, year, standard, on=on)))
    none = firm.rd == Answer.NONE
    for item, answer in (
        (RetentionItem.RD_PROJECT, firm.rd),
        (RetentionItem.LEDGER, firm.ledger),
        (RetentionItem.DEDUCTION, firm.deduction),
    ):
        verdict: int | None = _VERDICT[answer]
        reason = _SAID[item].get(answer, "没有登记，不等于没有")
        if none and item == RetentionItem.RD_PROJECT:
            reason = f"当年没有研发项目：{why}" if why else "当年没有研发项目"
        if none and item == RetentionItem.DEDUCTION:
            verdict, reason = None, "当年没有研发项目并登记了原因，不计入分母"
        lines.append(Line(item, TITLES[item], verdict, _SAID[item][Answer.YES], reason))
    return lines


def need_of(standard: RetentionStandard) -> str:
    """What is asked of the rights, in words."""
    word = "申报" if standard.counted_by == "applied" else "授权"
    return f"每年{word}不少于{standard.ip_min}项，其中Ⅰ类至少{standard.class_one_min}项"


def ip_reason(firm: Enterprise, year: int, standard: RetentionStandard, *, on: date) -> str:
    """What is counted, what is short, and why a shortage is not yet certain."""
    word = "申报" if standard.counted_by == "applied" else "授权"
    short = []
    if firm.ip_count < standard.ip_min:
        short.append(f"差{standard.ip_min - firm.ip_count}项")
    if firm.ip_one < standard.class_one_min:
        missing = standard.class_one_min - firm.ip_one
        short.append("没有Ⅰ类" if not firm.ip_one else f"Ⅰ类差{missing}项")
    said = f"{year}年{word}{firm.ip_count}项，Ⅰ类{firm.ip_one}项"
    if short:
        said += f"，{'，'.join(short)}"
    if firm.ip_state != UNKNOWN:
        return said
    if on <= date(year, 12, 31):
        return f"{said}；年度还没有结束"
    if firm.ip_undated:
        return f"{said}；另有{firm.ip_undated}项没有填{'申请日' if word == '申报' else '授权日'}"
    return f"{said}；{year}年以后没有核对过知识产权是否登记齐全"
