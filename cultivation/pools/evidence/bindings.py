"""Binds every word the rules speak of to the facts held: the one answer to "where does this number come from?"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

import numpy as np

from enterprises.enums import ComplianceKind, StatementItem
from enterprises.models import STATEMENT_UNITS
from enterprises.queries.bulk import MISSING, day_number
from enterprises.queries.columns import CHECK_HOLDS_DAYS, LONG_YEARS, YEARS, FactColumns, Ints, years_before
from policies.engine import NOT_APPLICABLE, SAID, UNSAID, Column, Evidence


class Binding(Protocol):
    """How one word is read from the facts."""

    def column(self, facts: FactColumns, on: date) -> Column:
        """The word's values and what is known of them, for every enterprise of `facts`."""

    @property
    def home(self) -> str:
        """Where the fact is kept, in words for the person who has to supply it."""


@dataclass(frozen=True)
class Registered:
    """A day or figure of the registration."""

    name: str
    home: str = "登记信息"

    def column(self, facts: FactColumns, on: date) -> Column:
        values = facts.single[self.name]
        return Column(values, _said(values))


@dataclass(frozen=True)
class RegisteredFlag:
    """A yes or no of the registration; nobody's answer is neither."""

    name: str
    home: str = "登记信息"

    def column(self, facts: FactColumns, on: date) -> Column:
        values = facts.single[self.name]
        return Column(values == 1, _said(values))


@dataclass(frozen=True)
class Reported:
    """A figure of the annual reports: of the last complete fiscal year, or of the last three, oldest first.

    A year before the one in which the enterprise was founded is not applicable, unless something was reported for it.
    """

    name: str
    years: int = 1
    home: str = "年度报告"

    def column(self, facts: FactColumns, on: date) -> Column:
        table = facts.yearly[self.name]
        if self.years == 1:
            values = np.ascontiguousarray(table[:, -1])
            return Column(values, _said(values))
        if table.shape[1] > self.years:
            table = np.ascontiguousarray(table[:, -self.years :])
        known = _said(table)
        founded = facts.single["founded"]
        before = founded[:, None] > _last_days(on, self.years)[None, :]
        known[before & (founded != MISSING)[:, None] & (known == UNSAID)] = NOT_APPLICABLE
        return Column(table, known)


@dataclass(frozen=True)
class Rights:
    """A count of rights that serve the main product; known once the list was checked and every right is linked or not."""

    name: str
    home: str = "知识产权台账"

    def column(self, facts: FactColumns, on: date) -> Column:
        return Column(facts.single[self.name], _rights_known(facts))


@dataclass(frozen=True)
class OwnRights:
    """A count of own rights of Ⅰ类; known once the list was checked, and every right linked and its origin said."""

    name: str
    home: str = "知识产权台账"

    def column(self, facts: FactColumns, on: date) -> Column:
        sure = _rights_known(facts) & (facts.single["rights_one_origin_unsaid"] == 0)
        return Column(facts.single[self.name], sure.astype(np.int8))


@dataclass(frozen=True)
class GrantedRights:
    """A count of rights granted lately, whatever they serve; known once the list was checked."""

    name: str
    home: str = "知识产权台账"

    def column(self, facts: FactColumns, on: date) -> Column:
        return Column(facts.single[self.name], _said(facts.single["rights_checked"]))


@dataclass(frozen=True)
class AnyRight:
    """Whether at least one such right is held. One suffices for yes; no needs a checked list without loose ends."""

    name: str
    loose: tuple[str, ...] = ("rights_unlinked",)
    home: str = "知识产权台账"

    def column(self, facts: FactColumns, on: date) -> Column:
        held = (
            facts.single["rights_one"] + facts.single["rights_two"] > 0
            if self.name == "rights"
            else facts.single[self.name] > 0
        )
        sure = facts.single["rights_checked"] != MISSING
        for name in self.loose:
            sure &= facts.single[name] == 0
        return Column(held, (held | sure).astype(np.int8))


@dataclass(frozen=True)
class Held:
    """Whether a title is in force. A certificate on file says yes; no needs a checked list of titles."""

    name: str
    home: str = "资质证书"

    def column(self, facts: FactColumns, on: date) -> Column:
        held = facts.single[self.name] > 0
        return Column(held, (held | (facts.single["titles_checked"] != MISSING)).astype(np.int8))


@dataclass(frozen=True)
class Won:
    """An award or a standard with the rank the text asks for; an unknown rank leaves a no unknown."""

    name: str
    unranked: str = ""
    home: str = "奖励与标准"

    def column(self, facts: FactColumns, on: date) -> Column:
        held = facts.single[self.name] > 0
        sure = facts.single["merits_checked"] != MISSING
        if self.unranked:
            sure = sure & (facts.single[self.unranked] == 0)
        return Column(held, (held | sure).astype(np.int8))


