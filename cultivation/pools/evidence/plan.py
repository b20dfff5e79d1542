"""一企一策: what a plan can be made from, and how far its figures have come since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from cultivation.pools.evidence.bindings import BINDINGS
from cultivation.pools.evidence.checkup import examine
from cultivation.pools.evidence.diagnosis import Diagnosis, NoPack, diagnose
from cultivation.pools.models import FirmPlan, PlanMeasure
from enterprises.models import Enterprise
from policies.engine import NotInForce, Proposal
from policies.engine.evidence import SAID

REACHED, SHORT, UNKNOWN, BY_PERSON = "reached", "short", "unknown", "by_person"
DECEMBER: Final = 12
# Where a figure is kept, or who supplies it → what usually proves it.
_PROOFS: Final = {
    "年度报告": "下一年度报告和研发辅助账",
    "企业年报": "下一年度报告和研发辅助账",
    "知识产权台账": "证书或受让登记",
    "资质证书": "证书复印件",
    "证书台账": "证书复印件",
    "奖励与标准": "获奖证书或标准文本",
    "补充情况": "补充情况登记及附件",
    "登记信息": "营业执照或登记信息",
    "合规比对": "主管部门的比对结果",
    "部门比对": "主管部门的比对结果",
    "专家评审": "专家意见",
}


@dataclass(frozen=True)
class Planned:
    """One thing a plan may hold: see PlanMeasure. proof: the evidence usually asked for."""

    title: str
    text: str
    lead: str
    ready_on: date | None
    figures: tuple[dict[str, Any], ...]
    proof: str


@dataclass(frozen=True)
class Offer:
    """One way a plan can be made from. key: changes as soon as anything of the way does. goal: where it leads, in words."""

    key: str
    goal: str
    measures: tuple[Planned, ...]


@dataclass(frozen=True)
class Offers:
    """What a plan of an enterprise and programme can be made from on a day. year: the one whose figures it moves."""

    found: Diagnosis
    year: int
    ways: tuple[Offer, ...]


def offers(enterprise: Enterprise, programme: str, *, on: date) -> Offers:
    """The shortest ways and, where figures are missing, the way to complete them; nothing where it passes already.

    Raises NoPack and NotInForce where no text judges the enterprise on the day.
    """
    (one,) = examine(enterprise, [programme], on=on)
    if isinstance(one, NoPack | NotInForce):
        raise one
    found = one.found
    ways = [_offer(found, proposal) for proposal in one.ways.proposals]
    if found.explanation.missing:
        ways.append(_completing(found))
    return Offers(found, one.year or on.year, tuple(ways))


def _offer(found: Diagnosis, proposal: Proposal) -> Offer:
    measures = [
        Planned(
            element.title,
            element.text,
            element.lead,
            date.fromisoformat(element.ready_on) if element.ready_on else None,
            tuple(
                {
                    "word": change.word,
                    "label": change.label,
                    "before": change.before,
                    "after": change.after,
                    "was": held(found, change.word),
                    "amount": change.amount,
                }
                for change in element.changes
            ),
            _proof([change.word for change in element.changes]),
        )
        for element in proposal.elements
    ]
    goal = "，".join(filter(None, (proposal.score_text, proposal.outcome_text)))
    return _keyed(found, goal, measures)


def _completing(found: Diagnosis) -> Offer:
    """One measure for each figure that is missing."""
    measures = [
        Planned(
            f"补齐{fact.label}",
            f"报{fact.period}的数，由{fact.supplier}提供",
            "",
            None,
            ({"word": fact.word, "label": fact.label, "before": "未填", "after": "已填", "was": None, "amount": 0},),
            _PROOFS.get(fact.supplier, f"{fact.supplier}的记录"),
        )
        for fact in found.explanation.missing
    ]
    return _keyed(found, "数据齐全，可以判断", measures)


def _keyed(found: Diagnosis, goal: str, measures: Sequence[Planned]) -> Offer:
    told = json.dumps([found.pack.digest, goal, [[one.title, one.text, one.figures] for one in measures]])
    return Offer(hashlib.sha256(told.encode()).hexdigest()[:16], goal, tuple(measures))


def _proof(words: Sequence[str]) -> str:
    homes = dict.fromkeys(BINDINGS[word].home for word in words if word in BINDINGS)
    return "；".join(dict.fromkeys(_PROOFS.get(home, f"{home}的记录") for home in homes))


def held(found: Diagnosis, word: str) -> int | None:
    """The figure as it stands, in stored units; of a series the last year's, None when nobody has said it."""
    column = found.evidence.columns.get(word)
    if column is None:
        return None
    value, known = column.values[0], column.known[0]
    if found.pack.vocabulary[word].years:
        value, known = value[-1], known[-1]
    return int(value) if known == SAID else None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return (date(year + month // DECEMBER, month % DECEMBER + 1, 1)) - timedelta(days=1)


# -- how far it has come ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FigureNow:
    """One figure of a measure today. now: as shown, 未填 when nobody has said it."""

    label: str
    before: str
    after: str
    now: str
    state: str


@dataclass(frozen=True)
class MeasureNow:
    """A measure with what the facts say of it today. state: reached, short, unknown, or by_person where no figure tells."""

    measure: PlanMeasure
    figures: tuple[FigureNow, ...]
    state: str
    is_late: bool


def measures_now(plan: FirmPlan, *, on: date) -> list[MeasureNow]:
    """Each measure of a plan with its figures of today; they are read, never typed."""
    try:
        found: Diagnosis | None = diagnose(plan.enterprise, plan.programme, on=on, kind=plan.kind)
    except (NoPack, NotInForce):
        found = None
    shown = _shown(found)
    return [_measure_now(measure, found, shown, on) for measure in plan.measures.all()]


def _shown(found: Diagnosis | None) -> Mapping[str, str]:
    if found is None:
        return {}
    return {
        fact.word: fact.years[-1] if fact.years else fact.value
        for account in found.explanation.accounts
        for fact in account.facts
    }


def _measure_now(measure: PlanMeasure, found: Diagnosis | None, shown: Mapping[str, str], on: date) -> MeasureNow:
    figures = tuple(
        FigureNow(
            each["label"],
            each["before"],
            each["after"],
            shown.get(each["word"], "未填"),
            figure_state(each, None if found is None else held(found, each["word"])),
        )
        for each in measure.figures
    )
    states = {each.state for each in figures}
    if not figures:
        is_waiting = measure.ready_on is not None and not measure.lead
        state = (REACHED if on >= measure.ready_on else SHORT) if is_waiting and measure.ready_on else BY_PERSON
    else:
        state = next((one for one in (UNKNOWN, SHORT) if one in states), REACHED)
    is_open = state != REACHED and measure.state not in ("done", "dropped")
    return MeasureNow(measure, figures, state, is_open and measure.due_on < on)


def figure_state(figure: Mapping[str, Any], now: int | None) -> str:
    """Whether a figure has come as far as the plan asked. Unknown is neither."""
    if now is None:
        return UNKNOWN
    if figure["was"] is None:
        return REACHED
    moved = now - figure["was"]
    amount = figure["amount"]
    return REACHED if (moved >= amount if amount > 0 else moved <= amount) else SHORT