@dataclass(frozen=True)
class Stated:
    """A figure or day stated beyond the reports."""

    name: str
    home: str = "补充情况"

    def column(self, facts: FactColumns, on: date) -> Column:
        values = facts.single[self.name]
        return Column(values, _said(values))


@dataclass(frozen=True)
class StatedFlag:
    """A yes or no stated beyond the reports; nobody's answer is neither."""

    name: str
    home: str = "补充情况"

    def column(self, facts: FactColumns, on: date) -> Column:
        values = facts.single[self.name]
        return Column(values == 1, _said(values))


@dataclass(frozen=True)
class CleanOfAll:
    """Whether nothing of any kind happened within some calendar years before the day.

    One event on file says no; yes needs a comparison with every list not older than a year.
    """

    years: int
    home: str = "合规比对"

    def column(self, facts: FactColumns, on: date) -> Column:
        today, since = day_number(on), day_number(years_before(on, self.years))
        guilty = np.zeros(facts.n, dtype=bool)
        compared = np.ones(facts.n, dtype=bool)
        for kind in ComplianceKind:
            last, checked = facts.single[f"{kind.value}_last"], facts.single[f"{kind.value}_checked"]
            guilty |= (last != MISSING) & (last > since)
            compared &= (checked != MISSING) & (checked <= today) & (today - checked <= CHECK_HOLDS_DAYS)
        return Column(~guilty, (guilty | compared).astype(np.int8))


@dataclass(frozen=True)
class Clean:
    """Whether nothing of a kind happened within a period before the day.

    An event on file says no; yes needs a comparison with the authority's list not older than a year.
    whole_years: count from 1 January of the year before, as 国科发政〔2017〕115号 第六条(四) does; else 365 days, as
    国科发火〔2016〕32号 第十一条(八) does.
    """

    kind: str
    whole_years: bool
    home: str = "合规比对"

    def column(self, facts: FactColumns, on: date) -> Column:
        today = day_number(on)
        since = day_number(date(on.year - 1, 1, 1)) if self.whole_years else today - 365
        last, checked = facts.single[f"{self.kind}_last"], facts.single[f"{self.kind}_checked"]
        guilty = (last != MISSING) & (last >= since)
        compared = (checked != MISSING) & (checked <= today) & (today - checked <= CHECK_HOLDS_DAYS)
        return Column(~guilty, (guilty | compared).astype(np.int8))


@dataclass(frozen=True)
class Expert:
    """Judged by experts when the application is reviewed; the portal holds no figure and invents none."""

    home: str = "专家评审"

    def column(self, facts: FactColumns, on: date) -> Column:
        return Column(np.zeros(facts.n, dtype=np.int64), np.zeros(facts.n, dtype=np.int8))


@dataclass(frozen=True)
class NotKept(Expert):
    """A fact that nobody keeps yet: unknown for every enterprise, and said so."""

    home: str = "尚未登记"


@dataclass(frozen=True)
class ExpertFlag:
    """A yes or no that experts give."""

    home: str = "专家评审"

    def column(self, facts: FactColumns, on: date) -> Column:
        return Column(np.zeros(facts.n, dtype=bool), np.zeros(facts.n, dtype=np.int8))


def evidence_of(facts: FactColumns, *, on: date, words: Collection[str] | None = None) -> Evidence:
    """The facts as the engine reads them, one column per word; only for some words when they are named."""
    wanted = BINDINGS if words is None else {word: BINDINGS[word] for word in BINDINGS if word in words}
    return Evidence(facts.n, {word: binding.column(facts, on) for word, binding in wanted.items()})


@dataclass(frozen=True)
class Figures:
    """The figures of the annual reports behind some words: of up to three years, and of four."""

    figures: tuple[str, ...]
    long: tuple[str, ...]


def figures_for(words: Collection[str] | None = None) -> Figures:
    """Which figures to read for some words, or for all."""
    named = [
        binding
        for word, binding in BINDINGS.items()
        if isinstance(binding, Reported) and binding.name != "net_assets_fen" and (words is None or word in words)
    ]
    long = {binding.name for binding in named if binding.years > YEARS}
    return Figures(tuple(sorted({binding.name for binding in named} - long)), tuple(sorted(long)))


def _said(values: Ints) -> np.ndarray:
    return np.where(values == MISSING, UNSAID, SAID).astype(np.int8)


def _rights_known(facts: FactColumns) -> np.ndarray:
    sure = (facts.single["rights_checked"] != MISSING) & (facts.single["rights_unlinked"] == 0)
    return sure.astype(np.int8)


def _last_days(on: date, years: int) -> Ints:
    """31 December of the fiscal years before the filing year, oldest first, as day numbers."""
    return np.array([day_number(date(on.year - back, 12, 31)) for back in range(years, 0, -1)], dtype=np.int64)


BINDINGS: Final[dict[str, Binding]] = {
    "founded_on": Registered("founded"),
    "is_resident": RegisteredFlag("is_resident"),
    "tax_by_audit": RegisteredFlag("tax_by_audit"),
    "accounts_sound": RegisteredFlag("accounts_sound"),
    "industry_allowed": RegisteredFlag("industry_allowed"),
    "industry_barred": RegisteredFlag("industry_barred"),
    "field_declared": RegisteredFlag("field_declared"),
    "field_recognised": ExpertFlag(),
    "staff": Reported("staff_e4"),
    "tech_staff": Reported("tech_staff_e4"),
    "tech_staff_6m": Reported("tech_staff_6m_e4"),
    "sales": Reported("sales_fen", years=YEARS),
    "assets": Reported("assets_fen"),
    "net_assets": Reported("net_assets_fen", years=YEARS),
    "cost_expense": Reported("cost_expense_fen"),
    "income_total": Reported("income_total_fen"),
    "income_nontax": Reported("income_nontax_fen"),
    "income_hightech": Reported("income_hightech_fen"),
    "rd_deductible": Reported("rd_deductible_fen"),
    "rd_expense": Reported("rd_expense_fen", years=YEARS),
    "rd_domestic": Reported("rd_domestic_fen", years=YEARS),
    "conversions": Reported("conversions_count", years=YEARS),
    "ip_class1": Rights("rights_one"),
    "ip_class2": Rights("rights_two"),
    "ip_class2_unused": Rights("rights_two_unused"),
    "ip_class2_unsubmitted": NotKept(),
    "ip_self_developed": AnyRight("rights_own", loose=("rights_unlinked", "rights_origin_unsaid")),
    "core_ip": AnyRight("rights"),
    "standards_taken_part": Won("standards"),
    "led_standard": Won("standard_top5", unranked="standard_unranked"),
    "national_award": Won("award_top3", unranked="award_unranked"),
    "provincial_rd_org": Held("holds_provincial_rd_org"),
    "holds_hnte": Held("holds_hnte"),
    "clean_safety": Clean("safety", whole_years=True),
    "clean_quality": Clean("quality", whole_years=True),
    "clean_environment": Clean("environment", whole_years=True),
    "clean_research": Clean("research", whole_years=True),
    "not_abnormal_listed": Clean("abnormal", whole_years=True),
    "not_dishonest_listed": Clean("dishonest", whole_years=True),
    "clean_safety_365": Clean("safety", whole_years=False),
    "clean_quality_365": Clean("quality", whole_years=False),
    "clean_environment_365": Clean("environment", whole_years=False),
    "expert_ip_level": Expert(),
    "expert_ip_core": Expert(),
    "expert_ip_count": Expert(),
    "expert_ip_acquisition": Expert(),
    "expert_standards": Expert(),
    "expert_conversion": Expert(),
    "expert_management_1": Expert(),
    "expert_management_2": Expert(),
    "expert_management_3": Expert(),
    "expert_management_4": Expert(),
    "expert_growth_assets": Expert(),
    "expert_growth_sales": Expert(),
    "revenue": Reported("revenue_operating_fen", years=LONG_YEARS),
    "revenue_main": Reported("revenue_main_fen", years=YEARS),
    "net_profit": Reported("net_profit_fen", years=YEARS),
    "liabilities": Reported("liabilities_fen"),
    "equity_new": Reported("equity_new_fen", years=YEARS),
    "rd_internal": Reported("rd_internal_fen"),
    "rd_staff": Reported("rd_staff_e4"),
    "st_activity": Reported("st_activity_fen", years=LONG_YEARS),
    "staff_end": Reported("staff_end_count", years=LONG_YEARS),
    "is_sme": RegisteredFlag("is_sme", home="年度报告"),
    "ip_class1_own": OwnRights("rights_one_own"),
    "ip_class1_3y": GrantedRights("rights_one_recent"),
    "ip_class2_3y": GrantedRights("rights_two_recent"),
    "science_award_3y": Won("recent_awards"),
    "major_award_3y": Won("recent_major_awards", unranked="recent_awards_unranked"),
    "provincial_award_top3_3y": Won("recent_top3_awards", unranked="recent_awards_unranked"),
    "national_award_top3_3y": Won("recent_top3_national_awards", unranked="recent_national_awards_unranked"),
    "holds_tech_sme": Held("holds_tech_sme"),
    "holds_innovative_sme": Held("holds_innovative_sme"),
    "holds_specialised_sme": Held("holds_specialised_sme"),
    "clean_3y": CleanOfAll(3),
    **{
        item.value: StatedFlag(item.value) if STATEMENT_UNITS[item.value] == "flag" else Stated(item.value)
        for item in StatementItem
    },
    "market_front": ExpertFlag(),
    "niche_share_10": ExpertFlag(),
    "niche_share_front": ExpertFlag(),
    "key_link": ExpertFlag(),
    "leads_rd": ExpertFlag(),
    "drives_chain": ExpertFlag(),
    "expert_feature": Expert(),
}
